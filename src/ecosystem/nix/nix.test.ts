import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { readFixtureImage } from '../../../test/fixture-image.ts';
import { type FilesOfLayer, type LayeredFacts, layeredFacts } from '../../../test/layered-facts.ts';
import { indexOwners } from '../../scan/link-owners.ts';
import type { Catalog } from '../cataloger.ts';
import { nixCataloger } from './catalog.ts';
import { parseDerivation } from './derivation.ts';
import { nix } from './nix.ts';
import { parseStorePath } from './store-path.ts';

const hash = (digit: string): string => digit.repeat(32);
const FILES: FilesOfLayer = Object.fromEntries(
  readFixtureImage(import.meta.dirname).map(({ path, bytes }) => [path, bytes]),
);
const DATABASE = 'nix/var/nix/db/db.sqlite';
const FOLDER_OF = {
  openssl: `nix/store/${hash('1')}-openssl-3.0.13/`,
  dev: `nix/store/${hash('2')}-openssl-3.0.13-dev/`,
  glibc: `nix/store/${hash('4')}-glibc-2.39-52/`,
  stray: `nix/store/${hash('0')}-stray-9.1/`,
  source: `nix/store/${hash('6')}-source/`,
} as const;

function scan(...layers: FilesOfLayer[]): Catalog & { facts: LayeredFacts } {
  const facts = layeredFacts(nixCataloger.readers, layers);
  return { ...nixCataloger.catalog(facts, []), facts };
}

const folders = (...names: (keyof typeof FOLDER_OF)[]): FilesOfLayer =>
  Object.fromEntries(names.map((name) => [FOLDER_OF[name], '']));

const found = ({ packages }: Catalog): string[] =>
  packages.map(
    ({ name, version, confidence, foundAt }) => `${name} ${version} ${confidence}@${foundAt.layerIndex}`,
  );

const database = (): FilesOfLayer => ({ [DATABASE]: FILES[DATABASE]! });

describe('names of store paths', () => {
  const CASES: readonly (readonly [name: string, deriver: string, expected: string | null])[] = [
    ['openssl-3.0.13', '', 'openssl|3.0.13|'],
    ['openssl-3.0.13-dev', '', 'openssl|3.0.13|dev'],
    ['openssl-3.0.13-weird', 'openssl-3.0.13', 'openssl|3.0.13|weird'],
    ['openssl-3.0.13-beta', '', 'openssl|3.0.13-beta|'],
    ['glibc-2.39-52', '', 'glibc|2.39-52|'],
    ['python3.11-requests-2.31.0', '', 'python3.11-requests|2.31.0|'],
    ['foo-unstable-2024-01-02', '', 'foo-unstable|2024-01-02|'],
    ['gcc-13.2.0-libgcc', '', 'gcc|13.2.0|libgcc'],
    ['a--1', '', null],
    ['-1.0', '', null],
    ['source', '', null],
    ['zlib-1.3.1.tar.gz', '', null],
    ['fix-2.patch', '', null],
    ['x-1.0.drv', '', null],
    ['rust-1.2-vendor', '', null],
    ['nginx.conf', '', null],
    ['bash-interactive', '', null],
    ['a b-1', '', null],
  ];
  for (const [name, deriver, expected] of CASES) {
    it(`${name}${deriver === '' ? '' : `, made by ${deriver}`}`, () => {
      const parsed = parseStorePath(`${hash('1')}-${name}`, deriver);
      assert.equal(parsed === null ? null : `${parsed.name}|${parsed.version}|${parsed.output}`, expected);
    });
  }

  it('have a hash of 32 digits, none of which is e, o, t or u', () => {
    for (const wrong of ['1'.repeat(31), '1'.repeat(33), `${'1'.repeat(31)}e`, `${'1'.repeat(31)}A`])
      assert.equal(parseStorePath(`${wrong}-a-1`), null);
  });
});

describe('derivations', () => {
  it('name outputs, system, and name and version apart', () => {
    const source = String(
      readFileSync(join(import.meta.dirname, `fixtures/image/nix/store/${hash('c')}-tool-1.4.2.drv`)),
    );
    assert.deepEqual(parseDerivation(source), {
      outputs: [{ output: 'out', base: `${hash('9')}-tool-1.4.2` }],
      system: 'x86_64-linux',
      name: 'tool',
      version: '1.4.2',
    });
    assert.equal(parseDerivation('Derivation of something'), null);
    assert.deepEqual(parseDerivation('Derive([("a'), { outputs: [], system: '', name: '', version: '' });
    assert.equal(parseDerivation(source.replace('"1.4.2")', '"\\n")'))?.name, '');
  });
});

describe('nix', () => {
  it('takes what the database calls valid and the store has', () => {
    const catalog = scan({ ...database(), ...folders('openssl', 'dev', 'source') });
    assert.deepEqual(found(catalog), ['openssl 3.0.13 installed@0', 'openssl 3.0.13 installed@0']);
    assert.deepEqual(
      catalog.packages.map(({ purl }) => purl),
      [
        `pkg:nix/nixpkgs/openssl@3.0.13?output=dev&outputhash=${hash('2')}`,
        `pkg:nix/nixpkgs/openssl@3.0.13?outputhash=${hash('1')}`,
      ],
    );
    assert.deepEqual(
      catalog.problems.map(({ code, effect, message }) => [code, effect, message.slice(0, 10)]),
      [['package-files-missing', 'note', '5 packages']],
    );
  });

  it('tells what no database names by its path, with less confidence', () => {
    assert.deepEqual(found(scan(folders('openssl', 'source'))), ['openssl 3.0.13 by signature@0']);
    const both = scan({ ...database(), ...folders('glibc', 'stray') });
    assert.deepEqual(found(both), ['glibc 2.39-52 installed@0', 'stray 9.1 by signature@0']);
    assert.deepEqual(
      both.packages.map(({ evidence }) => evidence),
      ['nix database', 'file name'],
    );
  });

  it('goes by the database alone where layers have no entries of folders', () => {
    assert.deepEqual(found(scan(database())), [
      'glibc 2.39-52 installed@0',
      'late 2.0 installed@0',
      'openssl 3.0.13 installed@0',
      'openssl 3.0.13 installed@0',
      'openssl 3.0.13 installed@0',
      'python3.11-requests 2.31.0 installed@0',
      'tool 1.4.2 installed@0',
    ]);
  });

  it('applies the log that lies beside the database', () => {
    const names = scan(FILES).packages.map(({ name }) => name);
    assert.ok(names.includes('late') && names.includes('later'), names.join());
    const log = { [`${DATABASE}-wal`]: FILES[`${DATABASE}-wal`]! };
    assert.ok(scan(database(), log).packages.some(({ name }) => name === 'later'));
  });

  it('says which layer brought a path, and drops what a later one deleted', () => {
    const catalog = scan(
      { ...database(), ...folders('openssl', 'dev') },
      { ...database(), ...folders('openssl', 'glibc') },
      { [FOLDER_OF.dev]: null },
    );
    assert.deepEqual(found(catalog), ['glibc 2.39-52 installed@1', 'openssl 3.0.13 installed@0']);
  });

  it('uses the database of before where a layer deleted it', () => {
    const catalog = scan({ ...database(), ...folders('openssl') }, { [DATABASE]: null });
    assert.deepEqual(found(catalog), ['openssl 3.0.13 installed@0']);
    assert.deepEqual(
      catalog.problems.map(({ code, layerIndex }) => [code, layerIndex]),
      [
        ['package-database-removed', 1],
        ['package-files-missing', null],
      ],
    );
  });

  it('takes output, system and name from a derivation in the store', () => {
    const tool = scan(FILES).packages.find(({ name }) => name === 'tool')!;
    assert.equal(tool.architecture, 'x86_64');
    assert.match(tool.purl, /^pkg:nix\/nixpkgs\/tool@1\.4\.2\?arch=x86_64&outputhash=9+$/);
    assert.equal(tool.confidence, 'installed');
  });

  it('owns all that lies below a store path', () => {
    const { owned, facts } = scan({ ...database(), ...folders('openssl') });
    const file = FOLDER_OF.openssl.concat('lib/python3.11/site-packages/x.dist-info/METADATA');
    const asked = new Set([file, `${FOLDER_OF.openssl.slice(0, -1)}x/y`, 'nix/store/y']);
    assert.deepEqual([...indexOwners(owned, asked, facts).keys()], [file]);
  });

  it('asks where nobody has data, so that a report says so', () => {
    const [pkg] = scan(folders('openssl')).packages;
    assert.deepEqual(nix.advisoryQueries(pkg!), [
      { key: { namespace: 'nixpkgs', name: 'openssl' }, version: '3.0.13' },
    ]);
    assert.equal(nix.dataOnlyReason({ ...pkg!, purl: `${pkg!.purl}&output=man` }), 'documentation only');
  });

  it('names a damaged database, and goes by the paths then', () => {
    const damaged = Uint8Array.from(FILES[DATABASE] as Uint8Array).fill(0xff, 1024);
    const catalog = scan({ [DATABASE]: damaged, ...folders('openssl') });
    assert.deepEqual(found(catalog), ['openssl 3.0.13 by signature@0']);
    assert.deepEqual(
      catalog.facts.warnings.map(({ code }) => code),
      ['package-database-corrupt'],
    );
  });

  it('reads 100,000 paths', () => {
    const memory = new DatabaseSync(':memory:');
    memory.exec(
      'CREATE TABLE ValidPaths(id integer primary key, path text, hash text, time integer, deriver text)',
    );
    const insert = memory.prepare('INSERT INTO ValidPaths VALUES (NULL, ?, ?, 1, NULL)');
    memory.exec('BEGIN');
    const base = (n: number): string => `${String(n).padStart(32, '0')}-p${n}-1.${n}`;
    for (let n = 0; n < 100_000; n++) insert.run(`/nix/store/${base(n)}`, 'sha256:0');
    memory.exec('COMMIT');
    const bytes = memory.serialize();
    memory.close();
    const entries: [string, string | Uint8Array][] = Array.from({ length: 100_000 }, (_, n) => [
      `nix/store/${base(n)}/`,
      '',
    ]);
    assert.equal(scan(Object.fromEntries([...entries, [DATABASE, bytes]])).packages.length, 100_000);
  });
});
