/**
 * The contract of every ecosystem, checked over the list. Each has a small image in `fixtures/image`: its files give
 * packages as they are, and the readers that want them get them empty, cut off, with noise in them, and in pieces.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { withFact, wrongIn } from '../../test/changed-facts.ts';
import { factsOf, readWith, type TestFile } from '../../test/facts-of.ts';
import { readFixtureImage } from '../../test/fixture-image.ts';
import { withOtherValue } from '../../test/json-mutant.ts';
import { sentFacts } from '../../test/sent-result.ts';
import type { Distro } from '../model/distro.ts';
import { baseName, type FileEntry } from '../model/file.ts';
import type { Package } from '../model/package.ts';
import { compareText } from '../model/problem.ts';
import type { AnyReader, MergedFacts } from '../model/reader.ts';
import { plainData, ShapeError } from '../model/shape.ts';
import { schemes } from '../version/list.ts';
import { type Catalog, EMPTY_CATALOG } from './cataloger.ts';
import { DISTRO_READERS, findDistros } from './distro/distro.ts';
import type { Ecosystem } from './ecosystem.ts';
import { executablesReader } from './executables/executables.ts';
import { kernelReader } from './kernel/kernel.ts';
import { ecosystems } from './list.ts';
import { nestedReader } from './nested/nested.ts';

const WORD = /^[a-z][a-z0-9-]*$/;

function readersOf(ecosystem: Ecosystem): readonly AnyReader[] {
  return ecosystem.catalogers.flatMap((cataloger) => cataloger.readers);
}

/** All packages and the rest that the catalogers of an ecosystem give, as one. */
function catalogOf({ catalogers }: Ecosystem, facts: MergedFacts, distros: readonly Distro[]): Catalog {
  const catalogs = catalogers.map((cataloger) => cataloger.catalog(facts, distros));
  return {
    packages: catalogs.flatMap((c) => c.packages),
    owned: catalogs.flatMap((c) => c.owned),
    identified: catalogs.flatMap((c) => c.identified),
    problems: catalogs.flatMap((c) => c.problems),
  };
}

function scan(ecosystem: Ecosystem, files: readonly TestFile[]): Catalog {
  const distros = findDistros(factsOf(files, DISTRO_READERS));
  return catalogOf(ecosystem, factsOf(files, readersOf(ecosystem)), distros);
}

function entryOf(path: string, sizeBytes: number): FileEntry {
  return { path, type: 'file', sizeBytes, mode: 0o755, uid: 0, gid: 0, linkTarget: '' };
}

function bytesOf(file: TestFile): Uint8Array {
  return Buffer.from(file.bytes as Uint8Array);
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** The files that give facts: what a reader throws on is a Problem in a report, and no file for a cataloger. */
function readable(files: readonly TestFile[], readers: readonly AnyReader[]): readonly TestFile[] {
  return files.filter((file) => readers.every((reader) => tryReading(reader, file) !== undefined));
}

/** The facts, or undefined where the reader throws; anything thrown but an error fails. */
function tryReading(reader: AnyReader, file: TestFile, chunkBytes?: number): unknown {
  try {
    return readWith(reader, file, [], chunkBytes);
  } catch (error) {
    assert.ok(error instanceof Error, `${reader.id} threw ${String(error)}`);
    return undefined;
  }
}

/** The fact built anew; undefined where it does not have the reader's shape. */
function tryShape(reader: AnyReader, value: unknown): unknown {
  try {
    return reader.shape(value);
  } catch (error) {
    assert.ok(error instanceof ShapeError, `${reader.id} threw ${String(error)}`);
    return undefined;
  }
}

/** Facts must outlive the file's bytes, be plain data, and leave the bytes as they were. */
function assertHarmless(reader: AnyReader, path: string, content: Uint8Array): void {
  const file = { path, bytes: Uint8Array.from(content), mode: 0o755 };
  const fact = tryReading(reader, file);
  assert.deepEqual(file.bytes, Uint8Array.from(content), `${reader.id} changed the bytes of ${path}`);
  const kept = structuredClone(fact);
  file.bytes.fill(0xff);
  assert.deepEqual(fact, kept, `${reader.id} keeps a view of the bytes of ${path}`);
}

/** `whole` with some bytes set anew, cut somewhere. */
function damageOf(whole: Uint8Array): fc.Arbitrary<Uint8Array> {
  const changes = fc.array(fc.tuple(fc.nat(Math.max(0, whole.length - 1)), fc.nat(255)), { maxLength: 8 });
  const end = fc.oneof(fc.constant(whole.length), fc.nat(whole.length));
  return fc.tuple(changes, end).map(([places, length]) => {
    const bytes = Uint8Array.from(whole);
    for (const [at, value] of places) bytes[at] = value;
    return bytes.subarray(0, length);
  });
}

function isJson({ bytes }: TestFile): boolean {
  return ['{', '['].includes(String.fromCharCode((bytes as Uint8Array)[0] ?? 0));
}

describe('list of ecosystems', () => {
  it('is sorted, each id once, each with a folder and a version order', () => {
    const ids = ecosystems.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort(compareText));
    assert.ok(ids.every((id) => WORD.test(id)));
    const folders = readdirSync(import.meta.dirname);
    assert.deepEqual(
      ids.filter((id) => !folders.includes(id)),
      [],
    );
    for (const { id, scheme } of ecosystems)
      assert.ok(
        schemes.some((s) => s.id === scheme),
        id,
      );
  });

  it('has each reader and each cataloger under one name', () => {
    const catalogers = ecosystems.flatMap((e) => e.catalogers.map(({ id }) => id));
    const readers = [
      ...DISTRO_READERS,
      executablesReader,
      kernelReader,
      nestedReader,
      ...ecosystems.flatMap(readersOf),
    ];
    const ids = [...new Set(readers)].map(({ id }) => id);
    for (const all of [catalogers, ids]) {
      assert.deepEqual(all, [...new Set(all)]);
      assert.ok(all.every((id) => WORD.test(id)));
    }
    assert.ok(readers.every(({ version }) => Number.isInteger(version) && Number(version) > 0));
  });
});

for (const ecosystem of ecosystems) {
  describe(`ecosystem ${ecosystem.id}`, () => {
    const files = readFixtureImage(join(import.meta.dirname, ecosystem.id));
    const catalog = (): Catalog => scan(ecosystem, files);

    it('finds packages in fixtures/image, whatever the order of its files', () => {
      const { packages, problems } = catalog();
      assert.notEqual(packages.length, 0);
      assert.deepEqual(scan(ecosystem, files.toReversed()), catalog());
      for (const pkg of packages) assertPackage(ecosystem, pkg, files);
      for (const { path, message } of problems) {
        assert.ok(files.some((file) => file.path === path.split('!/')[0]));
        assert.notEqual(message, '');
      }
    });

    it('finds nothing where there are no facts', () => {
      assert.deepEqual(catalogOf(ecosystem, factsOf([], readersOf(ecosystem)), []), EMPTY_CATALOG);
      const distros = findDistros(factsOf(files, DISTRO_READERS));
      assert.deepEqual(catalogOf(ecosystem, factsOf([], readersOf(ecosystem)), distros), EMPTY_CATALOG);
    });

    it('gives versions that its own scheme can order, and look-ups that depend on the package alone', () => {
      const { compare } = schemes.find(({ id }) => id === ecosystem.scheme)!;
      const { packages } = catalog();
      const queries = packages.map((pkg) => {
        const asked = ecosystem.advisoryQueries(frozen(structuredClone(pkg)));
        assert.deepEqual(ecosystem.advisoryQueries(pkg), asked);
        return asked;
      });
      assert.ok(queries.some((asked) => asked.length > 0));
      for (const { key, version } of queries.flat()) {
        assert.notEqual(key.namespace, '');
        assert.notEqual(key.name, '');
        assert.equal(compare(version, version), 0);
      }
      const bare: Package = { ...packages[0]!, version: '', distro: null };
      assert.ok(Array.isArray(ecosystem.advisoryQueries(frozen(bare))));
    });

    it('says of each package who built it and whether it has code', () => {
      for (const pkg of catalog().packages.map((p) => frozen(structuredClone(p)))) {
        assert.equal(typeof ecosystem.dataOnlyReason(pkg), 'string');
        const own = ecosystem.ofDistribution(pkg);
        assert.ok(!(own && ecosystem.kind === 'language'));
      }
    });

    /** Catalogs the files that the readers do not throw on. */
    function assertSound(changed: readonly TestFile[]): void {
      const found = scan(ecosystem, readable(changed, readersOf(ecosystem)));
      for (const pkg of found.packages) {
        assertPackage(ecosystem, pkg, files);
        assert.ok(Array.isArray(ecosystem.advisoryQueries(pkg)));
      }
    }

    it('never fails on what the readers make of damaged files', () => {
      const damaged = files.map((file) => damageOf(bytesOf(file)).map((bytes) => ({ ...file, bytes })));
      fc.assert(fc.property(fc.tuple(...damaged), assertSound), { numRuns: 30 });
    });

    it('never fails on JSON with other values in it', () => {
      for (const file of files.filter(isJson)) {
        const texts = withOtherValue(Buffer.from(file.bytes as Uint8Array).toString('utf8'));
        const others = texts.map((text) => [{ ...file, bytes: Buffer.from(text) }]);
        fc.assert(fc.property(others, assertSound), { numRuns: 500 });
      }
    });

    it('never fails on facts that no file gives, if they have their shapes', () => {
      const facts = factsOf(files, readersOf(ecosystem));
      const distros = findDistros(factsOf(files, DISTRO_READERS));
      for (const reader of readersOf(ecosystem)) {
        for (const { path, fact } of facts.all(reader)) {
          const check = (json: string): void => {
            const other = tryShape(reader, JSON.parse(json)[0]);
            if (other === undefined) return;
            const { packages } = catalogOf(ecosystem, withFact(facts, reader, path, other), distros);
            for (const pkg of packages) {
              assert.ok(Array.isArray(ecosystem.advisoryQueries(pkg)));
              assert.equal(typeof ecosystem.ofDistribution(pkg), 'boolean');
              assert.equal(typeof ecosystem.dataOnlyReason(pkg), 'string');
            }
          };
          const others = withOtherValue(JSON.stringify([fact], plainData));
          fc.assert(fc.property(others, check), { numRuns: 300 });
        }
      }
    });

    for (const reader of readersOf(ecosystem)) describeReader(reader, files);
  });
}

describe('readers of no ecosystem', () => {
  for (const reader of DISTRO_READERS) {
    const text = Buffer.from('ID=debian\nVERSION_ID="12"\n');
    describeReader(
      reader,
      reader.wellKnownPaths.map((path) => ({ path, bytes: text })),
    );
  }
});

function assertPackage(ecosystem: Ecosystem, pkg: Package, files: readonly TestFile[]): void {
  assert.equal(pkg.ecosystem, ecosystem.id);
  assert.ok(pkg.purl.startsWith(`pkg:${ecosystem.purlType}/`), pkg.purl);
  assert.notEqual(pkg.name, '');
  assert.notEqual(pkg.evidence, '');
  assert.equal(pkg.ownedBy, null, 'owners are linked later');
  assert.equal(pkg.foundAt.layerIndex, 0);
  const [outer] = pkg.foundAt.path.split('!/');
  assert.ok(
    files.some(({ path }) => path === outer),
    pkg.foundAt.path,
  );
  if (ecosystem.kind === 'language') assert.equal(pkg.distro, null);
}

function describeReader(reader: AnyReader, files: readonly TestFile[]): void {
  const wanted = files.filter(({ path, bytes }) => reader.wants(entryOf(path, bytes.length)));

  it(`${reader.id} wants a file of the fixture, its well-known paths, and not all else`, () => {
    assert.notEqual(wanted.length, 0, `nothing in fixtures/image is for ${reader.id}`);
    for (const path of reader.wellKnownPaths) assert.ok(reader.wants(frozen(entryOf(path, 100_000))), path);
    for (const path of ['', 'a', 'tmp/x.txt', `${'d/'.repeat(2000)}f`, '\ud800\n']) {
      const entry = frozen(entryOf(path, 0));
      assert.equal(reader.wants(entry), reader.wants(entry));
    }
    assert.ok(!reader.wants(entryOf('usr/share/doc/x/README', 1)));
  });

  it(`${reader.id} gets over empty, short, damaged and random content`, () => {
    for (const file of wanted) {
      assertHarmless(reader, file.path, new Uint8Array(0));
      assertHarmless(reader, file.path, bytesOf(file));
      const content = fc.oneof(damageOf(bytesOf(file)), fc.uint8Array({ maxLength: 5000 }), text());
      fc.assert(
        fc.property(content, (bytes) => assertHarmless(reader, file.path, bytes)),
        { numRuns: 60 },
      );
    }
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it(`${reader.id} has facts that arrive unchanged, and none that is wrong at any place`, () => {
    for (const file of wanted) {
      const fact = tryReading(reader, file);
      if (fact === null || fact === undefined) continue;
      const whole = { readerId: reader.id, entry: entryOf(file.path, file.bytes.length), fact };
      assert.deepEqual(sentFacts([reader], [whole]), [whole]);
      for (const wrong of wrongIn(JSON.parse(JSON.stringify([fact], plainData))[0])) {
        assert.equal(tryShape(reader, wrong), undefined, `${reader.id} takes ${JSON.stringify(wrong)}`);
      }
    }
  });

  if (reader.kind === 'whole') return;
  it(`${reader.id} finds the same in large and in small pieces`, () => {
    for (const file of wanted) {
      const whole = tryReading(reader, file);
      for (const chunkBytes of [1000, 4096, 5001])
        assert.deepEqual(
          tryReading(reader, file, chunkBytes),
          whole,
          `${baseName(file.path)}, ${chunkBytes}`,
        );
    }
  });
}

/** Text of the kind that readers look for, and JSON that tries to change a prototype. */
function text(): fc.Arbitrary<Uint8Array> {
  const evil = '{"__proto__":{"polluted":1,"name":"a"},"constructor":{"prototype":{"polluted":1}}}';
  const strings = fc.oneof(
    fc.constantFrom('{', '[]', 'null', '{}', evil, `[${evil}]`, '['.repeat(100_000), 'Name:', '\n\n'),
    fc.json(),
    fc.string({ unit: 'binary-ascii', maxLength: 500 }),
  );
  return strings.map((string) => Uint8Array.from(Buffer.from(string)));
}
