/**
 * Makes the table of known Java classes, `data/java/classes.bin` (form: src/ecosystem/maven/classes/class-table.ts),
 * from real archives: `node tools/java-classes/make-table.ts FOLDER [OUTPUT]`. FOLDER holds `GROUP/ARTIFACT-VERSION.jar`
 * for each line `GROUP:ARTIFACT:VERSION` of libraries.txt, as Maven's `dependency:copy` puts them there.
 * Names and checksums are facts about these archives; nothing of their content is kept.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bytesSource } from '../../src/base/byte-source.ts';
import { openZip, readZipEntry, zipEntries } from '../../src/base/zip.ts';
import { classShape } from '../../src/ecosystem/maven/classes/class-shape.ts';
import type { Header } from '../../src/ecosystem/maven/classes/class-table.ts';
import { contentMark, hashText, keyOf, shapeMark } from '../../src/ecosystem/maven/classes/hashes.ts';
import { compareText } from '../../src/model/problem.ts';

export interface Release {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly bytes: Uint8Array;
}

/** Versions of one artefact in the order in which they are given, the oldest first. Equal releases, equal bytes. */
export function makeTable(releases: readonly Release[]): Uint8Array {
  const byName = Map.groupBy(releases, ({ group, artifact }) => `${group}:${artifact}`);
  const libraries = [...byName]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([, all]) => toLibrary(all.slice(-MOST_VERSIONS)))
    .filter(({ keys }) => keys.size > 0);
  const header: Header = {
    classes: libraries.reduce((sum, { keys }) => sum + keys.size, 0),
    forms: libraries.reduce((sum, { keys }) => sum + [...keys.values()].reduce((n, f) => n + f.length, 0), 0),
    libraries: libraries.map(({ keys, ...library }) => ({ ...library, classes: keys.size })),
  };
  const body = libraries.map(({ keys }) => Uint8Array.from(bodyOf(keys)));
  return gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...body]), { level: 9 });
}

const MOST_VERSIONS = 30;

interface Form {
  versions: number;
  readonly content: number;
  readonly shape: number;
}

type Library = Omit<Header['libraries'][number], 'classes'> & { readonly keys: Map<number, Form[]> };

function toLibrary(releases: readonly Release[]): Library {
  const folders = new Set<string>();
  const keys = new Map<number, Form[]>();
  const counts = releases.map(({ bytes }, number) => {
    const classes = classesOf(bytes);
    for (const { folder, key, content, shape } of classes) {
      folders.add(folder);
      const forms = keys.get(key) ?? [];
      keys.set(key, forms);
      const same = forms.find((form) => form.content === content && form.shape === shape);
      if (same === undefined) forms.push({ versions: 1 << number, content, shape });
      else same.versions |= 1 << number;
    }
    return classes.length;
  });
  const { group, artifact } = releases[0]!;
  const versions = releases.map(({ version }) => version);
  return { group, artifact, versions, counts, folders: [...folders].toSorted(compareText), keys };
}

interface OneClass {
  readonly folder: string;
  readonly key: number;
  readonly content: number;
  readonly shape: number;
}

/** Without descriptors of packages and modules, the copies for newer releases of Java, and classes in no folder. */
function classesOf(bytes: Uint8Array): OneClass[] {
  const archive = openZip(bytesSource(bytes));
  return [...zipEntries(archive)].flatMap((entry) => {
    const match = /^(?!META-INF\/)(.+)\/((?!(?:module|package)-info\.class)[^/]+)\.class$/.exec(entry.name);
    if (match === null) return [];
    const [, folder = '', name = ''] = match;
    return [
      {
        folder,
        key: keyOf(hashText(folder.slice(folder.lastIndexOf('/') + 1)), hashText(name)),
        content: contentMark(hashText(folder), entry.crc32),
        shape: shapeMark(classShape(readZipEntry(archive, entry, 64 * 1024 * 1024))),
      },
    ];
  });
}

function* bodyOf(keys: ReadonlyMap<number, readonly Form[]>): Generator<number> {
  let before = 0;
  for (const [key, forms] of [...keys].toSorted(([a], [b]) => a - b)) {
    yield* numberBytes(key - before);
    yield* numberBytes(forms.length);
    for (const { versions, content, shape } of forms) {
      yield* numberBytes(versions);
      yield content & 0xff;
      yield content >> 8;
      yield shape & 0xff;
      yield shape >> 8;
    }
    before = key;
  }
}

/** LEB128. */
function* numberBytes(value: number): Generator<number> {
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) yield (left & 0x7f) | 0x80;
  yield left;
}

function main(folder: string, output: string): void {
  const lines = readFileSync(new URL('libraries.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const releases = lines.flatMap((line) => {
    const [group = '', artifact = '', version = ''] = line.split(':');
    const path = join(folder, group, `${artifact}-${version}.jar`);
    if (!existsSync(path)) {
      console.error(`${line} is not there`);
      return [];
    }
    return [{ group, artifact, version, bytes: readFileSync(path) }];
  });
  const table = makeTable(releases);
  writeFileSync(output, table);
  console.log(`${releases.length} releases, ${table.length} bytes`);
}

const STANDARD = new URL('../../data/java/classes.bin', import.meta.url).pathname;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder, output = STANDARD] = process.argv.slice(2);
  if (folder === undefined) console.error('Usage: make-table.ts FOLDER [OUTPUT]');
  else main(folder, output);
}
