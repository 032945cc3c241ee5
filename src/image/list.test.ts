import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { compareText } from '../model/problem.ts';
import { listSources } from './list.ts';

describe('listSources', () => {
  it('is sorted, and every id is there once', () => {
    const stored = { tempFolder: tmpdir(), stdin: Readable.from([]), limits: DEFAULT_LIMITS };
    const ids = listSources({ stored, environment: { env: {}, home: '/', userId: 0 } }).map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort(compareText));
  });
});
