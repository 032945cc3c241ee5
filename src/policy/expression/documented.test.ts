import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type Shape, variablesOf } from './shapes.ts';
import { CALLS } from './signatures.ts';

const TEXT = readFileSync(new URL('../../../docs/policy-evaluation.md', import.meta.url), 'utf8');

function membersOf(shape: Shape): readonly string[] {
  if (typeof shape === 'string' || shape.kind === 'map') return [];
  if (shape.kind === 'list') return membersOf(shape.of);
  return [...shape.members].flatMap(([name, member]) => [name, ...membersOf(member)]);
}

describe('docs/policy-evaluation.md', () => {
  test('names every variable and member', () => {
    for (const [name, shape] of variablesOf(null)) {
      assert.ok(TEXT.includes(`\`${name}`), name);
      for (const member of membersOf(shape)) assert.ok(TEXT.includes(`.${member}\``), `${name}.${member}`);
    }
  });

  test('names every function', () => {
    for (const { name } of CALLS.values()) {
      const written = name.replaceAll('|', '\\|').replace('[]', '[…]');
      assert.ok(new RegExp(`\`${RegExp.escape(written)}(?:\\(|\`)`).test(TEXT), name);
    }
  });
});
