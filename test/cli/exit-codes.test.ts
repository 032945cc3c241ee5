/** Exit codes: 0 pass, 1 findings, 2 usage, 3 not checkable, 4 too old, 5 error; and which wins. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FLAWS, imageOf, npmPackage, putArchive, putFlaws, SMALL } from './images.ts';
import { onOwnMachine, run, type Setting } from './plimsoll.ts';

interface Exit {
  readonly code: number;
  readonly holding: readonly number[];
}

/** The process's exit code, which must be the one that the report says. */
async function exitOf(command: string, setting: Setting = {}): Promise<Exit> {
  const { code, stdout, stderr } = await run(`${command} --format json`, setting);
  assert.equal(stderr, '');
  const { exit } = JSON.parse(stdout).reports[0];
  assert.equal(exit.code, code);
  return exit;
}

/** Under each limit, of a complete scan whose worst flaw has this severity. */
const LIMITS = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;

describe('exit code', () => {
  onOwnMachine();

  const scan = 'scan $HERE/app.tar --advisories $HERE/osv';

  for (const [at, severity] of (['critical', 'high', 'medium', 'low'] as const).entries()) {
    it(`of a complete scan whose worst flaw is ${severity}, under each limit`, async () => {
      putArchive('app.tar', imageOf([npmPackage('sail', '1.0.0')]));
      putFlaws('osv', [{ id: 'CVE-2024-90009', ecosystem: 'npm', name: 'sail', severity }]);
      const codes = [];
      for (const limit of LIMITS) codes.push((await exitOf(`${scan} --fail-on ${limit}`)).code);
      assert.deepEqual(
        codes,
        LIMITS.map((_, limit) => (limit >= at ? 1 : 0)),
      );
    });
  }

  it('is 1 for a flaw of unknown severity only where that is asked for', async () => {
    putArchive('app.tar', imageOf([npmPackage('sail', '1.0.0')]));
    putFlaws('osv', [{ id: 'CVE-2024-90009', ecosystem: 'npm', name: 'sail' }]);
    const codes = [];
    for (const limit of LIMITS) codes.push((await exitOf(`${scan} --fail-on ${limit}`)).code);
    assert.deepEqual(codes, [0, 0, 0, 0, 0, 1]);
  });

  it('is 0 without a judgement, whatever is found', async () => {
    putArchive('app.tar', SMALL);
    putFlaws('osv');
    assert.deepEqual(await exitOf(scan), { code: 0, holding: [] });
    assert.deepEqual(await exitOf(`${scan} --strict`), { code: 0, holding: [] });
  });

  it('is 3 for a partial scan once a judgement is asked for', async () => {
    putArchive('app.tar', SMALL);
    putFlaws(
      'osv',
      FLAWS.filter(({ ecosystem }) => ecosystem === 'npm'),
    );
    assert.deepEqual(await exitOf(scan), { code: 0, holding: [] });
    assert.deepEqual(await exitOf(`${scan} --strict`), { code: 3, holding: [3] });
    assert.deepEqual(await exitOf(`${scan} --fail-on critical`), { code: 1, holding: [1, 3] });
    putFlaws('osv2', [{ id: 'CVE-2024-90009', ecosystem: 'npm', name: 'other', severity: 'critical' }]);
    const clean = 'scan $HERE/app.tar --advisories $HERE/osv2 --fail-on critical';
    assert.deepEqual(await exitOf(clean), { code: 3, holding: [3] });
  });

  it('is 3 where nothing could be checked, asked or not', async () => {
    putArchive('app.tar', SMALL);
    putFlaws('osv', [{ id: 'CVE-2024-90009', ecosystem: 'PyPI', name: 'other' }]);
    assert.deepEqual(await exitOf(scan), { code: 3, holding: [3] });
  });

  it('is 4 for advisories older than --max-age, before 1 and 3', async () => {
    putArchive('app.tar', SMALL);
    putFlaws('osv');
    const at = (now: string): Setting => ({ now });
    assert.deepEqual(await exitOf(`${scan} --max-age 7d`, at('2024-06-07T00:00:00Z')), {
      code: 0,
      holding: [],
    });
    assert.deepEqual(await exitOf(`${scan} --max-age 7d`, at('2024-06-09T00:00:00Z')), {
      code: 4,
      holding: [4],
    });
    const judged = await exitOf(`${scan} --max-age 24h --fail-on low`, at('2024-06-09T00:00:00Z'));
    assert.deepEqual(judged, { code: 4, holding: [1, 4] });
    const starter = 'scan $HERE/app.tar --fail-on high --max-age 2w';
    const old = await exitOf(starter, at('2032-01-01T00:00:00Z'));
    assert.deepEqual(old, { code: 4, holding: [1, 3, 4] });
  });

  it('is 5 where the output cannot be written, whatever the verdict', async () => {
    putArchive('app.tar', SMALL);
    assert.equal((await run('scan $HERE/app.tar --output json=none/x.json')).code, 5);
  });
});
