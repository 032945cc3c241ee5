/** The commands for policies, each in a folder of its own. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Command } from 'commander';
import { UsageError } from '../base/errors.ts';
import { runPolicy } from './policy-command.ts';
import { POLICY_OWN, type PolicyVerb, policyCommands } from './policy-command-options.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples/policies');

let folder = '';

class Collector extends Writable {
  text = '';

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

interface Ran {
  readonly code: number;
  readonly lines: readonly string[];
}

async function run(...words: readonly string[]): Promise<Ran> {
  const [stdout, stderr] = [new Collector(), new Collector()];
  const io = {
    stdin: () => Readable.from([]),
    stdout,
    stderr,
    env: {},
    cwd: folder,
    home: folder,
    tempFolder: folder,
    now: 0,
    signal: new AbortController().signal,
  };
  let code = -1;
  const policy = new Command('policy').exitOverride().configureOutput({ writeErr: () => undefined });
  for (const [verb, command] of Object.entries(policyCommands(policy))) {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    command.action(async () => {
      code = await runPolicy(io, '0', verb as PolicyVerb)(command, command.args);
    });
  }
  await policy.parseAsync([...words], { from: 'user' });
  assert.equal(stderr.text, '');
  return { code, lines: stdout.text.trimEnd().split('\n') };
}

const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const get = (name: string): string => readFileSync(join(folder, name), 'utf8');

const POLICY = `version: 1
stages:
  s:
    rules:
      - { id: secrets, block: { kind: secret } }
      - { id: severe, block: { severity: '>= high' }, within: { days: 10, from: disclosed } }
      - { id: cel, warn: always, if: 'finding.id.startsWith("CVE-2026-")' }
      - { id: gap, allow: { problem: x } }
      - { id: root, block: { user: root } }
      - { id: faults, warn: { waiver-problem: [expired, incomplete] } }
`;

describe('plimsoll policy', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-policy-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has options that say what is a setting', () => {
    const options = policyCommands(new Command()).init.options.map((option) => option.name());
    assert.deepEqual(options, POLICY_OWN);
  });

  describe('check', () => {
    it('tells what is right', async () => {
      put('p.yaml', POLICY);
      const { code, lines } = await run('check', 'p.yaml');
      assert.equal(code, 0);
      assert.match(lines.join('\n'), /^p\.yaml: 0 errors, 0 warnings; s \(6 rules\); sha256:[0-9a-f]{64}$/);
    });

    it('tells all that is wrong, also with the examples, and nothing harmful to a terminal', async () => {
      put(
        'p.yaml',
        `${POLICY.replace('kind: secret', '"ki\\e[31mnd": secret')}tests: [{ stage: s, expect: block }]\n`,
      );
      put('p.test.yaml', 'test: []');
      const { code, lines } = await run('check', 'p.yaml');
      assert.equal(code, 1);
      assert.match(lines[0]!, /^error {4}p\.yaml:5: .*\.block\.ki\\u\{1b\}\[31mnd: there is no field/);
      assert.deepEqual(lines.slice(1), [
        'error    p.yaml:11: tests[0]: it is about nothing; write finding, gap or image with some fields',
        'error    p.test.yaml:1: here should be `tests:` and nothing else; write tests: and a list of examples',
        'p.yaml: 3 errors, 0 warnings',
      ]);
    });

    it('warns, and is content', async () => {
      put(
        'p.yaml',
        'version: 1\nstages: { s: { rules: [{ id: a, warn: always }, { id: b, block: { kind: secret } }] } }',
      );
      const { code, lines } = await run('check', 'p.yaml');
      assert.equal(code, 0);
      assert.match(
        lines[0]!,
        /^warning {2}p\.yaml:2: stages\.s\.rules\[1\] \(b\): it is never reached: "a" holds/,
      );
    });

    it('warns of files that are not there', async () => {
      const waivers = 'waivers: { from: [a.yaml, { file: b.yaml, optional: true }, c.yaml] }';
      put(
        'p.yaml',
        `${POLICY}${waivers}\nvex: { trust: [{ from: ./vex }, { from: ./more }, { from: image, author: A }] }\n`,
      );
      put('c.yaml', '');
      mkdirSync(join(folder, 'vex'));
      const { code, lines } = await run('check', 'p.yaml');
      assert.equal(code, 0);
      assert.deepEqual(lines.slice(0, -1), [
        'warning  p.yaml: waivers.from: there is no file "a.yaml"; say `optional: true` if it may be missing',
        'warning  p.yaml: vex.trust: there is no file "./more"',
      ]);
    });

    it('takes the policy of the settings where none is named, else the default one', async () => {
      put('p.yaml', POLICY);
      assert.match((await run('check', '--policy', 'p.yaml')).lines[0]!, /^p\.yaml: 0 errors/);
      assert.match((await run('check')).lines[0]!, /^default: 0 errors, 0 warnings/);
    });
  });

  describe('test', () => {
    it('runs examples in the policy and beside it, and tells what is otherwise', async () => {
      put(
        'p.yaml',
        `${POLICY}tests:
  - { name: a secret, stage: s, finding: { kind: secret }, expect: { outcome: block, rule: secrets, due: none } }
  - { name: a flaw, stage: s, now: 2026-11-24, finding: { severity: high, age: 4d }, expect: { outcome: block, rule: sever, due: 2026-11-29, days-left: 6 } }
`,
      );
      put(
        'p.test.yaml',
        `tests:
  - { stage: s, gap: { problem: x }, expect: { outcome: pass, rule: gap } }
  - { stage: s, gap: { problem: y }, expect: { outcome: block, rule: none } }
`,
      );
      const { code, lines } = await run('test', 'p.yaml');
      assert.equal(code, 1);
      assert.deepEqual(lines, [
        'ok    s: a secret',
        'FAIL  s: a flaw (p.yaml:13)',
        '      outcome: expected block, is warn',
        '      rule: expected sever, is severe',
        '      due: expected 2026-11-29, is 2026-11-30',
        lines[5],
        'ok    s: example 1',
        'ok    s: example 2',
        '3 of 4 examples are as expected',
      ]);
      assert.match(lines[5]!, /^ {6}because: .*10 days/);
    });

    const said: readonly (readonly [example: string, expected: string])[] = [
      ['finding: { severity: low, id: CVE-2026-1 }', '{ outcome: warn, rule: cel }'],
      ['finding: { severity: low, id: CVE-2025-1 }', '{ outcome: pass, rule: none }'],
      ['finding: { severity: low, id: GHSA-x, aliases: [CVE-2026-1] }', 'pass'],
      ['finding: { waiver-problem: expired }', '{ outcome: warn, rule: faults }'],
      ['finding: { kind: waiver, waiver-problem: incomplete }', '{ outcome: block, rule: severe }'],
      ['finding: { kind: waiver, waiver-problem: unused }', 'pass'],
      ['finding: { check: private-key }', '{ outcome: block, rule: secrets }'],
      ['image: { user: "0" }', '{ outcome: block, rule: root }'],
      ['image: { user: "1000" }', '{ outcome: pass, rule: none }'],
    ];
    for (const [example, expected] of said) {
      it(`${example} is ${expected}`, async () => {
        put('p.yaml', `${POLICY}tests: [{ stage: s, ${example}, expect: ${expected} }]\n`);
        assert.deepEqual((await run('test', 'p.yaml')).lines, [
          'ok    s: example 1',
          '1 of 1 examples are as expected',
        ]);
      });
    }

    it('asks every field that examples can give', async () => {
      const fields: readonly (readonly [given: string, condition: string])[] = [
        ['score: 9.1', "score: '> 9'"],
        ['rank: watch', 'rank: watch'],
        ['known-exploited: true', 'known-exploited: true'],
        ['cisa-due: 2026-02-03', 'known-exploited: true'],
        ['epss: 0.7', "epss: '>= 0.5'"],
        ['fix: available', 'fix: available'],
        ['fix: none', 'fix: none'],
        ['vendor-state: will-not-fix', 'vendor-state: will-not-fix'],
        ['kind: secret, secret-state: removed', 'secret-state: removed'],
        ['age: 8d', "age: '> 1w'"],
        ['first-seen: 3', 'first-seen: 3'],
        ['owner: base', 'owner: base'],
        ['owner: own', 'owner: own'],
        ['package: "pkg:deb/debian/curl@1.2"', "package: '*/curl@1.2', ecosystem: dpkg"],
        ['package: "pkg:npm/%40a/b@1"', 'package: pkg:npm/%40a/b, ecosystem: npm'],
        ['licence: [MIT, X]', 'licence: X'],
        ['path: a/b', "path: 'a/*'"],
        ['kind: secret, expired: false', 'expired: false'],
        ['change: added', 'change: added'],
        ['change: unchanged', 'change: unchanged'],
        ['change: newly-disclosed', 'change: newly-disclosed'],
        ['kind: secret, change: added', 'change: added'],
        ['id: CVE-1, aliases: [GHSA-1]', "id: 'GHSA-*'"],
      ];
      for (const [given, condition] of fields) {
        const rule = `stages: { s: { rules: [{ id: a, block: { ${condition} } }] } }`;
        put(
          'p.yaml',
          `version: 1\n${rule}\ntests: [{ stage: s, finding: { ${given} }, expect: { outcome: block, rule: a } }]`,
        );
        const { code, lines } = await run('test', 'p.yaml');
        assert.equal(code, 0, `${given}: ${lines.join('\n')}`);
      }
      const images: readonly (readonly [given: string, condition: string])[] = [
        ['image: reg.example/a/b:1', "image: '*/b:1'"],
        ['label: [a=b]', 'label: a=b'],
        ['platform: linux/arm64', 'platform: linux/arm64'],
        ['coverage: partial', 'coverage: partial'],
        ['database-age: 9d', "database-age: '> 1w'"],
        ['end-of-life: 80d', "end-of-life: '< 90d'"],
        ['end-of-life: -9d', "end-of-life: '< 0d'"],
        ['scanner: secret', 'scanner: secret'],
      ];
      for (const [given, condition] of images) {
        const rule = `stages: { s: { rules: [{ id: a, block: { ${condition} } }] } }`;
        put(
          'p.yaml',
          `version: 1\n${rule}\ntests: [{ stage: s, image: { ${given} }, expect: { outcome: block, rule: a } }]`,
        );
        const { code, lines } = await run('test', 'p.yaml');
        assert.equal(code, 0, `${given}: ${lines.join('\n')}`);
      }
    });

    it('does not pass where there is nothing to run', async () => {
      put('p.yaml', POLICY);
      await assert.rejects(run('test', 'p.yaml'), { code: 'no-examples', exitCode: 2 });
      put('p.test.yaml', 'tests: [{ stage: t, finding: {}, expect: block }]');
      await assert.rejects(run('test', 'p.yaml'), { exitCode: 2, message: /no stage/ });
      put('p.test.yaml', 'tests: [{ stage: s, expect: block }]');
      await assert.rejects(run('test', 'p.yaml'), { code: 'bad-examples', exitCode: 2 });
      put('p.test.yaml', 'tests: [');
      await assert.rejects(run('test', 'p.yaml'), { code: 'bad-examples', message: /p\.test\.yaml:1/ });
    });

    it('is content with the examples of the repository', async () => {
      cpSync(EXAMPLES, folder, { recursive: true });
      const names = readdirSync(folder).filter(
        (name) => name.endsWith('.yaml') && !/^waivers|\.test\./.test(name),
      );
      assert.ok(names.length >= 5);
      for (const name of names) {
        assert.match((await run('check', name)).lines.at(-1)!, /0 errors, 0 warnings/, name);
        assert.equal((await run('test', name)).code, 0, name);
      }
    });
  });

  describe('explain', () => {
    it('says the rules in order, with documents', async () => {
      put(
        'org.yaml',
        'version: 1\nstages: { s: { rules: [{ id: z, block: always, final: true, unless: { owner: base } }] } }',
      );
      put('p.yaml', POLICY.replace('version: 1', 'version: 1\nextends: org.yaml'));
      const { lines } = await run('explain', 'p.yaml', '--stage', 's');
      const text = lines.join('\n');
      assert.match(text, /\[0\] p\.yaml {2}sha256:[0-9a-f]{64}\n {2}\[1\] org\.yaml/);
      assert.match(
        text,
        /1\. z: blocks a finding always {2}\(document \[1\], final\)\n {5}unless owner is base/,
      );
      assert.match(
        text,
        /3\. severe: blocks a finding if severity >= high .*\n {5}warns until 10 days after the flaw is public/,
      );
      assert.match(text, /and only if finding\.id\.startsWith/);
      assert.match(text, /5\. gap: allows a gap if problem is x/);
    });

    it('shows the default policy, and knows its stages', async () => {
      assert.equal((await run('explain')).lines[1]?.startsWith('  [0] default  sha256:'), true);
      await assert.rejects(run('explain', 'default', '--stage', 'prod'), UsageError);
    });
  });

  describe('init', () => {
    it('writes a policy that is right and whose examples hold', async () => {
      const { lines } = await run('init');
      assert.deepEqual(lines, [
        'wrote plimsoll-policy.yaml',
        'next: write the line "policy: plimsoll-policy.yaml" into plimsoll.yaml, or use --policy plimsoll-policy.yaml',
      ]);
      assert.match((await run('check', 'plimsoll-policy.yaml')).lines[0]!, /0 errors, 0 warnings/);
      assert.equal((await run('test', 'plimsoll-policy.yaml')).code, 0);
    });

    it('fits what is there', async () => {
      for (const name of ['.trivyignore', 'waivers.yaml', 'plimsoll.yaml']) put(name, '');
      mkdirSync(join(folder, '.vex'));
      const { lines } = await run('init', '--stage', 'production');
      assert.match(lines.join('\n'), /add the line .* to plimsoll\.yaml/);
      assert.match(lines.join('\n'), /`plimsoll waiver import \.trivyignore`/);
      const text = get('plimsoll-policy.yaml');
      assert.match(text, /from: \[\.\/waivers\.yaml\]/);
      assert.match(text, /\{ from: \.\/\.vex \}/);
      assert.doesNotMatch(text, /^ {2}build:/m);
      assert.equal((await run('test', 'plimsoll-policy.yaml')).code, 0);
    });

    it('never writes over a file, and knows its stages', async () => {
      put('plimsoll-policy.yaml', 'mine');
      await assert.rejects(run('init'), { code: 'policy-exists', exitCode: 2 });
      assert.equal(get('plimsoll-policy.yaml'), 'mine');
      await assert.rejects(run('init', '--stage', 'prod'), { code: 'no-such-stage' });
    });
  });
});
