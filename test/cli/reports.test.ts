/** Reports of whole scans: each form, several at once, the same bytes every time. */
import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { schemaErrors } from '../../src/report/fixtures/validate.ts';
import { assertGolden } from './golden.ts';
import { archiveOf, putArchive, putFlaws, SMALL } from './images.ts';
import { here, onOwnMachine, put, type Ran, run, type Setting } from './plimsoll.ts';

const FORMATS = ['table', 'json', 'cyclonedx', 'sarif'] as const;
const SCAN = 'scan $HERE/app.tar --advisories $HERE/osv';
const PLAIN: Setting = { env: { NO_COLOR: '1', CI: '1' }, terminal: 80 };

function scan(options: string, setting: Setting = {}): Promise<Ran> {
  putArchive('app.tar', SMALL);
  putFlaws('osv');
  return run(`${SCAN} ${options}`, setting);
}

/** A serial number is a digest over the report, so that no path of this machine may stand in it. */
function scanStdin(options: string, setting: Setting = PLAIN): Promise<Ran> {
  putFlaws('osv');
  return run(`scan - --advisories $HERE/osv ${options}`, { ...setting, stdin: archiveOf(SMALL) });
}

describe('reports of a small image', () => {
  onOwnMachine();

  for (const format of FORMATS) {
    it(`as ${format}`, async () =>
      assertGolden(`scan-${format}`, await scanStdin(`--format ${format} --fail-on high`)));
  }

  it('as a table on a wide terminal', async () =>
    assertGolden('scan-table-120', await scanStdin('', { ...PLAIN, terminal: 120 })));

  for (const format of FORMATS) {
    it(`inventory alone as ${format}`, async () => {
      const setting = { ...PLAIN, stdin: archiveOf(SMALL) };
      assertGolden(`sbom-${format}`, await run(`sbom - --format ${format}`, setting));
    });
  }

  it('several at once, to files and standard output, are each the same as alone', async () => {
    const alone = await Promise.all(FORMATS.map((format) => scan(`--format ${format}`)));
    const outputs = FORMATS.map((format) => `--output ${format}=${format}.out`).join(' ');
    const all = await scan(`${outputs} --format json`);
    assert.equal(all.stdout, alone[1]!.stdout);
    for (const [i, format] of FORMATS.entries())
      assert.equal(textOf(`${format}.out`), alone[i]!.stdout, format);
    const quiet = await scan(outputs);
    assert.deepEqual([quiet.code, quiet.stdout, quiet.stderr], [0, '', '']);
    const both = await scan('--output json=- --output sarif=b.sarif');
    assert.equal(both.stdout, alone[1]!.stdout);
  });

  it('have the time of SOURCE_DATE_EPOCH where a format demands one', async () => {
    const early = await scan('--format cyclonedx', { env: { SOURCE_DATE_EPOCH: '86400' } });
    const late = await scan('--format cyclonedx', {
      env: { SOURCE_DATE_EPOCH: '86400' },
      now: '2033-01-01T00:00:00Z',
    });
    assert.equal(JSON.parse(early.stdout).metadata.timestamp, '1970-01-02T00:00:00Z');
    assert.equal(late.stdout, early.stdout);
  });
});

function textOf(name: string): string {
  return readFileSync(join(here, name), 'utf8').replaceAll(here, '$HERE');
}

describe('output files', () => {
  onOwnMachine();

  it('replace what was there, through links', async () => {
    put('real/old.json', 'old');
    symlinkSync(join(here, 'real/old.json'), join(here, 'link.json'));
    assert.equal((await scan('--output json=link.json')).code, 0);
    assert.equal(JSON.parse(textOf('real/old.json')).schemaVersion, '1.2.0');
    assert.deepEqual(readdirSync(join(here, 'real')), ['old.json']);
    assert.ok(lstatSync(join(here, 'link.json')).isSymbolicLink());
  });

  it('that cannot be written are told, and nothing half-written is left', async () => {
    put('folder/x', 'x');
    for (const target of ['none/b.json', 'folder', 'folder/x/y']) {
      const ran = await scan(`--output json=${target}`);
      assert.equal(ran.code, 5, target);
      assert.match(
        ran.stderr,
        /could not be written.* \[output-not-written\]\n {2}where: .*\n {2}because: .*\n {2}try: /,
      );
    }
    assert.deepEqual(readdirSync(here).sort(), ['app.tar', 'folder', 'home', 'osv', 'tmp']);
  });

  it('may be devices, which stay devices', async () => {
    const ran = await scan('--output json=/dev/null');
    assert.deepEqual([ran.code, ran.stderr], [0, '']);
    assert.ok(statSync('/dev/null').isCharacterDevice());
  });
});

describe('the image of the README', () => {
  onOwnMachine();

  const SHOP = 'scan examples/shop.tar';

  it('as a table', async () => assertGolden('shop-table', await run(SHOP, PLAIN)));

  it('says the same in all forms, each valid', async () => {
    const [json, cyclonedx, sarif] = await Promise.all(
      FORMATS.slice(1).map(async (format) => JSON.parse((await run(`${SHOP} --format ${format}`)).stdout)),
    );
    const report = json.reports[0];
    const ids = (list: { id: string }[]): string[] => [...new Set(list.map(({ id }) => id))].sort();
    assert.ok(report.findings.length > 60);
    assert.deepEqual(ids(cyclonedx.vulnerabilities), ids(report.findings));
    const results: { ruleId: string }[] = sarif.runs[0].results;
    assert.deepEqual(ids(results.map(({ ruleId }) => ({ id: ruleId }))), ids(report.findings));
    const purls = (list: { purl: string }[]): string[] => list.map(({ purl }) => purl).sort();
    assert.deepEqual(
      [...new Set(purls(cyclonedx.components.filter((c: { purl?: string }) => c.purl)))],
      [...new Set(purls(report.packages))],
    );
    for (const [format, document] of Object.entries({ json, cyclonedx, sarif }))
      assert.deepEqual(schemaErrors(format, document), [], format);
  });

  it('is the same bytes with any number of workers, from a cold and a warm cache', async () => {
    for (const format of FORMATS) {
      const texts = new Set<string>();
      for (const options of ['--workers 1', '--workers 2', '--workers 4', '--no-cache'])
        texts.add((await run(`${SHOP} --format ${format} ${options}`)).stdout);
      assert.equal(texts.size, 1, format);
    }
  });

  it('gives a judgement only where one was asked for', async () => {
    const codes = ['', '--fail-on critical', '--strict', '--fail-on critical --strict'];
    const ran = await Promise.all(
      codes.map(async (options) => (await run(`${SHOP} ${options} --quiet`)).code),
    );
    assert.deepEqual(ran, [0, 1, 3, 1]);
  });
});
