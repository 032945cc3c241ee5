import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { compareText } from '../model/problem.ts';
import { listSources, type SourceSettings } from './list.ts';

describe('listSources', () => {
  it('is sorted, and every id is there once', () => {
    const stored = { tempFolder: tmpdir(), stdin: Readable.from([]), limits: DEFAULT_LIMITS };
    // Nothing is pulled here.
    const registry = {} as SourceSettings['registry'];
    const environment = { env: {}, home: '/', userId: 0 };
    const ids = listSources({ stored, environment, registry }).map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort(compareText));
  });
});
