/** What was concluded of an image is kept: the report is the same with it and without it, byte by byte. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readFixtureImage } from '../fixture-image.ts';
import { buildImage, type ImageSpec, ociLayoutFiles, tarOf } from '../image-builder.ts';
import { file, whiteout } from '../tar-builder.ts';
import { archiveOf, DEBIAN, dpkgStatus, imageOf, npmPackage, SMALL } from './images.ts';
import { here, onOwnMachine, put, run, snapshot } from './plimsoll.ts';

/** All that the fixtures of one ecosystem hold, below a file that another layer hides. */
function fixture(ecosystem: string): ImageSpec {
  const folder = fileURLToPath(new URL(`../../src/ecosystem/${ecosystem}`, import.meta.url));
  const files = readFixtureImage(folder).map(({ path, bytes }) => file(path, bytes, { mode: 0o755 }));
  return imageOf([file('etc/hidden', 'x'), ...files], [whiteout('etc/hidden')]);
}

const DAMAGED = imageOf([
  DEBIAN,
  file('var/lib/dpkg/status', 'no: status\n\n'),
  file('usr/bin/x', '\x7fELF'),
]);

const IMAGES: Readonly<Record<string, Uint8Array>> = {
  small: archiveOf(SMALL),
  layout: tarOf(ociLayoutFiles([buildImage(SMALL)])),
  empty: archiveOf(imageOf([])),
  damaged: archiveOf(DAMAGED),
  ...Object.fromEntries(
    ['apk', 'dpkg', 'golang', 'maven', 'npm', 'pypi', 'rpm'].map((id) => [id, archiveOf(fixture(id))]),
  ),
};

const FORMATS = ['json', 'table', 'cyclonedx', 'sarif'];

const OUTPUTS = FORMATS.map((format) => `--output ${format}=$HERE/out/${format}`).join(' ');

/** Everything that a command says. */
async function answerOf(command: string): Promise<readonly unknown[]> {
  mkdirSync(join(here, 'out'), { recursive: true });
  const { code, stdout, stderr } = await run(`${command} --no-sandbox`);
  return [code, stdout, stderr, snapshot(join(here, 'out'))];
}

/** `layers` is taken away, so that nothing else can have been used. */
async function answerFromInventory(command: string): Promise<readonly unknown[]> {
  const kept = join(here, 'kept');
  rmSync(join(kept, 'layers'), { recursive: true });
  const answer = await answerOf(`${command} --cache-dir $HERE/kept`);
  assert.deepEqual(readdirSync(kept), ['inventories'], `${command} read layers`);
  mkdirSync(join(kept, 'layers'));
  return answer;
}

describe('a kept inventory', () => {
  onOwnMachine();

  for (const [name, archive] of Object.entries(IMAGES)) {
    it(`of ${name} gives the same reports`, async () => {
      put('app.tar', archive);
      const command = `scan $HERE/app.tar --fail-on high ${OUTPUTS}`;
      const read = await answerOf(`${command} --cache-dir $HERE/kept`);
      assert.deepEqual(await answerFromInventory(command), read);
    });
  }

  it('says nothing of where the image came from, nor of whose its layers are', async () => {
    put('first.tar', archiveOf(SMALL));
    put('base.tar', archiveOf({ layers: SMALL.layers.slice(0, 1) }));
    put('other.tar', archiveOf({ ...SMALL, tags: ['example.test/other:2'] }));
    await answerOf('scan $HERE/first.tar --scanners vuln --cache-dir $HERE/kept');
    for (const asked of ['$HERE/other.tar', '$HERE/first.tar --base $HERE/base.tar']) {
      const command = `sbom ${asked} --format json`;
      assert.deepEqual(await answerFromInventory(command), await answerOf(`${command} --no-cache`));
    }
  });

  it('is not taken for layers in another order, nor under other limits', async () => {
    const [a, b] = [
      [DEBIAN, file('var/lib/dpkg/status', dpkgStatus('libssl3 3.0.9-1 openssl'))],
      [npmPackage('sail', '1.0.0'), file('var/lib/dpkg/status', dpkgStatus('zlib1g 1.2 zlib'))],
    ];
    put('ab.tar', archiveOf(imageOf(a!, b!)));
    put('ba.tar', archiveOf(imageOf(b!, a!)));
    await answerOf('scan $HERE/ab.tar --cache-dir $HERE/kept');
    for (const asked of [
      '$HERE/ba.tar',
      '$HERE/ab.tar --limit image-entries=2',
      '$HERE/ab.tar --limit layer-entries=1',
    ]) {
      const command = `scan ${asked} --format json`;
      assert.deepEqual(
        await answerOf(`${command} --cache-dir $HERE/kept`),
        await answerOf(`${command} --no-cache`),
      );
    }
  });
});
