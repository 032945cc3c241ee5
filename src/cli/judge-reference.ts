/**
 * From a word of the command line to judged reports: of an image in each platform that is asked for, or of an SBOM.
 * Whoever asks says how to judge once the inventory is known.
 */
import type { Command } from 'commander';
import { InputError, UsageError } from '../base/errors.ts';
import { ecosystems } from '../ecosystem/list.ts';
import type { Inventory } from '../model/inventory.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import type { Problem } from '../model/problem.ts';
import type { ScanReport } from '../model/report.ts';
import { type Asking, judgeInventory, neededNamespaces } from '../scan/judge.ts';
import { chooseAdvisories } from './choose-advisories.ts';
import { readSbomIfOne } from './documents.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';
import { readSecretRules, type SecretRuleOptions, type SecretRules } from './secret-rules.ts';
import { type TakenInventory, takeInventoryOf } from './take-inventory.ts';
import type { ScannerName } from './values.ts';
import { type ImageOptions, limitsOf, type Workbench } from './workbench.ts';

export interface JudgeContext {
  readonly io: Io;
  readonly version: string;
  readonly command: Command;
  readonly workbench: Workbench;
  readonly progress: Progress;
  /** Whether the time that the scan may take is over. */
  isLate(): boolean;
  /** Whether what is attached to the image has a say. */
  readonly wantsAttached: boolean;
  /** How to judge what was taken, and what else there is to say. */
  ask(taken: TakenInventory): Promise<Asked>;
}

export interface Asked {
  readonly asking: Asking;
  readonly notes: readonly Problem[];
}

export interface JudgeOptions {
  readonly scanners?: readonly ScannerName[];
  readonly strict?: boolean;
  readonly maxAge?: number;
}

/** One report for an image, an SBOM, or for each platform of an index under `--platform all`, in the index's order. */
export async function judgeReference(reference: string, context: JudgeContext): Promise<ScanReport[]> {
  const options = context.command.opts<JudgeOptions>();
  const scanners = chosenScanners(options.scanners);
  const rules = scanners.has('secret')
    ? await readSecretRules(context.command.opts<SecretRuleOptions>())
    : NO_RULES;
  const sbom = await readSbomIfOne(reference);
  if (sbom !== null) {
    const taken = { inventory: sbom, notes: [], attached: null };
    return [await judgeTaken(taken, { ...context, scanners, rules })];
  }
  const reports: ScanReport[] = [];
  for (const platform of await chosenPlatforms(reference, context)) {
    const taken = await takeInventoryOf(reference, { ...context, secrets: rules.options, platform });
    reports.push(await judgeTaken(taken, { ...context, scanners, rules }));
  }
  return reports;
}

interface Judging extends JudgeContext {
  readonly scanners: ReadonlySet<ScannerName>;
  readonly rules: SecretRules;
}

async function judgeTaken(taken: TakenInventory, context: Judging): Promise<ScanReport> {
  const { io, command, progress, workbench, scanners, rules, version } = context;
  const { inventory, notes } = taken;
  const namespaces = neededNamespaces(inventory, ecosystems);
  const chosen = scanners.has('vuln')
    ? await chooseAdvisories({ io, command, http: workbench.http, progress, namespaces })
    : NO_ADVISORIES;
  try {
    const { asking, notes: askedNotes } = await context.ask(taken);
    const now = nowOf(asking) ?? new Date(io.now).toISOString();
    progress.stage('judging');
    return judgeInventory(withoutSecrets(inventory, scanners), {
      tool: { name: 'plimsoll', version },
      ecosystems,
      advisories: chosen.advisories,
      allow: rules.allow,
      now,
      asking,
      strict: command.opts<JudgeOptions>().strict === true,
      oldestAllowed: oldestAllowed(now, command),
      bounds: { limits: limitsOf(command.opts<ImageOptions>()), isLate: context.isLate },
      notes: [...notes, ...rules.notes, ...chosen.notes, ...askedNotes],
    });
  } finally {
    chosen.advisories?.close();
  }
}

function nowOf(asking: Asking): string | null {
  return asking.kind === 'policy' ? asking.inputs.now : null;
}

/** An SBOM of ours may bring secrets that nobody asks for now. */
function withoutSecrets(inventory: Inventory, scanners: ReadonlySet<ScannerName>): Inventory {
  return scanners.has('secret') ? inventory : { ...inventory, secrets: null };
}

const NO_RULES: SecretRules = { options: null, allow: [], notes: [] };
const NO_ADVISORIES = { advisories: null, notes: [] };

const BUILT: readonly ScannerName[] = ['vuln', 'secret'];

/** A scanner that is not there must never look like one that found nothing. */
function chosenScanners(scanners: readonly ScannerName[] = BUILT): ReadonlySet<ScannerName> {
  const unbuilt = scanners.filter((name) => !BUILT.includes(name));
  if (unbuilt.length === 0) return new Set(scanners);
  throw new UsageError('scanner-not-built', {
    what: `not built yet: ${unbuilt.join(', ')}`,
    where: '--scanners',
    wayOut: 'leave the option out, or use `--scanners vuln,secret`',
  });
}

/** `[null]` = the one that the options, or the host, say. */
async function chosenPlatforms(
  reference: string,
  { command, workbench }: JudgeContext,
): Promise<readonly (Platform | null)[]> {
  if (command.opts<ImageOptions>().platform !== 'all') return [null];
  if (reference === '-') throw cannotReadTwice();
  const platforms = await workbench.platformsOf(reference);
  if (platforms.length > MOST_PLATFORMS) throw tooManyPlatforms(reference, platforms);
  return platforms.length === 0 ? [null] : platforms;
}

/** No image is built for more; an index that names thousands is meant to keep a scanner busy. */
const MOST_PLATFORMS = 64;

function tooManyPlatforms(reference: string, platforms: readonly Platform[]): InputError {
  return new InputError('too-many-platforms', {
    what: `the index has ${platforms.length} platforms; at most ${MOST_PLATFORMS} are scanned`,
    where: reference,
    wayOut: `choose one: --platform ${formatPlatform(platforms[0]!)}`,
  });
}

function cannotReadTwice(): UsageError {
  return new UsageError('stdin-once', {
    what: 'standard input can be read once, and every platform is a reading of its own',
    where: '--platform all',
    wayOut: 'save the image to a file, or name one platform',
  });
}

function oldestAllowed(now: string, command: Command): string | null {
  const { maxAge } = command.opts<JudgeOptions>();
  return maxAge === undefined ? null : new Date(Date.parse(now) - maxAge).toISOString();
}
