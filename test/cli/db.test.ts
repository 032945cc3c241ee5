/** The commands of the advisory database, and the forms that --advisories takes. */
import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { buildZip } from '../zip-builder.ts';
import { assertGolden } from './golden.ts';
import { FLAWS, osvRecord, putArchive, putFlaws, SMALL } from './images.ts';
import { here, onOwnMachine, put, type Ran, run, snapshot } from './plimsoll.ts';

const DATABASE = 'home/.local/share/plimsoll/advisories';

async function runAll(...commands: readonly string[]): Promise<Ran[]> {
  const ran = [];
  for (const command of commands) ran.push(await run(command));
  return ran;
}

/** `code` of the error that was printed. */
function errorCode({ stderr }: Ran): string {
  return /^plimsoll: .* \[([a-z-]+)\]$/m.exec(stderr)?.[1] ?? '';
}

describe('db', () => {
  onOwnMachine();

  it('without a database says what to run', async () => {
    const ran = await runAll('db status', 'db verify', 'db export $HERE/advisories.db');
    assertGolden('db-missing', ran);
    assert.deepEqual([...snapshot(here)], []);
  });

  it('updates from a folder, tells, verifies, exports, imports', async () => {
    putFlaws('osv');
    const ran = await runAll(
      'db update --from $HERE/osv',
      'db status',
      'db verify',
      'db export $HERE/advisories.db',
      'db import $HERE/advisories.db --database $HERE/carried',
      'db status --database $HERE/carried',
      'db update --from $HERE/osv --only npm',
    );
    assertGolden('db', ran);
    assert.ok(ran.every(({ code }) => code === 0));
  });

  it('a scan uses what lies there', async () => {
    putArchive('app.tar', SMALL);
    putFlaws('osv');
    const [, , own, elsewhere, missing] = await runAll(
      'db update --from $HERE/osv',
      'db update --from $HERE/osv --only npm --database $HERE/other',
      'scan $HERE/app.tar --format json',
      'scan $HERE/app.tar --format json --database $HERE/other',
      'scan $HERE/app.tar --format json --database $HERE/none',
    );
    const facts = ({ stdout }: Ran): unknown[] => {
      const { advisories, findings, coverage } = JSON.parse(stdout).reports[0];
      return [advisories.starter, findings.length, coverage.state];
    };
    assert.deepEqual(facts(own!), [false, 5, 'complete']);
    assert.deepEqual(facts(elsewhere!), [false, 3, 'partial']);
    assert.equal(missing!.code, 3);
    assert.match(missing!.stderr, /no-advisory-database/);
  });

  it('refuses what is no input of it, and leaves the database as it was', async () => {
    putFlaws('osv');
    await runAll('db update --from $HERE/osv', 'db export $HERE/good.db');
    const before = snapshot(join(here, DATABASE));
    put('text.txt', 'hello');
    put('empty/readme.json', '{}');
    put('junk/all.zip', 'PK\x03\x04 no zip');
    put('bad/CVE-1.json', osvRecord(FLAWS[0]!).slice(0, 80));
    const good = readFileSync(join(here, 'good.db'));
    put('cut.db', good.subarray(0, good.length - 600));
    put(
      'changed.db',
      good.map((byte, i) => (i === 2500 ? byte ^ 1 : byte)),
    );
    const ran = await runAll(
      'db update --from $HERE/none',
      'db update --from $HERE/empty',
      'db update --from $HERE/junk',
      'db update --from $HERE/bad',
      'db update --from $HERE/good.db',
      'db import $HERE/none.db',
      'db import $HERE/text.txt',
      'db import $HERE/cut.db',
      'db import $HERE/changed.db',
      'db export $HERE/none/there.db',
      'db export $HERE/text.txt/there.db',
      'db update --from $HERE/osv --database $HERE/text.txt',
      'db status --database $HERE/text.txt',
    );
    assertGolden('db-refused', ran);
    assert.deepEqual(snapshot(join(here, DATABASE)), before);
    assert.deepEqual((await run('db verify')).code, 0);
  });

  it('finds damage', async () => {
    putArchive('app.tar', SMALL);
    putFlaws('osv');
    await run('db update --from $HERE/osv');
    const shards = join(here, DATABASE, 'shards');
    for (const name of readdirSync(shards)) {
      const path = join(shards, name);
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0xff, 0, 2000));
    }
    const [verified, scanned] = await runAll('db verify', 'scan $HERE/app.tar --quiet');
    assert.deepEqual([verified!.code, errorCode(verified!)], [5, 'advisory-database-damaged']);
    assert.deepEqual([scanned!.code, errorCode(scanned!)], [5, 'advisory-database-damaged']);
    assert.match(scanned!.stderr, /^ {2}try: .*db update/m);
    appendFileSync(join(here, DATABASE, 'manifest.json'), 'junk');
    assert.equal(errorCode(await run('db status')), 'advisory-database-damaged');
    // The way out that the message names.
    rmSync(join(here, DATABASE, 'manifest.json'));
    const mended = await runAll('db update --from $HERE/osv', 'db verify', 'scan $HERE/app.tar --quiet');
    assert.ok(mended.every(({ code }) => code === 0));
  });
});

describe('--advisories', () => {
  onOwnMachine();

  /** Findings and digest of a scan with only these. */
  async function scanWith(path: string, more = ''): Promise<string> {
    const { stdout, stderr } = await run(`scan $HERE/app.tar --advisories ${path} --format json ${more}`);
    assert.equal(stderr, '');
    const { advisories, findings } = JSON.parse(stdout).reports[0];
    return `${findings.length} ${advisories.digest}`;
  }

  it('takes a folder, a ZIP, a database and an export, with the same answer', async () => {
    putArchive('app.tar', SMALL);
    putFlaws('osv');
    const zipped = FLAWS.map((flaw) => ({ name: `${flaw.id}.json`, content: osvRecord(flaw) }));
    const zip = (ecosystem: string): Uint8Array =>
      buildZip(zipped.filter((_, i) => FLAWS[i]!.ecosystem === ecosystem));
    put('zips/npm/all.zip', zip('npm'));
    put('zips/Debian/all.zip', zip('Debian:12'));
    await runAll(
      'db update --from $HERE/osv --database $HERE/db',
      'db export $HERE/x.db --database $HERE/db',
    );
    const expected = await scanWith('$HERE/osv');
    assert.match(expected, /^5 sha256:/);
    assert.equal(await scanWith('$HERE/db'), expected);
    assert.equal(await scanWith('$HERE/x.db'), expected);
    assert.match(await scanWith('$HERE/zips'), /^5 /);
    assert.match(await scanWith('$HERE/zips/npm/all.zip'), /^3 /);
    assert.equal(await scanWith('$HERE/osv', '--no-cache'), expected);
    assert.equal(await scanWith('$HERE/osv'), expected, 'built once, found again');
  });

  it('that cannot be read end the scan, and never fall back', async () => {
    putArchive('app.tar', SMALL);
    put('empty/x.txt', '');
    put('text.json', 'no json');
    const ran = await runAll(
      'scan $HERE/app.tar --advisories $HERE/none',
      'scan $HERE/app.tar --advisories $HERE/empty',
      'scan $HERE/app.tar --advisories $HERE/text.json',
      'scan $HERE/app.tar --advisories $HERE/app.tar',
    );
    assertGolden('advisories-refused', ran);
    assert.ok(ran.every(({ code, stdout }) => code === 5 && stdout === ''));
  });
});
