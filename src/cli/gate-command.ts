/**
 * `plimsoll gate`: one explained verdict under a policy, of an image, an SBOM or a stored report. What takes part is
 * loaded here: policy, waivers, VEX statements, first-seen dates, what to compare with.
 */
import type { Command } from 'commander';
import { UsageError } from '../base/errors.ts';
import { withKept } from '../gate/kept-inputs.ts';
import { loadPolicy } from '../gate/load-policy.ts';
import { type ImageVex, loadStatements } from '../gate/load-vex.ts';
import { loadWaivers } from '../gate/load-waivers.ts';
import { newestReports, type StoredReport } from '../gate/newest-report.ts';
import { createDocumentReader, type DocumentReader } from '../gate/read-document.ts';
import { openState, type StateStore } from '../gate/state/state-store.ts';
import type { Baseline, GateInputs, HistoryOf } from '../model/gate.ts';
import type { Policy } from '../model/policy.ts';
import type { Problem } from '../model/problem.ts';
import type { ScanReport } from '../model/report.ts';
import type { Waiver } from '../model/waiver.ts';
import { loadExpressions } from '../policy/expression/load-expressions.ts';
import { updateHistory } from '../policy/history.ts';
import { worstExit } from '../scan/exit.ts';
import { decideAgain } from '../scan/judge.ts';
import { readBaseline } from './baseline.ts';
import { readReportsIfSome } from './documents.ts';
import { explainReports } from './explain.ts';
import type { Io } from './io.ts';
import { type JudgeOptions, judgeReference } from './judge-reference.ts';
import { targetsOf, writeReports } from './outputs.ts';
import { type InlinePolicy, splitPinned } from './policy-reference.ts';
import { createProgress, type Progress } from './progress.ts';
import type { Run } from './run.ts';
import { digestOfRules } from './secret-rules.ts';
import type { TakenInventory } from './take-inventory.ts';
import { createWorkbench, type Workbench } from './workbench.ts';

interface GateOptions {
  readonly stage?: string;
  readonly policy?: string | InlinePolicy;
  readonly state?: string;
  readonly baseline?: string;
  readonly now?: string;
  readonly explain?: string | true;
  readonly quiet?: boolean;
}

/** `isLate`: whether the time that the scan may take is over. */
export function runGate(io: Io, version: string, isLate: () => boolean): Run {
  return async (command, references) => {
    const options = command.opts<GateOptions>();
    const targets = targetsOf(command, 'gate');
    const progress = createProgress(io, options.quiet === true);
    const workbench = await createWorkbench(io, version, command);
    try {
      const context: Context = { io, version, command, workbench, progress, isLate };
      const gate = await openGate(context);
      const reports = await judge(references, gate, context);
      // Dates first: a report that says "first seen today" must not say so again tomorrow.
      await gate.store?.merge(reports.flatMap((report) => historyOf(report, gate.now)));
      progress.end();
      if (options.explain === undefined) await writeReports(io, reports, targets);
      else await explainReports(io, reports, options.explain === true ? '' : options.explain);
      return worstExit(reports.map(({ exit }) => exit.code));
    } finally {
      progress.end();
      await workbench.close();
    }
  };
}

interface Context {
  readonly io: Io;
  readonly version: string;
  readonly command: Command;
  readonly workbench: Workbench;
  readonly progress: Progress;
  isLate(): boolean;
}

/** What is the same for all platforms of an image. */
interface Gate {
  readonly reader: DocumentReader;
  readonly policy: Policy;
  readonly stage: string;
  readonly now: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly waivers: readonly Waiver[];
  readonly store: StateStore | null;
  readonly history: GateInputs['history'];
  readonly baseline: Baseline | null;
  readonly problems: readonly Problem[];
}

async function openGate(context: Context): Promise<Gate> {
  const { io, command, workbench } = context;
  const options = command.opts<GateOptions>();
  const network = async () => ({ http: await workbench.http(), registry: await workbench.registry() });
  const reader = createDocumentReader({ cwd: io.cwd, network, signal: io.signal });
  const { reference, inline } = splitPinned(options.policy);
  const policy = await loadPolicy(reference, reader, inline);
  const { waivers, problems } = await loadWaivers(policy, reader);
  const store =
    options.state === undefined
      ? null
      : openState(options.state, { cwd: io.cwd, network, signal: io.signal });
  return {
    reader,
    policy,
    stage: chooseStage(policy, options.stage),
    now: options.now ?? new Date(io.now).toISOString(),
    settings: settingsOf(command),
    waivers,
    store,
    history: await readHistory(store, options.state ?? ''),
    baseline: options.baseline === undefined ? null : await readBaseline(options.baseline, context),
    problems,
  };
}

/** Stored reports keep their findings; anything else is looked into first. */
async function judge(
  references: readonly string[],
  gate: Gate,
  context: Context,
): Promise<readonly ScanReport[]> {
  const stored = await readStored(references);
  if (stored === null) {
    return judgeReference(references[0]!, {
      ...context,
      wantsAttached: gate.policy.trust.some(({ from }) => from === 'image'),
      ask: (taken) => ask(gate, toImageVex(taken)),
    });
  }
  const { asking, notes } = await ask(gate, null);
  const { inputs } = asking;
  const { maxAge } = context.command.opts<JudgeOptions>();
  const oldest = maxAge === undefined ? null : new Date(Date.parse(gate.now) - maxAge).toISOString();
  return newestReports(stored).map((report) =>
    decideAgain(report, {
      asking: { ...asking, inputs: withKept(inputs, report) },
      now: gate.now,
      oldestAllowed: oldest,
      notes,
      isDayKnown: true,
    }),
  );
}

/** Null = the only word is no report. */
async function readStored(references: readonly string[]): Promise<readonly StoredReport[] | null> {
  const stored: StoredReport[] = [];
  for (const where of references) {
    const reports = await readReportsIfSome(where);
    if (reports === null && references.length === 1) return null;
    if (reports === null) throw notSeveral(where);
    stored.push(...reports.map((report) => ({ report, where })));
  }
  return stored;
}

function notSeveral(where: string): UsageError {
  return new UsageError('several-images', {
    what: 'only stored reports of one image can be judged together',
    where,
    wayOut: 'name one image, or JSON reports of it',
  });
}

function toImageVex({ inventory, attached }: TakenInventory): ImageVex | null {
  return attached === null ? null : { info: inventory.image, attached: async () => attached };
}

async function ask(gate: Gate, attached: ImageVex | null) {
  const { stage, now, policy, settings, waivers, history, baseline, reader } = gate;
  const { statements, problems } = await loadStatements(policy, reader, attached);
  const inputs: GateInputs = { stage, now, policy, settings, waivers, statements, history, baseline };
  const expressions = await loadExpressions(policy, stage);
  return { asking: { kind: 'policy', inputs, expressions } as const, notes: [...gate.problems, ...problems] };
}

/** A state that is not there yet says nothing: a runner that starts afresh each time must not stop the clock. */
async function readHistory(store: StateStore | null, reference: string): Promise<GateInputs['history']> {
  const entries = (await store?.read()) ?? null;
  return entries === null ? null : { reference, entries };
}

/** What the state is to keep of a judgement: with a new one, that all was first seen now. */
function historyOf({ decision }: ScanReport, now: string): readonly HistoryOf[] {
  if (decision.basis.kind !== 'policy') return [];
  const findings = decision.judgements.map(({ ranked }) => ranked.finding);
  return updateHistory(decision.basis.gate.inputs.history?.entries ?? null, findings, now);
}

/** Who names no stage means the strictest that there usually is. */
const USUAL_STAGE = 'production';

function chooseStage({ stages, documents }: Policy, wanted: string | undefined): string {
  const names = stages.map(({ name }) => name);
  if (wanted === undefined && names.length === 1) return names[0]!;
  const stage = wanted ?? USUAL_STAGE;
  if (names.includes(stage)) return stage;
  throw new UsageError('no-such-stage', {
    what: wanted === undefined ? 'no stage was named' : `the policy has no stage "${wanted}"`,
    where: documents[0]!.reference,
    wayOut: `choose one with --stage: ${names.join(', ')}`,
  });
}

/** Options that change findings or verdict. What a file says counts, not how it is called. */
const JUDGING = ['base', 'limit', 'max-age', 'platform', 'scanners', 'secret-rules', 'strict'];
const FILES = ['secret-rules'];

function settingsOf(command: Command): Readonly<Record<string, string>> {
  const settings = command.options.flatMap((option): readonly (readonly [string, string])[] => {
    const name = option.name();
    const value: unknown = command.getOptionValue(option.attributeName());
    if (!JUDGING.includes(name) || value === undefined) return [];
    return [[name, FILES.includes(name) ? digestOfRules(String(value)) : JSON.stringify(value)]];
  });
  return Object.fromEntries(settings.sort(([a], [b]) => (a < b ? -1 : 1)));
}
