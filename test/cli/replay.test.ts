/** `plimsoll replay`: what a scan or the gate stored comes out again, or what differs is said. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { assertGolden } from './golden.ts';
import { putArchive, putFlaws, SMALL } from './images.ts';
import { here, onOwnMachine, put, run, type Setting } from './plimsoll.ts';

const IMAGE = '$HERE/app.tar --advisories $HERE/osv --format json';
const LATER = { now: '2033-01-01T00:00:00Z' };

/** The folder is taken out of what commands print: the stored report has its path. */
async function store(command: string, setting: Setting = {}): Promise<string> {
  putArchive('app.tar', SMALL);
  putFlaws('osv');
  const { code, stderr } = await run(`${command} --output json=$HERE/stored.json`, setting);
  assert.ok([0, 1, 3, 4].includes(code), stderr);
  return readFileSync(join(here, 'stored.json'), 'utf8');
}

describe('replay', () => {
  onOwnMachine();

  for (const command of [
    `scan ${IMAGE}`,
    `scan ${IMAGE} --fail-on low`,
    `scan ${IMAGE} --strict --max-age 1m`,
    `sbom $HERE/app.tar --format json`,
    `gate ${IMAGE} --stage production`,
    `gate ${IMAGE} --stage build --state $HERE/state.json --baseline $HERE/app.tar`,
    `gate ${IMAGE} --stage staging --max-age 1m`,
  ]) {
    it(`writes the same bytes, and has the same exit code: ${command}`, async () => {
      const text = await store(command, command.includes('--max-age') ? LATER : {});
      const again = await run('replay $HERE/stored.json --output json=$HERE/again.json', LATER);
      assert.equal(again.stderr, '');
      assert.equal(readFileSync(join(here, 'again.json'), 'utf8'), text);
      assert.equal(again.code, JSON.parse(text).reports[0].exit.code);
      if (command.includes('--max-age')) assert.equal(again.code, 4);
      const piped = await run('replay -', { ...LATER, stdin: Buffer.from(text) });
      assert.equal(piped.stdout, text.replaceAll(here, '$HERE'));
    });
  }

  it('writes other formats', async () => {
    await store(`gate ${IMAGE} --stage production`);
    const { stdout } = await run('replay $HERE/stored.json --format gate');
    assert.match(stdout, /^BLOCK production \$HERE\/app\.tar\n/);
  });

  it('says what differs, and ends 5', async () => {
    const text = await store(`gate ${IMAGE} --stage production`);
    const spoilt: Readonly<Record<string, string>> = {
      verdict: text.replace('"verdict": "block"', '"verdict": "pass"'),
      finding: text.replaceAll('"outcome": "block"', '"outcome": "pass"'),
      layout: JSON.stringify(JSON.parse(text)),
      policy: text.replaceAll('"field": "known-exploited"', '"field": "known-exploted"'),
      'no-report': '{}',
      'other-version': text
        .replace('"version": "0.1.0"', '"version": "9.9.9"')
        .replace('"code": 1', '"code": 0'),
    };
    const ran = [];
    for (const [name, changed] of Object.entries(spoilt)) {
      put(`${name}.json`, changed);
      ran.push(await run(`replay $HERE/${name}.json`));
    }
    ran.push(await run('replay $HERE/nothing.json'));
    assert.deepEqual(
      ran.map(({ code }) => code),
      [5, 5, 5, 5, 5, 5, 5],
    );
    assertGolden('replay-refused', ran);
  });
});
