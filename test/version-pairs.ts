/** Versions as distributions write them, and such that are made of them to mislead. For tests only. */
import fc from 'fast-check';
import type { SchemeId } from '../src/model/advisory.ts';
import { type Scheme, VersionError } from '../src/version/scheme.ts';
import { versionText } from './version-text.ts';

/** After the manner of real ones: epochs, back-ports, snapshots, rebuilds, module streams. */
const REAL: Readonly<Record<string, string>> = {
  alpm:
    '1:1.3.1-1 2.39+r52+gf8e4623421-1 6.8.1.arch1-1 20240203-1 5.2.026-2 3.2.1-1.1 1.0.r12.gabc1234-1 0.9.8.zh-3 2:9.1.0-1 ' +
    '1.21.0rc1-1 4.3p2-1 1.0_beta2-1 r123.abcdef0-1 2024a-2 0.1alpha-1 12.2.0_1-2',
  apk:
    '3.1.4-r1 1.36.1-r15 8.402.06-r0 17.0.10_p7-r0 1.0.2u-r0 20240226-r0 0.9.5_git20240101-r0 2.0_rc1-r0 6.4_p20231125-r0 ' +
    '1.2.3_alpha2_p1-r0 0.0.0_git20230102~abc123-r1 9.7_p1-r4 2024a-r0 1.05-r0 3.0_beta3-r10 5.10.0_pre2-r0',
  composer:
    '1.2.3 v2.0.0 1.0.0-beta2 1.0.0-RC1 3.4.0-alpha.1 2.3.4-p1 2.3.4-patch2 1.0.x-dev 2.x-dev 20240131 2024.01.31 1.2.3.4 1.0-dev ' +
    '4.4.0-BETA1 1.10 5.0.0+build.7 1.0.0-stable 2.0.0rc3 7.4.1-pl3 0.9',
  deb:
    '1:9.2p1-2+deb12u3 2.36-9+deb12u7 5.10.209-2 1.1.1n-0+deb11u5 3.0.11-1~deb12u2 20230311+deb12u1 2:8.39-15 4.13+dfsg1-1+b1 ' +
    '5:6.0.16-1ubuntu1 3.4.0-1ubuntu0.1~esm1 1.21.22ubuntu2 0.0~git20220907.83a7cb0-1 1.0~rc1-1~bpo11+1 7.88.1-10+deb12u5 ' +
    '2.4.57-2~deb12u1 1.2.13.dfsg-1 10.2.1-6 6.1.0-1+rpi1 1:2.06-3~deb11u6 0.6.55.1-1+really0.6.55-1',
  gem:
    '1.2.3 2.0.0.rc1 7.1.3.4 1.0.0.pre 1.0.beta.2 3.0.0.beta1.1 1.13.10-x86 0.9.9.1 1.0.0-java 2.3.0.alpha 5.0.0.racecar1 1.8.7.375 ' +
    '0.1.0.a 1.0.0.pre.1 4.0 10.1.0.A',
  rpm:
    '1:3.0.7-27.el9 9.6.22-1.module_el8.5.0+1040+3c8f2d4c 2.6-150000.3.3.1 1.0.0~rc1-1.fc39 1.2.3^git20240101.abcdef-1.fc40 ' +
    '4.18.0-553.16.1.el8_10 39.2.0-7.el8 5.14.0-427.13.1.el9_4 2.17-326.el7_9.3 8.5.0-20.0.3.el8 1.1.1k-12.el8_9 32:9.11.36-14.el8 ' +
    '3.3.5-4.azl3 7.9p1-10.amzn2.0.1 2:4.9.2-1 1.0_beta-3.1 20240105-r1.cm2 0:2.0-1.ph5',
};

const NUMBERS = ['0', '00', '1', '01', '2', '9', '10', '010', '99', '4294967296', '18446744073709551615'];
const PIECES = [
  '~',
  '~~',
  '+',
  '.',
  '-',
  '_',
  '^',
  ':',
  'a',
  'A',
  'rc',
  'p',
  'z1',
  '0',
  '00',
  '.0',
  '-1',
  '-r1',
  '~1',
  '+b1',
  '^1',
  '..',
];

type Edit = (text: string, at: number, pick: number) => string;

const EDITS: readonly Edit[] = [
  (text, at, pick) => insert(text, at, PIECES[pick % PIECES.length]!),
  (text, at) => text.slice(0, at) + text.slice(at + 1),
  (text, at) => insert(text, at, text[at] ?? ''),
  (text, _, pick) => text + PIECES[pick % PIECES.length]!,
  (text, _, pick) => `${pick % 4}:${text.replace(/^\d+:/, '')}`,
  (text, at, pick) =>
    text.replace(/\d+/g, (run, start: number) => (covers(start, run, at) ? other(run, pick) : run)),
  (text, at, pick) =>
    text.replace(/\d+/g, (run, start: number) => (covers(start, run, at) ? '0'.repeat(pick % 3) + run : run)),
  (text, at, pick) =>
    text.replace(/\d+/g, (run, start: number) => (covers(start, run, at) ? run.repeat(1 + (pick % 9)) : run)),
  (text, at, pick) => text.slice(0, at) + (PIECES[pick % PIECES.length]! + text.slice(at + 1)),
];

function insert(text: string, at: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at);
}

function covers(start: number, run: string, at: number): boolean {
  return start <= at && at < start + run.length;
}

function other(run: string, pick: number): string {
  return NUMBERS[(pick + run.length) % NUMBERS.length]!;
}

interface Step {
  readonly edit: Edit;
  readonly at: number;
  readonly pick: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  edit: fc.constantFrom(...EDITS),
  at: fc.nat(1000),
  pick: fc.nat(1000),
});

function changed(text: string, steps: readonly Step[]): string {
  return steps.reduce((before, { edit, at, pick }) => edit(before, at % (before.length + 1), pick), text);
}

/** What tools compare with a fixed number of bits, or by rules that are no order. */
function isComparable(id: SchemeId, text: string): boolean {
  // Composer takes `stAble` for a word that it does not know.
  if (id === 'composer' && /stable/i.test(text) && !text.includes('stable')) return false;
  if (id === 'apk' || id === 'composer') return !/\d{19}/.test(text);
  return id !== 'alpm' || /^(?:\d+:)?[^-]+-[^-]+$/.test(text);
}

/**
 * The version, for pacman with letters or digits at both ends of each part, as makepkg writes it. What libalpm says of others is kept,
 * and is no order: `9-~` < `9-2` < `9-+b` < `9-~`.
 */
export function toOrdered(id: SchemeId, version: string): string {
  if (id !== 'alpm') return version;
  return version.replace(/(?<=^|[:-])[^a-z0-9:-]+|[^a-z0-9:-]+(?=[:-]|$)/gi, '');
}

/** One version and `count` others, most of which are near to it. All are versions to the scheme. */
export function neighbours(
  scheme: Scheme,
  count: number,
): fc.Arbitrary<readonly [string, readonly string[]]> {
  const real = fc.constantFrom(...REAL[scheme.id]!.split(' '));
  const any = fc.oneof({ weight: 2, arbitrary: real }, { weight: 1, arbitrary: versionText(scheme.id) });
  const base = fc
    .tuple(any, fc.array(step, { maxLength: 1 }))
    .map(([text, steps]) => changed(text, steps))
    .filter((text) => isVersion(scheme, text));
  return base.chain((text) => {
    const near = fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => changed(text, steps));
    const one = fc.oneof({ weight: 5, arbitrary: near }, { weight: 1, arbitrary: any });
    const others = one.filter((version) => isVersion(scheme, version));
    return fc.tuple(fc.constant(text), fc.array(others, { minLength: count, maxLength: count }));
  });
}

function isVersion(scheme: Scheme, text: string): boolean {
  if (!isComparable(scheme.id, text) || text.length > 80) return false;
  try {
    return scheme.compare(text, text) === 0;
  } catch (error) {
    if (error instanceof VersionError) return false;
    throw error;
  }
}
