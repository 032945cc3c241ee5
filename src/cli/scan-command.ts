/** `plimsoll scan`: from a reference to a verdict. */
import type { Command } from 'commander';
import { UsageError } from '../base/errors.ts';
import { ecosystems } from '../ecosystem/list.ts';
import type { Severity } from '../model/severity.ts';
import { judgeInventory, neededNamespaces } from '../scan/judge.ts';
import { chooseAdvisories } from './choose-advisories.ts';
import type { Io } from './io.ts';
import { targetsOf, writeReports } from './outputs.ts';
import { createProgress } from './progress.ts';
import type { Run } from './run.ts';
import { readSecretRules, type SecretRuleOptions, type SecretRules } from './secret-rules.ts';
import { takeInventoryOf } from './take-inventory.ts';
import type { ScannerName } from './values.ts';
import { createWorkbench, type ImageOptions, limitsOf } from './workbench.ts';

interface ScanOptions {
  readonly scanners?: readonly ScannerName[];
  readonly failOn?: Severity;
  readonly strict?: boolean;
  readonly maxAge?: number;
  readonly quiet?: boolean;
}

/** `isLate`: whether the time that the scan may take is over. */
export function runScan(io: Io, version: string, isLate: () => boolean): Run {
  return async (command, [reference = '']) => {
    const options = command.opts<ScanOptions>();
    const scanners = chosenScanners(options.scanners);
    const targets = targetsOf(command);
    const rules = scanners.has('secret')
      ? await readSecretRules(command.opts<SecretRuleOptions>())
      : NO_RULES;
    const progress = createProgress(io, options.quiet === true);
    const workbench = await createWorkbench(io, version, command);
    try {
      const { inventory, notes } = await takeInventoryOf(reference, {
        io,
        command,
        workbench,
        progress,
        secrets: rules.options,
      });
      const namespaces = neededNamespaces(inventory, ecosystems);
      const chosen = scanners.has('vuln')
        ? await chooseAdvisories({ io, command, http: workbench.http, progress, namespaces })
        : NO_ADVISORIES;
      try {
        progress.stage('judging');
        const report = judgeInventory(inventory, {
          tool: { name: 'plimsoll', version },
          ecosystems,
          advisories: chosen.advisories,
          allow: rules.allow,
          now: new Date(io.now).toISOString(),
          failOn: options.failOn ?? null,
          strict: options.strict === true,
          oldestAllowed: oldestAllowed(io, command),
          bounds: { limits: limitsOf(command.opts<ImageOptions>()), isLate },
          notes: [...notes, ...rules.notes, ...chosen.notes],
        });
        progress.end();
        await writeReports(io, report, targets);
        return report.exit.code;
      } finally {
        chosen.advisories?.close();
      }
    } finally {
      progress.end();
      await workbench.close();
    }
  };
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

function oldestAllowed(io: Io, command: Command): string | null {
  const { maxAge } = command.opts<ScanOptions>();
  return maxAge === undefined ? null : new Date(io.now - maxAge).toISOString();
}
