import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDay } from '../base/days.ts';
import { supportRow } from '../model/lifecycle.ts';
import { NO_TABLES, type TableLookup } from '../model/table.ts';
import { orStarterTables } from './starter-tables.ts';

describe('tables of the program', () => {
  it('stand in for what a database lacks', () => {
    const tables = orStarterTables(NO_TABLES);
    assert.equal(tables.origin('end-of-life')?.feed, 'starter');
    const rows = [
      'debian 12',
      'ubuntu 18.04',
      'opensuse 42.3',
      'alpine-linux 3.20',
      'rhel 9',
      'amazon-linux 2',
    ];
    for (const key of rows) {
      const [row] = tables.find('end-of-life', key).map(supportRow);
      assert.ok(row !== undefined && isDay(row.security), key);
    }
    assert.deepEqual(tables.find('end-of-life', 'no such'), []);
    assert.equal(tables.origin('epss'), null);
  });

  it('and not for what it has', () => {
    const own: TableLookup = { find: () => ['own'], origin: () => ({ feed: 'endoflife', dataAt: '' }) };
    assert.deepEqual(orStarterTables(own).find('end-of-life', 'debian 12'), ['own']);
    assert.equal(orStarterTables(own).origin('end-of-life')?.feed, 'endoflife');
  });
});
