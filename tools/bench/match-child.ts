/**
 * `node match-child.ts DATABASE AGE`: looks 600 packages of a Debian release up and matches them, in this process, and prints
 * the milliseconds of each run as JSON. Every second one has no advisory; the versions of the others are fixes of theirs, the
 * highest one (AGE `new`) or one of the middle (`old`).
 */
import { openDatabase, shardPath } from '../../src/advisory/database.ts';
import { readLines } from '../../src/advisory/shard.ts';
import { databaseStatus } from '../../src/advisory/status.ts';
import { ecosystems } from '../../src/ecosystem/list.ts';
import { matchPackages } from '../../src/match/match.ts';
import type { Distro } from '../../src/model/distro.ts';
import type { Package } from '../../src/model/package.ts';
import { makePurl } from '../../src/model/purl.ts';
import { deb } from '../../src/version/deb.ts';

export interface MatchFigures {
  readonly namespace: string;
  readonly findings: number;
  /** The first one opens the database and compiles the code. */
  readonly milliseconds: readonly number[];
}

const PACKAGES = 600;
const RUNS = 9;

type NamespaceStatus = ReturnType<typeof databaseStatus>['namespaces'][number];

function measure(folder: string, age: string): MatchFigures {
  const status = databaseStatus(folder)
    .namespaces.filter(({ namespace }) => namespace.startsWith('debian:'))
    .reduce((a, b) => (a.diskBytes >= b.diskBytes ? a : b));
  const packages = samplePackages(folder, status, age);
  const byId = new Map(ecosystems.map((ecosystem) => [ecosystem.id, ecosystem]));
  let findings = 0;
  const milliseconds = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    const database = openDatabase(folder);
    findings = matchPackages(packages, byId, database.lookup).findings.length;
    const time = performance.now() - start;
    database.close();
    return time;
  });
  return { namespace: status.namespace, findings, milliseconds };
}

function samplePackages(
  folder: string,
  { namespace, digest }: NamespaceStatus,
  age: string,
): readonly Package[] {
  const names = [
    ...new Set(
      [...readLines(shardPath(folder, digest))].flatMap(({ kind, name }) => (kind === 'a' ? [name] : [])),
    ),
  ];
  const database = openDatabase(folder);
  const release = namespace.replace('debian:', '');
  const packages = Array.from({ length: PACKAGES }, (_, at) => {
    if (at % 2 === 1) return debianPackage(`absent-package-${at}`, '1.0-1', release);
    const name = names[Math.floor((at / PACKAGES) * names.length)]!;
    const fixes = database.lookup
      .find({ namespace, name })
      .flatMap(({ ranges }) => ranges.flatMap(({ fixed }) => (fixed === null ? [] : [fixed])))
      .sort(deb.compare);
    return debianPackage(name, (age === 'new' ? fixes.at(-1) : fixes[fixes.length >> 1]) ?? '1.0-1', release);
  });
  database.close();
  return packages;
}

function debianPackage(name: string, version: string, release: string): Package {
  const distro: Distro = {
    id: 'debian',
    idLike: [],
    versionId: release,
    codename: '',
    prettyName: 'Debian',
    streams: [],
    confidence: 'release-file',
    foundAt: { path: 'etc/os-release', layerIndex: 0 },
  };
  const qualifiers = { arch: 'amd64', distro: `debian-${release}` };
  return {
    purl: makePurl({ type: 'deb', namespace: 'debian', name, version, qualifiers }),
    ecosystem: 'dpkg',
    name,
    version,
    architecture: 'amd64',
    source: { name, version },
    distro,
    confidence: 'installed',
    evidence: 'dpkg status',
    foundAt: { path: 'var/lib/dpkg/status', layerIndex: 0 },
    licences: [],
    vendor: '',
    moduleStream: '',
    scope: 'unknown',
    ownedBy: null,
  };
}

process.stdout.write(JSON.stringify(measure(process.argv[2]!, process.argv[3]!)));
