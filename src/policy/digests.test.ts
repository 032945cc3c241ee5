import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asked, flaw, policy, rule, waiver } from '../../test/policy-cases.ts';
import type { GateDigests, GateInputs } from '../model/gate.ts';
import { digestInputs } from './digests.ts';

const { inputs } = asked({ rules: [rule()] });
const history = { reference: 'state.json', entries: [] };
const baseline = { reference: 'main', digest: 'sha256:00', findings: [flaw().fingerprint], packages: [] };

const CHANGES: readonly (readonly [
  what: string,
  parts: Partial<GateInputs>,
  changed: keyof GateDigests | null,
])[] = [
  ['rules', { policy: policy([rule({ id: 'other' })]) }, 'policy'],
  ['stage', { stage: 'build' }, 'policy'],
  ['settings', { settings: { secrets: 'off' } }, 'policy'],
  ['waivers', { waivers: [waiver()] }, 'waivers'],
  ['history', { history }, 'history'],
  ['baseline', { baseline }, 'baseline'],
  ['now', { now: '2027-01-01T00:00:00Z' }, null],
];

describe('digests of inputs', () => {
  for (const [what, parts, changed] of CHANGES) {
    test(`${what}: ${changed ?? 'none'} changes`, () => {
      const [a, b] = [digestInputs(inputs), digestInputs({ ...inputs, ...parts })];
      const differing = Object.keys(a).filter(
        (key) => a[key as keyof GateDigests] !== b[key as keyof GateDigests],
      );
      assert.deepEqual(differing, changed === null ? [] : [changed]);
    });
  }

  test('the order of members does not matter', () =>
    assert.deepEqual(
      digestInputs(Object.fromEntries(Object.entries(inputs).reverse()) as never),
      digestInputs(inputs),
    ));
});
