/**
 * Packages from other repositories than the distribution's. apk does not record which repository a package came from,
 * but for one that was asked for with a tag. Only what a trusted key has signed can be installed: where all keys are
 * the distribution's, so are all packages, whatever mirror they came from.
 */
import type { Distro } from '../../model/distro.ts';
import type { Problem } from '../../model/problem.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type ApkRepository, apkKeysReader, findRepositories } from '../apk-repositories.ts';

/** Evidence of a package that was asked for from a tagged repository which is not the distribution's. */
export const FOREIGN_EVIDENCE = 'apk installed, of a tagged repository';

interface Own {
  readonly keys: RegExp;
  readonly repositories: RegExp;
}

/** Mirrors have any name: what follows it is the same everywhere. */
const OWN: ReadonlyMap<string, Own> = new Map([
  [
    'alpine',
    {
      keys: /^alpine-devel@lists\.alpinelinux\.org-/,
      repositories: /\/(?:v\d+\.\d+|edge|latest-stable)\/(?:main|community|testing|releases)\/?$/,
    },
  ],
  ['wolfi', { keys: /^(?:wolfi|chainguard)[-.]/, repositories: /\.wolfi\.dev\/|\.cgr\.dev\// }],
  ['chainguard', { keys: /^(?:wolfi|chainguard)[-.]/, repositories: /\.wolfi\.dev\/|\.cgr\.dev\// }],
]);
/** Vendors whose repositories are laid out like Alpine's. */
const VENDORS = /^https?:\/\/(?:[^/]+\.)?(?:nginx\.org|nginx\.com)\//;

export interface ForeignRepositories {
  /** Tags of repositories that are not the distribution's. */
  readonly tags: ReadonlySet<string>;
  /** Null where all that can be installed is the distribution's own, or a tag tells it. */
  readonly problem: Problem | null;
}

export function findForeign(facts: MergedFacts, distro: Distro | null): ForeignRepositories {
  const own = OWN.get(distro?.id ?? '');
  if (own === undefined) return { tags: new Set(), problem: null };
  const isForeign = ({ url }: ApkRepository): boolean => !own.repositories.test(url) || VENDORS.test(url);
  const foreign = findRepositories(facts).filter(isForeign);
  const keys = facts.all(apkKeysReader).filter(({ fact }) => !own.keys.test(fact));
  const untagged = foreign.filter(({ tag }) => tag === '');
  return {
    tags: new Set(foreign.filter(({ tag }) => tag !== '').map(({ tag }) => tag)),
    problem: keys.length === 0 ? null : untold(keys[0]!, keys.length, untagged),
  };
}

function untold(
  key: { readonly fact: string; readonly path: string; readonly layerIndex: number },
  keys: number,
  repositories: readonly ApkRepository[],
): Problem {
  const more = keys > 1 ? ` and ${keys - 1} more` : '';
  const named = repositories.map(({ url }) => url).slice(0, 3);
  const from = named.length === 0 ? '' : ` Repositories besides the distribution's: ${named.join(', ')}.`;
  return {
    code: 'third-party-repository',
    effect: 'note',
    message: `The image trusts packages that others than its distribution signed (${key.fact}${more}). apk does not record where a package is from: those whose maintainer does not tell are judged as the distribution's own.${from}`,
    layerIndex: key.layerIndex,
    path: key.path,
    wayOut: 'Ask for packages of other repositories with a tag ("name@tag"), which apk records.',
  };
}
