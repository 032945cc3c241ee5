import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AZURE_DETECTORS } from './azure.ts';

const detector = AZURE_DETECTORS.find((each) => each.id === 'azure-shared-access-signature')!;

function expiryOf(query: string): string | undefined {
  const text = `https://a.blob.core.windows.net/c?sv=2022-11-02&sr=b&${query}`;
  const match = [...text.matchAll(detector.pattern)][0];
  if (match === undefined) return undefined;
  const candidate = {
    secret: match[1]!,
    match: match[0],
    groups: match.slice(1),
    path: '',
    before: '',
    after: '',
  };
  return detector.examine!(candidate)?.expiresAt;
}

test('the end of a shared access signature is read', () => {
  const signature = `sig=${'a1B2'.repeat(11).slice(1)}%3D`;
  const cases: readonly (readonly [string, string])[] = [
    [`se=2027-01-02T03:04:05Z&${signature}`, '2027-01-02T03:04:05.000Z'],
    [`se=2027-01-02T03%3A04%3A05Z&${signature}`, '2027-01-02T03:04:05.000Z'],
    [`se=2027-01-02T03%3A04Z&${signature}`, '2027-01-02T03:04:00.000Z'],
    [`se=2027-01-02&${signature}`, '2027-01-02T00:00:00.000Z'],
    [`st=2024-01-01&${signature}&se=2028-02-29`, '2028-02-29T00:00:00.000Z'],
    [`st=2024-01-01\\u0026se=2027-01-02\\u0026${signature}`, '2027-01-02T00:00:00.000Z'],
    [`ske=2024-01-01&${signature}`, ''],
    [`se=2027-19-39&${signature}`, ''],
  ];
  for (const [query, expiry] of cases) assert.equal(expiryOf(query), expiry, query);
});
