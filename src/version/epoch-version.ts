/** `[epoch:]version[-release]`, as rpm and pacman write versions. */
import { compareDigits, digitsEnd } from '../base/version-text.ts';
import type { SchemeId } from '../model/advisory.ts';
import { VersionError } from './scheme.ts';

interface EpochVersion {
  /** Empty = 0. */
  readonly epoch: string;
  readonly version: string;
  /** Empty where none is given. */
  readonly release: string;
}

type ComparePart = (a: string, b: string) => -1 | 0 | 1;

/**
 * Epochs are numbers; versions and releases are ordered by `comparePart`. An absent release is below every one, also below
 * `~` and such as say nothing (`_`). Throws VersionError.
 */
export function compareEpochVersions(
  scheme: SchemeId,
  a: string,
  b: string,
  comparePart: ComparePart,
): -1 | 0 | 1 {
  const x = parse(scheme, a);
  const y = parse(scheme, b);
  return (
    compareDigits(x.epoch, y.epoch) ||
    comparePart(x.version, y.version) ||
    compareReleases(x.release, y.release, comparePart)
  );
}

function compareReleases(a: string, b: string, comparePart: ComparePart): -1 | 0 | 1 {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? -1 : 1;
  return comparePart(a, b);
}

function parse(scheme: SchemeId, raw: string): EpochVersion {
  const text = raw.trim();
  const colon = digitsEnd(text, 0);
  const hasEpoch = text[colon] === ':';
  const from = hasEpoch ? colon + 1 : 0;
  const dash = text.lastIndexOf('-');
  const end = dash < from ? text.length : dash;
  const version = text.slice(from, end);
  const release = text.slice(end + 1);
  if (version === '') throw new VersionError(scheme, raw, 'there is no version');
  if (dash >= from && release === '') throw new VersionError(scheme, raw, 'the release is empty');
  if (!isPrintable(text)) {
    throw new VersionError(scheme, raw, 'it holds a character that is not allowed');
  }
  return { epoch: hasEpoch ? text.slice(0, colon) : '', version, release };
}

function isPrintable(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32 || code >= 127) return false;
  }
  return true;
}
