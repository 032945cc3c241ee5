/**
 * The release of a system whose release files are missing or do not tell it, from its packages: the one that is there to
 * hold the release (`base-files`, `alpine-release`, `rocky-release`), the C library, or the marks that most versions bear. All
 * that is found so is marked as guessed. Left out: derivatives, whose packages look like those of their parent.
 */
import { findFamily, type OsFamily } from '../base/os-family.ts';
import type { Distro } from '../model/distro.ts';
import { distroNamespace } from '../model/namespace.ts';
import type { Package } from '../model/package.ts';
import type { Problem } from '../model/problem.ts';
import { type Guess, type ReleaseRule, RULES } from './release-rules.ts';

export interface Guessed {
  /** Those of the release files, completed and added to. */
  readonly distros: readonly Distro[];
  readonly problems: readonly Problem[];
}

/** `packages`: as they are without a guess. */
export function guessReleases(packages: readonly Package[], distros: readonly Distro[]): Guessed {
  const known = new Set(distros.filter((d) => distroNamespace(d) !== null).map(findFamily));
  const hasStranger = distros.some((d) => findFamily(d) === null);
  let found = distros;
  const problems: Problem[] = [];
  for (const [family, rules] of RULES) {
    const own = packages.filter((pkg) => pkg.ecosystem === family && isOfNoRelease(pkg));
    // A distribution that nobody knows has packages of a family, too.
    if (own.length === 0 || known.has(family) || hasStranger) continue;
    const guess = firstGuess(rules, own);
    if (guess === null) continue;
    found = withGuess(found, family, guess);
    problems.push(guessed(guess));
  }
  return { distros: found, problems };
}

function isOfNoRelease({ distro }: Package): boolean {
  return distro === null || distroNamespace(distro) === null;
}

function firstGuess(rules: readonly ReleaseRule[], packages: readonly Package[]): Guess | null {
  for (const rule of rules) {
    const guess = rule(packages);
    if (guess !== null) return guess;
  }
  return null;
}

function withGuess(distros: readonly Distro[], family: OsFamily, guess: Guess): readonly Distro[] {
  const vague = distros.find((distro) => findFamily(distro) === family);
  // What a release file says of itself is not overruled: only of its own distribution the release is filled in.
  if (vague !== undefined && vague.id !== guess.id) return distros;
  const distro: Distro = {
    id: guess.id,
    idLike: vague?.idLike ?? [],
    versionId: guess.versionId,
    codename: vague?.codename ?? '',
    prettyName: vague?.prettyName || `${guess.id} ${guess.versionId}`.trim(),
    streams: vague?.streams ?? [],
    confidence: 'guessed',
    foundAt: guess.pkg.foundAt,
  };
  return [...distros.filter((one) => one !== vague), distro];
}

/** The marks of versions say what most packages were built for: less than the package that holds the release. */
function guessed({ id, versionId, pkg, isSure }: Guess): Problem {
  return {
    code: 'release-guessed',
    effect: isSure ? 'note' : 'incomplete',
    message: `No release file says which release this is; by ${isSure ? `${pkg.name} ${pkg.version}` : `the versions of most packages, such as ${pkg.name} ${pkg.version},`} it is ${`${id} ${versionId}`.trim()}.`,
    layerIndex: pkg.foundAt.layerIndex,
    path: pkg.foundAt.path,
    wayOut: 'Leave os-release in the image.',
  };
}
