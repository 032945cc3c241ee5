/** Versions of every ecosystem: their orders must be orders. */
import { compareDigits, compareLists, isDigits } from '../../../src/base/version-text.ts';
import { schemes } from '../../../src/version/list.ts';
import { type Scheme, VersionError } from '../../../src/version/scheme.ts';
import { toOrdered } from '../../../test/version-pairs.ts';
import { mustHold, ofText, type Target, texts } from '../target.ts';

const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  alpm: ['1:1.2.3-4', '1.0beta-1', '1.0.r12.gabc-1', '1..0_1-1.1'],
  apk: ['1.2.3-r4', '1.0_alpha1', '2.0a_p1~abc-r0', '1.2.3_git20240101'],
  composer: ['1.2.3-beta2', 'v2.0.x-dev', '2024.01.31-p1', '1.0RC1-dev+b.1'],
  cran: ['1.2-3', '1.0.0.9000', '2024.1', '7.3-60.1'],
  deb: ['1:2.3~rc1-1ubuntu2', '0:1', '1.0-1+b1', '2.36-9+deb12u4'],
  gem: ['1.2.3.rc1', '1.0.0-java', '7.1.3.4', '1.0.beta.2'],
  gentoo: ['1.2.3b_rc4-r5', '1.05_alpha', '1.010_p20240101_pre2', '007-r01'],
  golang: ['v1.2.3-0.20240101000000-abcdefabcdef', 'v2.0.0+incompatible', 'go1.22rc1', '1.21.3'],
  hackage: ['1.2.3.4', '2.0', '4.18.2.1', '20240101'],
  maven: ['1.0-alpha-1', '2.0.RELEASE', '1.0-SNAPSHOT', '1.2.3.Final-redhat-1'],
  nuget: ['1.2.3.4-Beta.1+x', '1.0', '8.0.0-rc.2.23479.6', '1.01.1'],
  pep440: ['1!2.0rc1.post2.dev3+local.1', '2024.1', '1.0-1', 'v1.0a'],
  rpm: ['1:1.1.1k-6.el8_5', '2.0~rc1^git1-1', '1.0', '3.10.0-1160.el7'],
  semver: ['1.2.3-rc.1+build', 'v1.0', '=1.2.3', '1.2.3-0a.b'],
};

/** Schemes that share a file. */
const FILES: Readonly<Record<string, string>> = { cran: 'number-list', hackage: 'number-list' };

/** What the file of a scheme leaves to another. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  alpm: ['version/epoch-version.ts'],
  golang: ['base/semver-order.ts'],
  nuget: ['base/semver-order.ts'],
  rpm: ['version/epoch-version.ts'],
  semver: ['base/semver-order.ts'],
};

type Order = -1 | 0 | 1;

/** Two or three versions, one a line: their order must be one. */
function versions(scheme: Scheme): Target {
  const seeds = VERSIONS[scheme.id] ?? [];
  return {
    id: `versions-${scheme.id}`,
    sources: [`version/${FILES[scheme.id] ?? scheme.id}.ts`, ...(SHARED[scheme.id] ?? [])],
    seeds: texts(...seeds.map((version, at) => `${version}\n${seeds[(at + 1) % seeds.length]}\n${version}0`)),
    tokens: [
      '\n',
      '.',
      '-',
      '~',
      '+',
      '_',
      ':',
      '^',
      '!',
      '0',
      '00',
      'rc1',
      'alpha',
      '9'.repeat(30),
      'v',
      '-r1',
      '.post1',
      '.dev0',
    ],
    maxBytes: 512,
    errors: [VersionError],
    run: ofText((text) => {
      const [a = '', b = '', c = ''] = text.split('\n');
      if (scheme.id !== 'maven') {
        const some = [a, b, c].map((version) => toOrdered(scheme.id, version)) as [string, string, string];
        return [mustHaveSides([a, b, c], scheme.compare), mustBeOrder(some, scheme.compare)];
      }
      const plain = [a, b, c].map(plainMaven) as [string, string, string];
      return [mustHaveSides([a, b, c], scheme.compare), mustBeOrder(plain, scheme.compare)];
    }),
  };
}

/**
 * Maven's own order is not transitive where a qualifier stands behind a dot in one version and behind a hyphen in
 * another, or stands between numbers (src/version/maven.ts): a number is above what follows a hyphen, and that is
 * above a qualifier, while each of them may also be compared with nothing. Where one qualifier with a number at most
 * closes the version, behind a hyphen, the numbers in front decide alone unless they are equal: there it is an order.
 */
function plainMaven(version: string): string {
  const [, head = '', tail = ''] = /^([^a-z]*)(.*)$/is.exec(version)!;
  const numbers = head.match(/[0-9]+/g)?.join('.') ?? '0';
  const [word = ''] = /[a-z]+/i.exec(tail) ?? [];
  const [digits = ''] = /[0-9]+/.exec(tail) ?? [];
  return (word === '' ? numbers : `${numbers}-${word}${digits}`).slice(0, 400);
}

type Compare<T> = (a: T, b: T) => Order;
type Three<T> = readonly [T, T, T];

function mustBeOrder<T>(three: Three<T>, compare: Compare<T>): readonly Order[] {
  const [a, , c] = three;
  const [ab, bc] = mustHaveSides(three, compare);
  if (ab <= 0 && bc <= 0) mustHold(compare(a, c) <= 0, 'a <= b and b <= c, but a > c');
  return [ab, bc];
}

/** Reflexive and antisymmetric. */
function mustHaveSides<T>([a, b, c]: Three<T>, compare: Compare<T>): readonly [Order, Order] {
  const ab = compare(a, b);
  const bc = compare(b, c);
  mustHold(compare(a, a) === 0, 'a version is not equal to itself');
  mustHold(ab + compare(b, a) === 0 && bc + compare(c, b) === 0, 'the order depends on the side');
  return [ab, bc];
}

/** What all schemes compare with: digits as numbers, lists item by item. */
const versionText: Target = {
  id: 'version-text',
  sources: ['base/version-text.ts'],
  seeds: texts('1.2.30\n1.2.3\n01.2', '0\n\n00', '1.0.0\n1\n1.0.1', 'a.1\n1.a\n'),
  tokens: ['\n', '.', '0', '00', '9'.repeat(30)],
  maxBytes: 512,
  errors: [],
  run: ofText((text) => {
    const [a = [], b = [], c = []] = text.split('\n').map((line) => line.split('.').filter(isDigits));
    for (const [at, digits] of a.entries()) {
      const other = b[at] ?? '';
      const order = BigInt(digits) < BigInt(other) ? -1 : BigInt(digits) > BigInt(other) ? 1 : 0;
      mustHold(compareDigits(digits, other) === order, 'digits have another order than numbers');
    }
    const compare: Compare<readonly string[]> = (x, y) =>
      compareLists(x, y, compareDigits, (item) => compareDigits(item, ''));
    return mustBeOrder([a, b, c], compare);
  }),
};

export const versionTargets: readonly Target[] = [versionText, ...schemes.map(versions)];
