/** A fact as it arrives after it was sent from one process to another. */
import assert from 'node:assert/strict';
import type { Reader } from '../src/model/reader.ts';
import { plainData } from '../src/model/shape.ts';

/** Fails where the reader's shape does not let its own fact through unchanged. */
export function sentFact<F>(reader: Reader<F>, fact: F | null): F | null {
  if (fact === null) return null;
  const sent: unknown = JSON.parse(JSON.stringify([fact], plainData))[0];
  const arrived = reader.shape(sent);
  assert.deepEqual(arrived, fact, `${reader.id}: the fact changes on its way`);
  return arrived;
}
