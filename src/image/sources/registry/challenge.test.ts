import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseChallenges } from './challenge.ts';

type Plain = readonly (readonly [scheme: string, params: Readonly<Record<string, string>>])[];

const CASES: readonly (readonly [header: string, challenges: Plain])[] = [
  ['', []],
  ['Basic realm="x"', [['basic', { realm: 'x' }]]],
  ['Basic', [['basic', {}]]],
  [
    'Bearer realm="https://a.test/token",service="reg",scope="repository:a/b:pull,push"',
    [['bearer', { realm: 'https://a.test/token', service: 'reg', scope: 'repository:a/b:pull,push' }]],
  ],
  ['bearer Realm=plain , SERVICE = "s"', [['bearer', { realm: 'plain', service: 's' }]]],
  ['Bearer realm="a \\"b\\" \\\\ c"', [['bearer', { realm: 'a "b" \\ c' }]]],
  ['Bearer realm="one", realm="two"', [['bearer', { realm: 'one' }]]],
  [
    'Basic realm="r", Bearer realm="t",scope="s"',
    [
      ['basic', { realm: 'r' }],
      ['bearer', { realm: 't', scope: 's' }],
    ],
  ],
  [
    'Negotiate YWJj==, Basic realm="r"',
    [
      ['negotiate', {}],
      ['basic', { realm: 'r' }],
    ],
  ],
  [
    'Negotiate, Basic realm="r"',
    [
      ['negotiate', {}],
      ['basic', { realm: 'r' }],
    ],
  ],
  ['Bearer realm="never closed', [['bearer', {}]]],
  ['realm="without scheme"', []],
  ['"', []],
  ['Bearer __proto__="x"', [['bearer', JSON.parse('{"__proto__":"x"}')]]],
];

describe('WWW-Authenticate', () => {
  for (const [header, expected] of CASES) {
    it(header || '(empty)', () => {
      const found = parseChallenges(header).map(({ scheme, params }) => [scheme, [...params]]);
      assert.deepEqual(
        found,
        expected.map(([scheme, params]) => [scheme, Object.entries(params)]),
      );
    });
  }

  it('ends on any text', () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseChallenges(text))));
  });

  it('takes linear time', () => {
    parseChallenges('"\\'.repeat(1_000_000));
    parseChallenges(`Bearer a="${'\\'.repeat(1_000_000)}`);
    parseChallenges('a '.repeat(1_000_000));
  });
});
