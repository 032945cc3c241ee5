/**
 * How many libraries are named right in real Java archives: each alone, in a fat jar, merged into another jar without
 * any descriptor (shaded), and moved to other packages by a real shading tool (relocated).
 * `node tools/bench/java-archives.ts FOLDER`, where FOLDER holds `known.txt`, `other-artefacts.txt` and
 * `other-versions.txt` (`GROUP:ARTIFACT:VERSION` a line), `jars/GROUP/ARTIFACT-VERSION.jar`, and in
 * `relocated/GROUP_ARTIFACT_VERSION.jar` what a shading tool made of them. No part of the tests: it takes what Maven
 * Central serves.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesSource } from '../../src/base/byte-source.ts';
import { DEFAULT_LIMITS } from '../../src/base/limits.ts';
import { openZip, readZipEntry, zipEntries } from '../../src/base/zip.ts';
import type { ArchiveFact } from '../../src/ecosystem/maven/archive-fact.ts';
import { readArchives } from '../../src/ecosystem/maven/archive-walk.ts';
import { identifyArchive } from '../../src/ecosystem/maven/identify.ts';
import { buildZip, type ZipSpec } from '../../test/zip-builder.ts';

interface Sample {
  readonly coordinates: string;
  readonly path: string;
}

function samplesOf(folder: string, list: string): Sample[] {
  const lines = readFileSync(join(folder, list), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((coordinates) => ({ coordinates, path: pathOf(folder, coordinates) }))
    .filter(({ path }) => existsSync(path));
}

function pathOf(folder: string, coordinates: string): string {
  const [group = '', artifact = '', version = ''] = coordinates.split(':');
  return join(folder, 'jars', group, `${artifact}-${version}.jar`);
}

function factsOf(path: string, bytes: Uint8Array): readonly ArchiveFact[] {
  const entry = {
    path,
    type: 'file',
    sizeBytes: bytes.length,
    mode: 0,
    uid: 0,
    gid: 0,
    linkTarget: '',
  } as const;
  return readArchives({ entry, bytes, limits: DEFAULT_LIMITS, warn: () => {} }) ?? [];
}

/** What is counted as there, by `group:artifact:version`. */
function namesIn(path: string, bytes: Uint8Array): string[] {
  return factsOf(path, bytes).flatMap((archive) =>
    identifyArchive(archive.path === '' ? path : `${path}!/${archive.path}`, archive)
      .filter(({ confidence }) => confidence !== 'declared')
      .map(({ group, artifact, version }) => `${group}:${artifact}:${version}`),
  );
}

/** Classes alone, beside one of an application. Null for an archive without classes. */
function shade(bytes: Uint8Array): Uint8Array | null {
  const archive = openZip(bytesSource(bytes));
  const classes = [...zipEntries(archive)]
    .filter(({ name }) => name.endsWith('.class') && !name.startsWith('META-INF/'))
    .map(
      (entry): ZipSpec => ({
        name: entry.name,
        content: readZipEntry(archive, entry, 2 ** 28),
        stored: true,
      }),
    );
  const own: ZipSpec = { name: 'com/example/app/Main.class', content: 'x', stored: true };
  return classes.length === 0 ? null : buildZip([own, ...classes]);
}

type Kind = 'alone' | 'nested' | 'shaded' | 'relocated';

function archiveOf(kind: Kind, folder: string, { coordinates, path }: Sample): [string, Uint8Array] | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (kind === 'relocated') {
    const moved = join(folder, 'relocated', `${coordinates.replaceAll(':', '_')}.jar`);
    return existsSync(moved) ? ['srv/app.jar', readFileSync(moved)] : null;
  }
  const bytes = readFileSync(path);
  if (kind === 'alone') return [`srv/${name}`, bytes];
  if (kind === 'nested')
    return ['srv/app.jar', buildZip([{ name: `BOOT-INF/lib/${name}`, content: bytes, stored: true }])];
  const merged = shade(bytes);
  return merged === null ? null : ['srv/app.jar', merged];
}

function measure(folder: string, kind: Kind, title: string, samples: readonly Sample[]): void {
  const tally = { right: 0, silent: 0, wrong: 0 };
  for (const sample of samples) {
    const archive = archiveOf(kind, folder, sample);
    if (archive === null) continue;
    const names = namesIn(...archive);
    const isRight = names.includes(sample.coordinates);
    const same = sample.coordinates.split(':').slice(0, 2).join(':');
    const others = names.filter((name) => name.startsWith(`${same}:`) || !isRight);
    if (isRight) tally.right += 1;
    else if (others.length === 0) tally.silent += 1;
    else tally.wrong += 1;
    if (!isRight) console.log(`  ${kind} ${sample.coordinates}: ${names.join(', ') || 'nothing'}`);
    else if (names.length > 1)
      console.log(`  ${kind} ${sample.coordinates} also: ${names.slice(0, 6).join(', ')}`);
  }
  const all = tally.right + tally.silent + tally.wrong;
  const share = all === 0 ? '' : ` (${((100 * tally.right) / all).toFixed(1)} %)`;
  console.log(
    `${title}, ${kind}: ${all}, right ${tally.right}${share}, not named ${tally.silent}, other ${tally.wrong}`,
  );
}

const [folder = '.'] = process.argv.slice(2);
const known = samplesOf(folder, 'known.txt');
for (const kind of ['alone', 'nested', 'shaded', 'relocated'] as const)
  measure(folder, kind, 'in the table', known);
for (const [title, list] of [
  ['other artefacts', 'other-artefacts.txt'],
  ['other versions', 'other-versions.txt'],
] as const) {
  for (const kind of ['alone', 'shaded', 'relocated'] as const)
    measure(folder, kind, title, samplesOf(folder, list));
}
