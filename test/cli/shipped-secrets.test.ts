/** Secrets in files that a distribution's package ships: told by the package manager's digests, never by the path. */
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { type Entry, file, symlink, whiteout } from '../tar-builder.ts';
import { archiveOf, DEBIAN, imageOf } from './images.ts';
import { onOwnMachine, run } from './plimsoll.ts';

const KEY: string = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;
const SHIPPED = `# key of the tests\n${KEY}`;
const CHANGED = `# Key of the tests\n${KEY}`;
const PATH = 'usr/share/tiny/tests/server.key';

const STATUS = 'var/lib/dpkg/status';
const SUMS = 'var/lib/dpkg/info/tiny.md5sums';

function md5(content: string): string {
  return createHash('md5').update(content).digest('hex');
}

function status(maintainer: string, more = ''): Entry {
  const record = `Package: tiny\nStatus: install ok installed\nMaintainer: ${maintainer}\nVersion: 1.0-1\nArchitecture: all\n${more}\n`;
  return file(STATUS, record);
}

const OWN = status('Tiny Team <tiny@lists.debian.org>');
const THIRD_PARTY = status('Example <packages@vendor.example>');

/** Exit code, and `standing: states` of each secret. */
async function scan(...layers: readonly (readonly Entry[])[]): Promise<[number, ...string[]]> {
  const command = 'scan - --scanners secret --fail-on high --format json --quiet --no-sandbox';
  const { code, stdout, stderr } = await run(command, { stdin: archiveOf(imageOf(...layers)) });
  assert.equal(stderr, '');
  const [{ findings }] = JSON.parse(stdout).reports;
  return [code, ...findings.map(wordsOf)];
}

interface Secret {
  readonly standing: string;
  readonly places: readonly { readonly state: string }[];
}

function wordsOf({ standing, places }: Secret): string {
  return `${standing}: ${places.map(({ state }) => state).join(', ')}`;
}

describe('secrets that packages ship', () => {
  onOwnMachine();
  const sums = file(SUMS, `${md5(SHIPPED)}  ${PATH}\n`);

  it('do not count as long as the file is what the distribution ships', async () => {
    assert.deepEqual(await scan([DEBIAN, OWN, sums, file(PATH, SHIPPED)]), [
      0,
      'shipped-by-package: visible',
    ]);
  });

  it('count with one byte of a comment changed', async () => {
    assert.deepEqual(await scan([DEBIAN, OWN, sums, file(PATH, CHANGED)]), [1, 'counted: visible']);
  });

  it('count at any other path, and from a third party', async () => {
    const copy = file('usr/share/tiny/tests/copy.key', SHIPPED);
    assert.deepEqual(await scan([DEBIAN, OWN, sums, copy]), [1, 'counted: visible']);
    assert.deepEqual(await scan([DEBIAN, THIRD_PARTY, sums, file(PATH, SHIPPED)]), [1, 'counted: visible']);
  });

  it('do not count where a later layer removed them', async () => {
    const base = [DEBIAN, OWN, sums, file(PATH, SHIPPED)];
    assert.deepEqual(await scan(base, [whiteout(PATH)]), [0, 'shipped-by-package: removed']);
  });

  it('may be in configuration files, which are only in the status', async () => {
    const path = 'etc/tiny/tiny.pem';
    const own = status('Tiny Team <tiny@lists.debian.org>', `Conffiles:\n /${path} ${md5(SHIPPED)}\n`);
    assert.deepEqual(await scan([DEBIAN, own, file(path, SHIPPED)]), [0, 'shipped-by-package: visible']);
    assert.deepEqual(await scan([DEBIAN, own, file(path, CHANGED)]), [1, 'counted: visible']);
  });

  it('are found through the links of a merged /usr', async () => {
    const linked = file(SUMS, `${md5(SHIPPED)}  lib/tiny/server.key\n`);
    const image = [DEBIAN, OWN, linked, symlink('lib', 'usr/lib'), file('usr/lib/tiny/server.key', SHIPPED)];
    assert.deepEqual(await scan(image), [0, 'shipped-by-package: visible']);
  });

  it('are known to apk by SHA-1', async () => {
    const alpine = file('etc/os-release', 'ID=alpine\nVERSION_ID=3.20.3\n');
    const checksum = `Q1${createHash('sha1').update(SHIPPED).digest('base64')}`;
    const record = `P:tiny\nV:1.0-r0\nA:x86_64\nF:usr/share/tiny/tests\nR:server.key\na:0:0:644\nZ:${checksum}\n\n`;
    const base = [alpine, file('lib/apk/db/installed', record)];
    assert.deepEqual(await scan([...base, file(PATH, SHIPPED)]), [0, 'shipped-by-package: visible']);
    assert.deepEqual(await scan([...base, file(PATH, CHANGED)]), [1, 'counted: visible']);
  });
});
