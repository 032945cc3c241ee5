/** Detectors of the shapes that there are, for tests of the engine that must not change with the real ones. */
import type { Detector, DetectorKind } from '../src/check/secret/detector.ts';

interface Form {
  readonly id: string;
  readonly kind?: DetectorKind;
  readonly keywords: readonly string[];
  readonly pattern: RegExp;
  readonly maxLength: number;
}

function detector({ kind = 'token', ...form }: Form): Detector {
  return {
    ...form,
    kind,
    title: form.id,
    provider: 'Example',
    severity: 'high',
    entropy: 0,
    examine: null,
    revoke: 'Revoke it.',
    source: 'https://example.com/',
  };
}

export const TEST_DETECTORS: readonly Detector[] = [
  detector({
    id: 'fixed-prefix',
    keywords: ['tok_'],
    pattern: /(?<![A-Za-z0-9_-])tok_[A-Za-z0-9]{20}(?![A-Za-z0-9_-])/g,
    maxLength: 24,
  }),
  detector({
    id: 'several-prefixes',
    keywords: ['xyzb-', 'xyzp-', 'xyza-'],
    pattern: /\bxyz[abp]-(?:1-)?([0-9]{6,10}-[a-z]{8,12})\b/g,
    maxLength: 48,
  }),
  detector({
    id: 'keyword-inside',
    keywords: ['Q3Rok'],
    pattern: /(?<![A-Za-z0-9])[a-z0-9]{4}Q3Rok[A-Za-z0-9]{10,30}(?![A-Za-z0-9])/g,
    maxLength: 39,
  }),
  detector({
    id: 'assigned',
    kind: 'assignment',
    keywords: ['passw', 'api_key', 'api-key'],
    pattern:
      /(?:password|passwd|api[_-]key)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?([A-Za-z0-9+/!]{12,40})(?![A-Za-z0-9+/!])/gi,
    maxLength: 64,
  }),
  detector({
    id: 'beside',
    kind: 'assignment',
    keywords: ['acme'],
    pattern: /acme[^\r\n]{0,30}?[^0-9a-f]([0-9a-f]{32})(?![0-9a-f])/gi,
    maxLength: 80,
  }),
  detector({
    id: 'lines',
    keywords: ['-----begin test key'],
    pattern: /-----BEGIN TEST KEY-----[A-Za-z0-9+/=\s]{16,600}-----END TEST KEY-----/g,
    maxLength: 700,
  }),
  detector({
    id: 'known-key',
    kind: 'public',
    keywords: ['pub-k'],
    pattern: /pub-k[A-Za-z0-9+/]{16}/g,
    maxLength: 21,
  }),
  detector({
    id: 'in-url',
    keywords: ['://'],
    pattern: /(?<![a-z])[a-z]{2,10}:\/\/[A-Za-z0-9]{1,12}:([^\s:@/'"\x00-\x1f]{4,24})@/g,
    maxLength: 64,
  }),
  detector({ id: 'three', keywords: ['zq:'], pattern: /zq:[0-9]{9}(?![0-9])/g, maxLength: 12 }),
];

/** What each of them finds, made here so that no such text stands anywhere. */
export const PLANTED: readonly string[] = [
  `${'tok'}_${'aB3dE'.repeat(4)}`,
  `${'xyz'}b-1-${'7'.repeat(8)}-${'secretish'}`,
  `${'xyz'}p-${'123456'}-${'abcdefgh'}`,
  `${'k2v9'}Q3Rok${'Zy8'.repeat(5)}`,
  `password: "${'Hk7/'.repeat(5)}"`,
  `API_KEY=${'n0tReal+'.repeat(2)}`,
  `acme token is ${'0a1b2c3d'.repeat(4)}`,
  `-----BEGIN TEST KEY-----\n${`${'MIIb'.repeat(16)}\n`.repeat(3)}-----END TEST KEY-----`,
  `${'pub'}-k${'AbCd'.repeat(4)}`,
  `zq:${'123456789'}`,
  `postgres://user:${'Pa%24%24w0rd'}@host/db`,
];
