/** Globs of allow rules over places of findings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SecretFinding } from '../../model/finding.ts';
import { applyAllowRules } from './allow.ts';

function isAllowed(path: string, glob: string): boolean {
  const finding = { standing: 'counted', id: 'x', places: [{ path }], notes: [] } as unknown as SecretFinding;
  const rest = { detector: null, fingerprint: null, owner: 'a', reason: 'b', until: '2030-01-01' };
  const [judged] = applyAllowRules([finding], [{ ...rest, path: glob }], '2029-01-01T00:00:00Z');
  return judged!.standing === 'allowed';
}

describe('allow rules', () => {
  it('globs match names with a dot in front like all others', () => {
    const all = [
      ['srv/test/.env', 'srv/test/**'],
      ['srv/test/.ssh/id_rsa', '**'],
      ['srv/.env', 'srv/*'],
      ['srv/.env', 'srv/*.env'],
      ['srv/.env', 'srv/.env'],
      ['srv/.env', 'srv/.e*'],
      ['srv/.env', 'srv/{.env,other}'],
      ['.npmrc', '.npmrc'],
      ['app.jar!/conf/a', 'app.jar!/**'],
      ['config:env/TOKEN', 'config:env/*'],
    ] as const;
    for (const [path, glob] of all) assert.ok(isAllowed(path, glob), `${glob} on ${path}`);
  });

  it('and no others', () => {
    const none = [
      ['srv/other/.env', 'srv/test/**'],
      ['srv/env', 'srv/.env'],
      ['srv/.envs', 'srv/.env'],
      ['srv/a/.env', 'srv/*'],
    ] as const;
    for (const [path, glob] of none) assert.ok(!isAllowed(path, glob), `${glob} on ${path}`);
  });
});
