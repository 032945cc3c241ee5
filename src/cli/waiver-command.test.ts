/** The commands for waivers, each in a folder of its own. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Command } from 'commander';
import { UsageError } from '../base/errors.ts';
import type { Waiver } from '../model/waiver.ts';
import { toItem } from '../policy/waiver/write-entry.ts';
import { GATE_NOW, GATE_REPORT } from '../report/fixtures/gate-report.ts';
import { jsonReporter } from '../report/json/json.ts';
import type { ReporterOptions } from '../report/reporter.ts';
import { runWaiver } from './waiver-command.ts';
import { WAIVER_OWN, type WaiverVerb, waiverCommands } from './waiver-command-options.ts';
import { waiversIn } from './waiver-files.ts';

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
  readonly stdout: string;
  readonly stderr: string;
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
    now: Date.parse('2026-11-24T12:00:00Z'),
    signal: new AbortController().signal,
  };
  let code = -1;
  const waiver = new Command('waiver').exitOverride().configureOutput({ writeErr: () => undefined });
  for (const [verb, command] of Object.entries(waiverCommands(waiver))) {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    command.action(async () => {
      code = await runWaiver(io, '0', verb as WaiverVerb)(command, command.args);
    });
  }
  await waiver.parseAsync([...words], { from: 'user' });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const get = (name: string): string => readFileSync(join(folder, name), 'utf8');

const REPORTER_OPTIONS: ReporterOptions = {
  timestamp: '2031-03-01T12:00:00Z',
  terminal: { colour: false, width: 100 },
  compareVersions: () => 0,
};

function entryOf({ id, scope, reason, owner, approver, expires }: Waiver): Readonly<Record<string, string>> {
  return { ...scope, layer: scope.owner, id, reason, owner, approver, expires };
}

const ACCEPTED = [
  '--reason',
  'not reachable',
  '--owner',
  'team-pay',
  '--approver',
  'kim',
  '--expires',
  '30d',
];

describe('plimsoll waiver', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-waiver-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('every option but the policy is the command’s own', () => {
    const commands = Object.values(waiverCommands(new Command()));
    const names = new Set(commands.flatMap(({ options }) => options.map((option) => option.name())));
    assert.deepEqual([...names].filter((name) => name !== 'policy').sort(), WAIVER_OWN);
  });

  describe('add', () => {
    test('makes a file, and adds to it', async () => {
      const first = await run(
        'add',
        'w.yaml',
        '--advisory',
        'CVE-2024-1',
        '--package',
        'pkg:npm/@a/lib@1.2.3',
        ...ACCEPTED,
      );
      assert.equal(first.code, 0);
      assert.equal(
        first.stdout,
        'w.yaml:2: waiver w.yaml#1 for CVE-2024-1 of pkg:npm/%40a/lib (1.2.3), until 2026-12-24\n' +
          'the approval of kim is only claimed, unless the file is signed (docs/waivers.md)\n',
      );
      const text = get('w.yaml');
      assert.equal(
        text,
        'waivers:\n  - advisory: CVE-2024-1\n    package: pkg:npm/%40a/lib\n    versions: 1.2.3\n' +
          '    reason: not reachable\n    owner: team-pay\n    approver: kim\n    expires: 2026-12-24\n',
      );
      put('w.yaml', `# ours\n${text}# end\n`);
      await run(
        'add',
        'w.yaml',
        '--check',
        'github-token',
        '--path',
        '/srv/**',
        '--id',
        't',
        ...ACCEPTED.slice(0, -1),
        '2027-01-31',
      );
      assert.ok(
        get('w.yaml').startsWith(`# ours\n${text}  - id: t\n    check: github-token\n    path: /srv/**\n`),
      );
      assert.ok(get('w.yaml').endsWith('    expires: 2027-01-31\n# end\n'));
      assert.deepEqual(readdirSync(folder), ['w.yaml']);
    });

    const refused: readonly (readonly [words: readonly string[], what: RegExp, wayOut: RegExp])[] = [
      [
        ['--advisory', 'CVE-1', '--reason', 'r'],
        /lacks owner, approver, expires/,
        /--owner, --approver, --expires/,
      ],
      [['--package', 'pkg:npm/a', ...ACCEPTED], /names no advisory, check or fingerprint/, /--advisory/],
      [['--advisory', 'CVE-1', ...ACCEPTED, '--expires', '2026-11-23'], /ended on 2026-11-23/, /to come/],
      [['--advisory', 'CVE-1', '--package', 'lodash', ...ACCEPTED], /no package URL/, /pkg:TYPE/],
      [['--advisory', 'CVE-1', '--versions', '^1', ...ACCEPTED], /no range/, /bounds/],
      [['--advisory', 'CVE-1', '--id', 'taken', ...ACCEPTED], /already a waiver/, /own id/],
      [['--advisory', 'CVE-1', '--expires', '2026-02-30'], /no day/, /2027-01-31/],
    ];
    for (const [words, what, wayOut] of refused)
      test(`refuses ${words.slice(0, 4).join(' ')}`, async () => {
        const before = 'waivers:\n- id: taken\n  advisory: CVE-1\n';
        put('w.yaml', before);
        await assert.rejects(
          run('add', 'w.yaml', ...words),
          (error) => error instanceof UsageError && what.test(error.message) && wayOut.test(error.wayOut),
        );
        assert.equal(get('w.yaml'), before);
      });

    test('asks for what the policy demands, and no more', async () => {
      put(
        'p.yaml',
        'version: 1\nwaivers: { from: [], demand: [reason], max-days: 10 }\nstages: { a: { rules: [] } }\n',
      );
      const words = ['add', 'w.yaml', '--policy', 'p.yaml', '--advisory', 'CVE-1', '--reason', 'r'];
      await assert.rejects(run(...words), /has no end, and may run for 10 days/);
      await assert.rejects(run(...words, '--expires', '11d'), /runs for 11 more days/);
      await run(...words, '--expires', '10d');
      assert.equal(get('w.yaml'), 'waivers:\n  - advisory: CVE-1\n    reason: r\n    expires: 2026-12-04\n');
    });

    test('refuses an expiry that is none', async () => {
      for (const text of ['soon', '30', '0d', '2027-1-1', '99999d'])
        await assert.rejects(
          run('add', 'w.yaml', '--advisory', 'CVE-1', '--expires', text),
          /neither a day nor/,
          text,
        );
      assert.ok(!existsSync(join(folder, 'w.yaml')));
    });
  });

  const FILE = `waivers:
  - id: holds
    advisory: CVE-1
    reason: r
    owner: team-pay
    approver: kim
    expires: 2026-12-01

  # over
  - id: over
    advisory: CVE-2
    reason: r
    owner: team-web
    approver: kim
    expires: 2026-11-23

  # lacks
  - id: lacks
    advisory: CVE-3
    package: pkg:npm/a
`;

  describe('list', () => {
    test('says which hold', async () => {
      put('w.yaml', FILE);
      const { stdout } = await run('list', 'w.yaml');
      assert.equal(
        stdout,
        `waiver  state       days left  owner     approver       holds for
holds   holds       7          team-pay  kim (claimed)  CVE-1
over    expired     -1         team-web  kim (claimed)  CVE-2
lacks   incomplete  -          -         -              CVE-3 of pkg:npm/a

w.yaml:10: over does not count: it ended on 2026-11-23
w.yaml:18: lacks does not count: it lacks reason, owner, approver, expires
3 waivers, of which 1 hold
`,
      );
    });

    test('as JSON, as of another day', async () => {
      put('w.yaml', FILE);
      const { stdout } = await run('list', 'w.yaml', '--format', 'json', '--now', '2026-12-02');
      const [first] = JSON.parse(stdout) as readonly object[];
      assert.deepEqual(first, {
        id: 'holds',
        state: 'expired',
        because: 'it ended on 2026-12-01',
        daysLeft: -1,
        scope: {
          advisory: 'CVE-1',
          check: '',
          package: '',
          versions: '',
          image: '',
          path: '',
          fingerprint: '',
          layer: '',
        },
        reason: 'r',
        owner: 'team-pay',
        approver: 'kim',
        approval: 'claimed',
        expires: '2026-12-01',
        writtenAt: { file: 'w.yaml', line: 2 },
      });
    });

    test('of all files that a policy lists', async () => {
      put('w.yaml', FILE);
      put('v.yaml', 'waivers: [{id: v, advisory: CVE-9}]');
      put('p.yaml', 'version: 1\nwaivers: { from: [w.yaml, v.yaml] }\nstages: { a: { rules: [] } }\n');
      const { stdout } = await run('list', '--policy', 'p.yaml', '--format', 'json');
      const ids = (JSON.parse(stdout) as readonly { readonly id: string }[]).map(({ id }) => id);
      assert.deepEqual(ids, ['holds', 'over', 'lacks', 'v']);
    });

    test('a file that is not there is an error', async () => {
      await assert.rejects(run('list', 'w.yaml'), /it is not there/);
    });
  });

  describe('prune', () => {
    test('removes what has ended, and says what', async () => {
      put('w.yaml', FILE);
      const dry = await run('prune', 'w.yaml', '--dry-run');
      assert.equal(
        dry.stdout,
        'w.yaml:10: would remove over of team-web (CVE-2): it ended on 2026-11-23\nwould remove 1 of 3 waivers\n',
      );
      assert.equal(get('w.yaml'), FILE);
      const { stdout } = await run('prune', 'w.yaml');
      assert.equal(stdout, dry.stdout.replaceAll('would remove', 'removed'));
      assert.equal(get('w.yaml'), FILE.replace(/ {2}# over\n(?:.+\n)+\n/, ''));
      assert.equal((await run('prune', 'w.yaml')).stdout, 'removed 0 of 2 waivers\n');
    });
  });

  test('prune removes what a report has no use for, wherever it is written by now', async () => {
    const { basis } = GATE_REPORT.decision;
    assert.ok(basis.kind === 'policy');
    const { waivers } = basis.gate;
    const items = waivers.map(({ waiver }) => toItem(entryOf(waiver), '  ').join('\n'));
    put('w.yaml', `waivers:\n${items.toReversed().join('\n')}\n`);
    put('r.json', [...jsonReporter.write([GATE_REPORT], REPORTER_OPTIONS)].join(''));
    const { stdout } = await run('prune', 'w.yaml', '--report', 'r.json', '--now', GATE_NOW.slice(0, 10));
    const gone = waivers.filter(({ outcome }) => outcome === 'unused' || outcome === 'expired');
    assert.ok(gone.some(({ outcome }) => outcome === 'unused') && gone.length < waivers.length);
    for (const { waiver, outcome } of gone)
      assert.match(
        stdout,
        new RegExp(`removed ${waiver.id} of .*: ${outcome === 'unused' ? 'r.json shows' : 'it ended'}`),
      );
    const left = waiversIn(get('w.yaml'), 'w.yaml').map(({ id }) => id);
    assert.deepEqual(
      left.sort(),
      waivers
        .filter((one) => !gone.includes(one))
        .map(({ waiver }) => waiver.id)
        .sort(),
    );
  });

  describe('import', () => {
    test('writes a file of waivers that can be read, and says what they lack', async () => {
      put('.trivyignore', '# in the build stage only\nCVE-2024-1 exp:2027-01-31\nCVE-2024-2\nAVD-DS-0002\n');
      const { stdout, stderr } = await run('import', '.trivyignore');
      assert.equal(
        stdout,
        `# From .trivyignore. A waiver that lacks something does not count until somebody adds it.
# left out, line 4: AVD-DS-0002: it is not the id of a flaw; checks and detectors have ids of their own here: take \`check\` from a report of Plimsoll
waivers:
  # lacks owner, approver
  - advisory: CVE-2024-1
    reason: in the build stage only
    expires: 2027-01-31
  # lacks reason, owner, approver, expires
  - advisory: CVE-2024-2
`,
      );
      assert.match(
        stderr,
        /^\.trivyignore:2: CVE-2024-1 lacks owner, approver\n\.trivyignore:3: CVE-2024-2 lacks reason, /,
      );
      assert.match(
        stderr,
        /2 waivers from \.trivyignore \(trivyignore\); 1 entries cannot be said as waivers\n$/,
      );
      assert.equal(waiversIn(stdout, 'w.yaml').length, 2);
    });
  });
});
