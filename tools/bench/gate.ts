/**
 * The gate over a large stored report: 5,000 findings, 300 rules, 2,000 waivers. `plimsoll gate` as a whole process, and
 * judging alone, each in a fresh process: nothing is warm. Left out: images, feeds, the network.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Condition, Policy, Rule, Test } from '../../src/model/policy.ts';
import type { ScanReport } from '../../src/model/report.ts';
import type { Waiver } from '../../src/model/waiver.ts';
import { decide } from '../../src/policy/decide.ts';
import { findField, toRank } from '../../src/policy/fields.ts';
import { rankFindings } from '../../src/priority/rank.ts';
import { jsonReporter } from '../../src/report/json/json.ts';
import type { BenchSettings } from './bench.ts';
import type { GateFigures } from './gate-child.ts';
import { MADE_AT, type MadeSizes, makeGate } from './made-gate.ts';
import { type BenchCommand, measureInTurn } from './measure.ts';
import { medianOf } from './statistics.ts';
import { toTable } from './text-table.ts';

const SIZES: MadeSizes = {
  findings: 5000,
  rules: 300,
  waivers: 2000,
  expressions: 10,
  areBehindFields: true,
};

const CASES: readonly (readonly [what: string, sizes: MadeSizes])[] = [
  ['no expressions', { ...SIZES, expressions: 0 }],
  ['10 expressions behind fields', SIZES],
  ['10 expressions asked for all', { ...SIZES, areBehindFields: false }],
];

export async function benchGate(settings: BenchSettings, folder: string): Promise<void> {
  const { runs, print } = settings;
  if (runs === 0) return;
  print('');
  print(`Gate: 5,000 findings, 300 rules, 2,000 waivers; medians of ${runs} processes each`);
  const commands = CASES.map(([, sizes], index) =>
    gateCommand(settings, sizes, join(folder, `gate-${index}`)),
  );
  const times = await measureInTurn(commands, runs);
  const rows = CASES.map(([what, sizes], index) => [
    what,
    ...figuresOf(times[index]!),
    ...alone(sizes, runs),
  ]);
  for (const line of toTable(HEAD, rows)) print(line);
}

const HEAD = [
  '',
  'gate, wall ms',
  'CPU ms',
  'judging alone: load ms',
  'digests',
  'decide',
  'blocked',
  'waived',
  'pass fields',
];

function figuresOf(
  times: readonly { readonly wallSeconds: number; readonly cpuSeconds: number }[],
): readonly string[] {
  const median = (of: 'wallSeconds' | 'cpuSeconds'): string =>
    (1000 * medianOf(times.map((t) => t[of]))).toFixed(0);
  return [median('wallSeconds'), median('cpuSeconds')];
}

/** CPU milliseconds of the thread, so that what else the machine does weighs little. */
function alone(sizes: MadeSizes, runs: number): readonly string[] {
  const all = Array.from({ length: runs }, () => judgeAlone(sizes));
  const median = (of: keyof GateFigures): string => medianOf(all.map((figures) => figures[of])).toFixed(0);
  const { blocked, waived, asked } = all[0]!;
  return [
    median('loadMs'),
    median('digestMs'),
    median('decideMs'),
    String(blocked),
    String(waived),
    `${asked.toFixed(1)} %`,
  ];
}

function judgeAlone(sizes: MadeSizes): GateFigures {
  const child = join(import.meta.dirname, 'gate-child.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [child, JSON.stringify(sizes)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr.trim().slice(-1000));
  return JSON.parse(stdout) as GateFigures;
}

const OPTIONS = {
  timestamp: MADE_AT,
  terminal: { colour: false, width: 80 },
  compareVersions: () => 0,
};

/** Writes report, policy and waivers into the folder. */
function gateCommand({ program }: BenchSettings, sizes: MadeSizes, folder: string): BenchCommand {
  const { report, findings, policy, waivers } = makeGate(sizes);
  const basis = { kind: 'none' } as const;
  const decision = decide(rankFindings(findings), report, basis, MADE_AT);
  const whole: ScanReport = { ...report, decision, exit: { code: 0, holding: [] } };
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(folder, 'report.json'), [...jsonReporter.write([whole], OPTIONS)].join(''));
  writeFileSync(join(folder, 'plimsoll.yaml'), JSON.stringify(toDocument(policy), null, 1));
  writeFileSync(join(folder, 'waivers.yaml'), JSON.stringify({ waivers: waivers.map(toEntry) }, null, 1));
  const named = ['--policy', join(folder, 'plimsoll.yaml'), '--stage', 'production', '--now', MADE_AT];
  return {
    argv: [process.execPath, program, 'gate', join(folder, 'report.json'), ...named, '--quiet'],
    env: { HOME: home, PATH: process.env['PATH'] ?? '', LANG: 'C' },
    output: join(folder, 'verdict.txt'),
    allowed: [1],
  };
}

/** The policy as people write it; JSON is YAML too. */
function toDocument({ stages, waivers }: Policy): object {
  const entries = stages.map(({ name, rules }) => [name, { rules: rules.map(toRuleText) }]);
  return {
    version: 1,
    stages: Object.fromEntries(entries),
    waivers: { from: ['./waivers.yaml'], demand: waivers.demand, 'max-days': waivers.maxDays },
  };
}

function toRuleText({ id, action, when, unless, expression, timeline }: Rule): object {
  const within = timeline === null ? {} : { within: toWithin(timeline) };
  return {
    id,
    [action]: when.length === 0 ? 'always' : toFields(when),
    ...(unless.length === 0 ? {} : { unless: toFields(unless) }),
    ...(expression === '' ? {} : { if: expression }),
    ...within,
  };
}

function toWithin({ days, clock, warnDays }: NonNullable<Rule['timeline']>): object {
  return {
    days: Object.fromEntries(days.map((allowance) => [allowance.for, allowance.days])),
    from: clock,
    'warn-before': warnDays,
  };
}

function toFields(conditions: readonly Condition[]): object {
  return Object.fromEntries(
    conditions.map(({ field, tests }) => [field, tests.map((test) => toValue(field, test))]),
  );
}

function toValue(field: string, test: Test): string {
  if (test.kind === 'unknown') return 'unknown';
  if (test.kind !== 'compare') return test.kind === 'not' ? `!${test.value}` : test.value;
  const found = findField(field)!;
  const word = found.words.find((one) => toRank(found, one) === test.value);
  return `${test.operator} ${word ?? test.value}`;
}

function toEntry({ id, scope, reason, owner, approver, expires }: Waiver): object {
  const said = Object.entries(scope).filter(([, text]) => text !== '');
  return { id, ...Object.fromEntries(said), reason, owner, approver, expires };
}
