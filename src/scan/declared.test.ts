import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { language } from '../../test/advisories.ts';
import type { DependencyScope, Package } from '../model/package.ts';
import { mergeDeclared } from './declared.ts';

const lock = (version: string, scope: DependencyScope, path = 'app/package-lock.json'): Package =>
  language('npm', 'lib', version, {
    confidence: 'declared',
    scope,
    foundAt: { path, layerIndex: 0 },
  });
const installed = language('npm', 'lib', '1.0.0', {
  foundAt: { path: 'app/node_modules/lib', layerIndex: 0 },
});

const TABLE: readonly (readonly [what: string, packages: readonly Package[], expected: readonly string[]])[] =
  [
    ['nothing declared', [installed], ['1.0.0 installed unknown']],
    ['the same version', [lock('1.0.0', 'development'), installed], ['1.0.0 installed development']],
    [
      'another version',
      [lock('1.0.1', 'runtime'), installed],
      ['1.0.1 declared runtime', '1.0.0 installed unknown'],
    ],
    [
      'two that differ',
      [lock('1.0.0', 'runtime'), lock('1.0.0', 'test', 'b/package-lock.json'), installed],
      ['1.0.0 installed unknown'],
    ],
    ['nothing installed', [lock('1.0.0', 'optional')], ['1.0.0 declared optional']],
    [
      'one whose own manifest tells',
      [lock('1.0.0', 'development'), { ...installed, scope: 'runtime' }],
      ['1.0.0 installed runtime'],
    ],
  ];

describe('what is declared beside what is installed', () => {
  for (const [what, packages, expected] of TABLE) {
    it(what, () => {
      const merged = mergeDeclared(packages);
      assert.deepEqual(
        merged.map((pkg) => `${pkg.version} ${pkg.confidence} ${pkg.scope}`),
        expected,
      );
    });
  }
});
