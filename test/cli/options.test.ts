/** Options that change what a scan takes as base, and where its advisories come from. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { imageOf, npmPackage, putArchive, SMALL } from './images.ts';
import { onOwnMachine, run } from './plimsoll.ts';
import { reportOf } from './report.ts';

describe('--base', () => {
  onOwnMachine();

  /** Part and basis of each layer's owner, and the notes. */
  async function ownersWith(options: string): Promise<readonly [string[], string[]]> {
    putArchive('app.tar', SMALL);
    putArchive('base.tar', { ...SMALL, layers: SMALL.layers.slice(0, 1) });
    putArchive('other.tar', imageOf([npmPackage('other', '1.0.0')]));
    const { stdout } = await run(`scan $HERE/app.tar ${options} --format json`);
    const { image, layers = image.layers, problems } = JSON.parse(stdout).reports[0];
    return [
      layers.map(({ owner }: { owner: { part: string; basis: string } }) => `${owner.part} ${owner.basis}`),
      problems.map(({ code }: { code: string }) => code).filter((code: string) => code !== 'starter-data'),
    ];
  }

  it('tells the base from what was built on it', async () => {
    assert.deepEqual(await ownersWith(''), [['base position', 'own position'], []]);
    assert.deepEqual(await ownersWith('--base $HERE/base.tar'), [['base told', 'own told'], []]);
  });

  it('that is no base of the image is told, and changes nothing', async () => {
    const wrong = await ownersWith('--base $HERE/other.tar');
    assert.deepEqual(wrong, [['base position', 'own position'], ['not-the-base']]);
  });

  it('that cannot be opened ends the scan', async () => {
    putArchive('app.tar', SMALL);
    const { code, stderr } = await run('scan $HERE/app.tar --base $HERE/none.tar');
    assert.equal(code, 5);
    assert.match(stderr, /\[not-found\]\n {2}where: {3}\$HERE\/none\.tar/);
  });
});

describe('--update', () => {
  onOwnMachine();

  // Nothing listens there: as good as no network.
  const env = { HTTPS_PROXY: 'http://127.0.0.1:1' };

  it('without a network falls back to what is there, and says so', async () => {
    putArchive('app.tar', SMALL);
    for (const when of ['auto', 'always']) {
      const { problems, coverage } = await reportOf(`scan $HERE/app.tar --update ${when}`, { env });
      const codes = problems.map(({ code }) => code);
      assert.ok(codes.includes('advisory-update-failed'), when);
      assert.equal(coverage.state, 'partial');
    }
  });

  it('of the database fails with each feed that could not be had', async () => {
    const ran = await run('db update --only npm', { env });
    assert.equal(ran.code, 5);
    assert.match(ran.stdout, /^failed {5}osv: npm: .*connection was refused/m);
    assert.match(ran.stderr, /\[update-incomplete\]\n {2}where: {3}osv\n {2}try: /);
  });
});
