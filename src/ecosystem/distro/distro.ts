/**
 * The distributions of an image, from os-release and its older relatives. An older file counts only where no
 * os-release of the same family is there: Ubuntu has `debian_version`, Rocky has `redhat-release`.
 * Packages and their databases are not looked at.
 */
import { findFamily } from '../../base/os-family.ts';
import type { Distro } from '../../model/distro.ts';
import { baseName } from '../../model/file.ts';
import { compareText } from '../../model/problem.ts';
import type { AnyReader, Located, MergedFacts } from '../../model/reader.ts';
import { findRepositories, isChainguards } from '../apk-repositories.ts';
import { amazonExtrasReader, findExtrasStreams } from './amazon-extras.ts';
import { findRapidfortStreams, rapidfortReader } from './rapidfort.ts';
import { findRedHatStreams, redhatContentReader } from './redhat-content.ts';
import { OLD_RELEASE_NAMES, oldReleaseReader, osReleaseReader, type Release } from './release-files.ts';
import { findProductStreams, suseProductReader } from './suse-products.ts';
import { findProStreams, ubuntuProReader } from './ubuntu-pro.ts';

export const DISTRO_READERS: readonly AnyReader[] = [
  amazonExtrasReader,
  osReleaseReader,
  oldReleaseReader,
  rapidfortReader,
  redhatContentReader,
  suseProductReader,
  ubuntuProReader,
];

/**
 * The most specific first; two or more where the image holds more than one system; empty where nothing tells.
 * Where every release file was deleted, the last deleted ones speak: the packages are still of that system.
 */
export function findDistros(facts: MergedFacts): readonly Distro[] {
  const present = combine(facts.all(osReleaseReader), facts.all(oldReleaseReader));
  const found =
    present.length > 0 ? present : combine(facts.removed(osReleaseReader), facts.removed(oldReleaseReader));
  return found.map((distro) => withStreams(distro, facts));
}

/** Those that the image takes part in, by what its files say of subscriptions and products. */
export function withStreams(distro: Distro, facts: MergedFacts): Distro {
  const streams = [...findStreams(distro, facts), ...findRapidfortStreams(facts)];
  return { ...distro, streams: streams.sort(compareText) };
}

const SUSE_ENTERPRISE = /^(?:sle[sd]?|sl)(?:[_-]|$)/;

function findStreams(distro: Distro, facts: MergedFacts): readonly string[] {
  const { id, versionId } = distro;
  if (id === 'rhel') return findRedHatStreams(distro, facts);
  if (id === 'ubuntu') return findProStreams(facts);
  if (SUSE_ENTERPRISE.test(id)) return findProductStreams(id, facts);
  if (id === 'wolfi') return findRepositories(facts).some(isChainguards) ? ['chainguard'] : [];
  return id === 'amzn' && versionId === '2' ? findExtrasStreams(facts) : [];
}

function combine(current: readonly Located<Release>[], old: readonly Located<Release>[]): Distro[] {
  const olds = old.toSorted((a, b) => trust(a.path) - trust(b.path)).map(toDistro);
  const distros: Distro[] = [];
  for (const distro of current.map(toDistro)) {
    if (!distros.some((seen) => seen.id === distro.id)) distros.push(withRelease(distro, olds));
  }
  for (const distro of olds) {
    if (!distros.some((seen) => sameSystem(seen, distro))) distros.push(distro);
  }
  return distros;
}

function toDistro({ path, layerIndex, fact }: Located<Release>): Distro {
  return { ...fact, streams: [], confidence: 'release-file', foundAt: { path, layerIndex } };
}

/** Debian's testing once had no release in os-release; `debian_version` has its codename. */
function withRelease(distro: Distro, olds: readonly Distro[]): Distro {
  if (distro.versionId !== '' || distro.codename !== '') return distro;
  const old = olds.find(({ id }) => id === distro.id);
  return old === undefined ? distro : { ...distro, versionId: old.versionId, codename: old.codename };
}

/** Position in the order of trust; a name that is not in it comes last. */
function trust(path: string): number {
  const place = OLD_RELEASE_NAMES.indexOf(baseName(path));
  return place < 0 ? OLD_RELEASE_NAMES.length : place;
}

function sameSystem(a: Distro, b: Distro): boolean {
  const family = findFamily(a);
  return a.id === b.id || family === null || family === findFamily(b);
}
