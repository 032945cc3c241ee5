/** What is published: the bundle gives the same answers as the sources, and needs nothing beside it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildPublished, PROGRAM_OF_SOURCES } from '../tools/bench/published.ts';

const SHOP = fileURLToPath(new URL('../examples/shop.tar', import.meta.url));

/** `import{a as b}from"x"`, `import*as c from"x"`, `import"x"`: of what is no file beside. */
const IMPORT = /\bimport\s*(?:\{[^}"`]*\}|\*\s*as\s+[\w$]+|[\w$]+)?\s*(?:from\s*)?"([\w@][\w@/:.-]*)"/g;

describe('the published package', () => {
  let folder = '';
  let program = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-published-'));
    program = await buildPublished(folder);
  });
  after(() => rmSync(folder, { recursive: true }));

  function run(path: string, ...args: string[]) {
    const env = { HOME: folder, PATH: process.env['PATH'] };
    const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], {
      env,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  it('scans as the sources do, cold and from its cache', () => {
    const scan = ['scan', SHOP, '--format', 'json', '--quiet'];
    const expected = run(PROGRAM_OF_SOURCES, ...scan, '--no-cache', '--no-sandbox');
    const withoutNote = (text: string): unknown => {
      const [report] = (JSON.parse(text) as { reports: { problems: { code: string }[] }[] }).reports;
      return { ...report, problems: report!.problems.filter(({ code }) => code !== 'sandbox-off') };
    };
    assert.equal(expected.status, 0, expected.stderr);
    const cold = run(program, ...scan, '--no-cache');
    assert.deepEqual(withoutNote(cold.stdout), withoutNote(expected.stdout));
    for (const time of ['first', 'second'])
      assert.deepEqual(run(program, ...scan), cold, `${time} time with a cache`);
  });

  it('has every command and the licences of what is in it', () => {
    for (const command of ['scan', 'sbom', 'db', 'cache', 'limits']) {
      assert.equal(run(program, 'help', command).status, 0, command);
    }
    assert.equal(run(program, 'db', 'status').status, 3);
    const licences = readFileSync(join(folder, 'dist/THIRD-PARTY.txt'), 'utf8');
    for (const name of ['ae-cvss-calculator', 'commander', 'js-yaml', 'undici']) {
      assert.match(licences, new RegExp(`^${name} \\d`, 'm'));
    }
  });

  it('asks for nothing that is not in it', () => {
    const code = readdirSync(join(folder, 'dist')).filter((name) => name.endsWith('.js'));
    assert.ok(code.length > 10);
    for (const name of code) {
      const text = readFileSync(join(folder, 'dist', name), 'utf8');
      for (const [, asked] of text.matchAll(IMPORT)) {
        assert.fail(`${name} imports ${asked}`);
      }
    }
  });
});
