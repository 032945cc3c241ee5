/** Picks one of the images that lie together in an archive or layout: the only one, or what `--image` says. */
import { InputError } from '../../base/errors.ts';
import { findReference, formatReference } from '../../base/reference.ts';
import type { Digest } from '../../model/digest.ts';
import { compareText } from '../../model/problem.ts';

export interface Candidate<T> {
  readonly names: readonly string[];
  /** What it is known by where it has no name: digest of its manifest or config. */
  readonly digest: Digest;
  readonly image: T;
}

const MAX_LISTED = 20;
const MAX_NAME_LENGTH = 300;
const MIN_DIGEST_PREFIX = 6;

/**
 * Throws an InputError: `several-images` if nothing was asked for and there are several, `no-such-image` or
 * `ambiguous-image` if what was asked for fits none or more than one. Each lists what there is.
 */
export function chooseImage<T>(
  candidates: readonly Candidate<T>[],
  wanted: string,
  where: string,
): Candidate<T> {
  if (wanted !== '') return findWanted(candidates, wanted, where);
  if (candidates.length === 1) return candidates[0]!;
  throw new InputError('several-images', {
    what: `There are ${candidates.length} images in it: ${list(candidates)}.`,
    where,
    wayOut: 'Choose one with --image NAME.',
  });
}

/** From the most exact meaning of what was asked for to the loosest; the first that fits any image decides. */
const MEANINGS: readonly ((candidate: Candidate<unknown>, wanted: string) => boolean)[] = [
  ({ names }, wanted) => names.includes(wanted),
  ({ names }, wanted) => names.some((name) => fullName(name) === fullName(wanted)),
  ({ names }, wanted) => names.some((name) => name.endsWith(`:${wanted}`)),
  ({ digest }, wanted) => digest === wanted || digest.endsWith(`:${wanted}`),
  ({ names }, wanted) => names.some((name) => name.startsWith(wanted)),
  ({ digest }, wanted) => isDigestPrefix(digest, wanted),
];

function findWanted<T>(candidates: readonly Candidate<T>[], wanted: string, where: string): Candidate<T> {
  for (const fits of MEANINGS) {
    const found = candidates.filter((candidate) => fits(candidate, wanted));
    if (found.length === 1) return found[0]!;
    if (found.length > 1) throw ambiguous(found, wanted, where);
  }
  throw new InputError('no-such-image', {
    what: `There is no image \`${wanted}\` in it, but: ${list(candidates)}.`,
    where,
    wayOut: 'Choose one of them with --image NAME.',
  });
}

function ambiguous(found: readonly Candidate<unknown>[], wanted: string, where: string): InputError {
  return new InputError('ambiguous-image', {
    what: `\`${wanted}\` fits ${found.length} images: ${list(found)}.`,
    where,
    wayOut: 'Give more of the name or digest with --image NAME.',
  });
}

function isDigestPrefix(digest: Digest, wanted: string): boolean {
  const [algorithm, hex = ''] = digest.split(':');
  const prefix = wanted.startsWith(`${algorithm}:`) ? wanted.slice(wanted.indexOf(':') + 1) : wanted;
  return prefix.length >= MIN_DIGEST_PREFIX && hex.startsWith(prefix);
}

function fullName(name: string): string {
  const reference = findReference(name);
  return reference === null ? name : formatReference(reference);
}

function list(candidates: readonly Candidate<unknown>[]): string {
  const names = candidates.map(nameOf).sort(compareText);
  const rest = names.length - MAX_LISTED;
  return names.slice(0, MAX_LISTED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function nameOf({ names, digest }: Candidate<unknown>): string {
  const short = digest.slice(0, digest.indexOf(':') + 13);
  if (names.length === 0) return `${short} (no name)`;
  const rest = names.length - MAX_LISTED;
  const shown = names.slice(0, MAX_LISTED).map((name) => name.slice(0, MAX_NAME_LENGTH));
  return shown.join(' = ') + (rest > 0 ? ` and ${rest} more names` : '');
}
