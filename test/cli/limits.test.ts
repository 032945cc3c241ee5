/** Limits from the command line: what is beyond one makes a scan partial, and time ends it. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { putArchive, SMALL } from './images.ts';
import { onOwnMachine, run } from './plimsoll.ts';

const SBOM = 'sbom $HERE/app.tar --format json';

interface Partial {
  readonly state: string;
  readonly reasons: readonly { readonly code: string; readonly wayOut: string }[];
}

async function coverageOf(command: string): Promise<Partial> {
  const { stdout } = await run(command);
  return JSON.parse(stdout).reports[0].coverage;
}

describe('limits', () => {
  onOwnMachine();

  it('make a scan partial, which names the limit; the next scan without them is whole again', async () => {
    putArchive('app.tar', SMALL);
    const whole = await coverageOf(SBOM);
    assert.equal(whole.state, 'complete');
    const cut = await coverageOf(`${SBOM} --limit layer-entries=1`);
    assert.equal(cut.state, 'partial');
    const told = cut.reasons.find(({ code }) => code === 'too-many-entries');
    assert.match(told?.wayOut ?? '', /--limit layer-entries=/);
    const { code } = await run('scan $HERE/app.tar --strict --limit layer-entries=1');
    assert.equal(code, 3);
    assert.deepEqual(await coverageOf(SBOM), whole, 'the cache keeps both apart');
  });

  it('on a whole image do not spoil what is kept of its layers', async () => {
    putArchive('app.tar', SMALL);
    for (const limit of [
      'image-layers=1',
      'image-entries=2',
      'image-facts=1',
      'image-plain=1',
      'image-stored=1',
    ]) {
      const cut = await coverageOf(`${SBOM} --limit ${limit}`);
      assert.notEqual(cut.state, 'complete', limit);
      assert.equal((await coverageOf(SBOM)).state, 'complete', limit);
      const fromCache = await coverageOf(`${SBOM} --limit ${limit}`);
      assert.deepEqual(fromCache, cut, `${limit}, from the cache`);
    }
  });

  it('of time end a scan that would wait for ever', async () => {
    const stdin = new PassThrough();
    const ran = await run('scan - --limit total-time=50ms', { stdin });
    stdin.destroy();
    assert.deepEqual([ran.code, ran.stdout], [5, '']);
    assert.match(ran.stderr, /took longer than 50ms .*\[total-time-limit\]/);
    assert.match(ran.stderr, /--limit total-time=/);
  });
});
