/**
 * Go versions: modules (`v1.2.3`, pseudo-versions, `+incompatible`; also without the `v`, as advisories write them)
 * and tool chains (`go1.21.3`, `1.22rc1`), each in SemVer order (go.dev/ref/mod, go.dev/doc/toolchain). `go1.21` is
 * read as 1.21.0: it names an installed tool chain here, never a language version. A vendor's suffix
 * (`go1.22.2 X:boringcrypto`, `go1.19.1b7`) is passed over. Development builds have no order.
 */
import { compareSemver, parseSemver, type SemverParts } from '../base/semver-order.ts';
import { digitsEnd, isDigit } from '../base/version-text.ts';
import { type Scheme, VersionError } from './scheme.ts';

const PRE_RELEASES = ['alpha', 'beta', 'rc'];

export const golang: Scheme = {
  id: 'golang',
  compare: (a, b) => compareSemver(parse(a), parse(b)),
};

function parse(raw: string): SemverParts {
  const text = raw.trim();
  const parts = text.startsWith('go')
    ? parseToolchain(text.slice('go'.length))
    : parseModule(text.startsWith('v') ? text.slice(1) : text);
  if (parts === null)
    throw new VersionError('golang', raw, 'it is neither a module nor a tool chain version');
  return parts;
}

/** Advisories name tool chains without `go`: `1.22rc1` can be nothing else. */
function parseModule(text: string): SemverParts | null {
  const mark = text[numbersEnd(text)];
  if (mark === undefined || mark === '-' || mark === '+') return parseSemver(text);
  const parts = parseToolchain(text);
  return parts === null || parts.prerelease.length === 0 ? null : parts;
}

function parseToolchain(text: string): SemverParts | null {
  const end = numbersEnd(text);
  const parts = parseSemver(text.slice(0, end));
  const word = PRE_RELEASES.find((w) => text.startsWith(w, end));
  if (parts === null || word === undefined) return parts;
  const from = end + word.length;
  const to = digitsEnd(text, from);
  return to === from ? null : { numbers: parts.numbers, prerelease: [word, text.slice(from, to)] };
}

function numbersEnd(text: string): number {
  let end = 0;
  while (isDigit(text.charCodeAt(end)) || (text[end] === '.' && isDigit(text.charCodeAt(end + 1)))) end++;
  return end;
}
