/** Versions of CVSS, told by how a vector begins; scoring is in cvss.ts, which is far larger. */

export type CvssVersion = '2.0' | '3.0' | '3.1' | '4.0';

/** Version 2.0 comes last: its vectors have no prefix. */
export const CVSS_PREFIXES: readonly (readonly [CvssVersion, string])[] = [
  ['4.0', 'CVSS:4.0/'],
  ['3.1', 'CVSS:3.1/'],
  ['3.0', 'CVSS:3.0/'],
  ['2.0', ''],
];

/** Which version a vector is of, by its prefix; null for the empty text. */
export function cvssVersion(vector: string): CvssVersion | null {
  return vector === '' ? null : CVSS_PREFIXES.find(([, prefix]) => vector.startsWith(prefix))![0];
}
