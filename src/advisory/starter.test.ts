import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { scoreOf } from '../base/cvss.ts';
import { PACKAGE_ROOT } from '../base/package-root.ts';
import { openStarter } from './starter.ts';

interface StarterFile {
  readonly records: readonly {
    readonly id: string;
    readonly cvss?: { readonly vector: string; readonly score: number };
  }[];
}

describe('starter data', () => {
  it('can be opened', () => {
    assert.equal(openStarter().build().starter, true);
  });

  for (const name of readdirSync(new URL('data/starter/', PACKAGE_ROOT))) {
    it(`${name}: each score is that of its vector`, () => {
      const text = readFileSync(new URL(`data/starter/${name}`, PACKAGE_ROOT), 'utf8');
      const scored = (JSON.parse(text) as StarterFile).records.filter(({ cvss }) => cvss !== undefined);
      assert.ok(scored.length > 0);
      for (const { id, cvss } of scored) assert.equal(cvss!.score, scoreOf(cvss!.vector), id);
    });
  }
});
