/** Arbitrary versions of each scheme, near to real ones and to each other. For tests only. */
import fc from 'fast-check';
import type { SchemeId } from '../src/model/advisory.ts';

const number = fc.constantFrom('0', '1', '2', '9', '10', '11', '007', '00', '20240131', '4294967296');
const word = fc.constantFrom('a', 'b', 'rc', 'git', 'x', 'dfsg', 'ubuntu', 'el', 'deb');

function joined(separators: readonly string[], item: fc.Arbitrary<string>, max = 4): fc.Arbitrary<string> {
  return fc
    .array(fc.tuple(fc.constantFrom(...separators), item), { minLength: 1, maxLength: max })
    .map((pairs) => pairs.map(([separator, text], i) => (i === 0 ? text : separator + text)).join(''));
}

function maybe(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: text });
}

function row(...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((texts) => texts.join(''));
}

const release = joined(['.'], number);
const oneOf = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const mixed = row(number, maybe(joined(['.', '+', '~', '', '~~'], fc.oneof(number, word))));
const separator = oneOf('', '', '.', '-', '_');
const prerelease = joined(['.'], fc.oneof(oneOf('0', '1', '2', '10'), word, oneOf('rc1', 'a-b', '-')));
const pythonNumber = oneOf('', '0', '1', '2', '10');

const TEXTS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  composer: row(
    maybe(oneOf('v')),
    fc.oneof(joined(['.'], oneOf('0', '1', '2', '10', '007')), oneOf('20240131', '2024.01.31', '1.2.x-dev')),
    fc.constant(''),
  ).chain((text) =>
    text.endsWith('-dev')
      ? fc.constant(text)
      : row(
          fc.constant(text),
          maybe(
            row(
              oneOf('-', '.', '_', ''),
              oneOf('beta', 'b', 'RC', 'alpha', 'a', 'patch', 'pl', 'p', 'stable'),
              maybe(oneOf('1', '2', '.10', '-3')),
            ),
          ),
          maybe(oneOf('-dev', '+build.1')),
        ),
  ),
  cran: joined(['.', '-'], number),
  deb: row(maybe(oneOf('0:', '1:', '12:')), mixed, maybe(row(oneOf('-'), mixed))),
  rpm: row(
    maybe(oneOf('0:', '1:', '12:')),
    row(fc.oneof(number, word), maybe(joined(['.', '+', '~', '^', '_', ''], fc.oneof(number, word)))),
    maybe(row(oneOf('-'), joined(['.', '~', '^', '_', ''], fc.oneof(number, word)))),
  ),
  alpm: row(
    maybe(oneOf('0:', '1:', '12:')),
    row(number, maybe(joined(['.', '+', '_', '..', ''], fc.oneof(number, word)))),
    row(oneOf('-'), fc.oneof(number, row(number, oneOf('.'), number))),
  ),
  apk: row(
    release,
    maybe(oneOf('a', 'b', 'z')),
    maybe(
      joined(
        [''],
        row(oneOf('_alpha', '_beta', '_pre', '_rc', '_cvs', '_svn', '_git', '_hg', '_p'), maybe(number)),
        2,
      ),
    ),
    maybe(oneOf('~ab', '~0f')),
    maybe(row(oneOf('-r'), number)),
  ),
  gentoo: row(
    release,
    maybe(oneOf('a', 'b', 'z')),
    maybe(joined([''], row(oneOf('_alpha', '_beta', '_pre', '_rc', '_p'), maybe(number)), 3)),
    maybe(row(oneOf('-r'), number)),
  ),
  gem: row(
    release,
    maybe(joined([''], row(oneOf('.'), fc.oneof(word, number, oneOf('pre', 'rc1', 'beta2', 'A'))))),
    maybe(row(oneOf('-'), fc.oneof(word, oneOf('java', 'x86-1')))),
  ),
  hackage: release,
  nuget: row(joined(['.'], number), maybe(row(oneOf('-'), prerelease)), maybe(oneOf('+1', '+b.2'))),
  semver: row(
    maybe(oneOf('v', '=')),
    release,
    maybe(row(oneOf('-'), prerelease)),
    maybe(oneOf('+1', '+b.2')),
  ),
  golang: fc.oneof(
    row(
      maybe(oneOf('v')),
      release,
      maybe(oneOf('-rc.1', '-beta.10', '-0.20240131000000-abcdefabcdef', '-20240131000000-abcdefabcdef')),
      maybe(oneOf('+incompatible')),
    ),
    row(oneOf('go1.'), number, maybe(row(oneOf('.'), number)), maybe(oneOf('rc1', 'rc10', 'beta2', ' X:a'))),
  ),
  pep440: row(
    maybe(oneOf('v')),
    maybe(oneOf('0!', '1!')),
    release,
    maybe(
      row(separator, oneOf('a', 'b', 'c', 'rc', 'ALPHA', 'beta', 'pre', 'preview'), separator, pythonNumber),
    ),
    maybe(fc.oneof(row(separator, oneOf('post', 'rev', 'r'), separator, pythonNumber), oneOf('-1', '-2'))),
    maybe(row(separator, oneOf('dev'), separator, pythonNumber)),
    maybe(row(oneOf('+'), joined(['.', '-', '_'], oneOf('1', '10', 'abc', 'a1', 'ubuntu'), 3))),
  ).filter((text) => !/[-_.]$/.test(text) && !/[-_.](?=[-_.+])/.test(text)),
  maven: row(
    release,
    maybe(
      row(
        oneOf('-'),
        oneOf('alpha', 'beta', 'b', 'm', 'RC', 'cr', 'SNAPSHOT', 'Final', 'GA', 'RELEASE', 'sp', 'jre', 'x'),
        maybe(oneOf('1', '2', '10', '-1')),
      ),
    ),
  ),
};

/** Versions that the scheme must be able to read. */
export function versionText(id: SchemeId): fc.Arbitrary<string> {
  const text = TEXTS[id];
  if (text === undefined) throw new Error(`no generator of ${id} versions in test/version-text.ts`);
  return text;
}

/** Wilder versions, to compare with a scheme's own tool that also reads them. */
export const wildMaven: fc.Arbitrary<string> = row(
  fc.oneof(number, word),
  maybe(
    joined(
      ['.', '-', '', '..', '--', '.-', '-.'],
      fc.oneof(number, word, oneOf('alpha', 'm', 'cr', 'snapshot', 'final', 'ga', 'sp', 'release', 'Z')),
      6,
    ),
  ),
);

/** What SemVer 2.0 itself allows, for tools that are strict. */
export const strictSemver: fc.Arbitrary<string> = row(
  oneOf('0.0.', '1.0.', '1.2.', '1.10.', '2.0.'),
  oneOf('0', '1', '9', '10'),
  maybe(row(oneOf('-'), joined(['.'], oneOf('0', '1', '2', '10', 'a', 'b', 'rc', 'rc1', 'a-b', '-', '0a')))),
  maybe(oneOf('+1', '+b.2')),
);
