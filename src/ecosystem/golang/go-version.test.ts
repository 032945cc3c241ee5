import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goRelease, releaseToSemver } from './go-version.ts';

describe('Go versions', () => {
  const table: [string, string, string][] = [
    ['go1.22.2', '1.22.2', '1.22.2'],
    ['go1.22.2 X:boringcrypto', '1.22.2', '1.22.2'],
    ['go1.21', '1.21', '1.21.0'],
    ['go1.22rc1', '1.22rc1', '1.22.0-rc.1'],
    ['go1.10beta2', '1.10beta2', '1.10.0-beta.2'],
    ['go1.21.5-fips', '1.21.5', '1.21.5'],
    ['go1.20.4 (Red Hat 1.20.4-1.el9)', '1.20.4', '1.20.4'],
    ['devel go1.24-3a1f2c5 Tue Sep 10 00:00:00 2024 +0000', '1.24-devel', '1.24.0-devel'],
    ['devel +abc123 Mon Jan 1', '', ''],
    ['go', '', ''],
    ['unknown', '', ''],
    ['', '', ''],
  ];
  for (const [text, release, semver] of table) {
    it(text || '(empty)', () => {
      assert.equal(goRelease(text), release);
      assert.equal(releaseToSemver(release), semver);
    });
  }
});
