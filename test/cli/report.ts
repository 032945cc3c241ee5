/** What a scan's JSON report says, for tests that look at single facts. */
import assert from 'node:assert/strict';
import type { ImageSpec } from '../image-builder.ts';
import { archiveOf, FLAWS, type Flaw, putFlaws } from './images.ts';
import { run, type Setting } from './plimsoll.ts';

export interface ReportProblem {
  readonly code: string;
  readonly effect: string;
  readonly message: string;
  readonly layerIndex: number | null;
  readonly path: string;
  readonly wayOut: string;
}

export interface ReportFacts {
  readonly exit: { readonly code: number };
  readonly coverage: {
    readonly state: string;
    readonly reasons: readonly ReportProblem[];
    readonly unidentifiedExecutables: number;
  };
  readonly problems: readonly ReportProblem[];
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly confidence: string;
    readonly foundAt: { readonly path: string; readonly layerIndex: number };
    readonly ownedBy: { readonly name: string } | null;
  }[];
  readonly findings: readonly {
    readonly id: string;
    readonly packageName: string;
    readonly standing: string;
  }[];
  readonly image: { readonly platform: string | object };
}

/** The report of a command. The exit code must be the one that the report says. */
export async function reportOf(command: string, setting: Setting = {}): Promise<ReportFacts> {
  const { code, stdout, stderr } = await run(`${command} --format json`, setting);
  assert.equal(stderr, '');
  const [report] = JSON.parse(stdout).reports;
  assert.equal(report.exit.code, code);
  return report;
}

/** The report of an image, judged by these advisories alone. */
export async function scanImage(
  image: ImageSpec | Uint8Array,
  options = '',
  flaws: readonly Flaw[] | 'starter' = FLAWS,
): Promise<ReportFacts> {
  const stdin = image instanceof Uint8Array ? image : archiveOf(image);
  if (flaws !== 'starter') putFlaws('flaws', flaws);
  const data = flaws === 'starter' ? '' : '--advisories $HERE/flaws';
  return reportOf(`scan - ${data} ${options}`, { stdin });
}

/** `name version` of each package. */
export function namesOf({ packages }: ReportFacts): string[] {
  return packages.map(({ name, version }) => `${name} ${version}`).sort();
}

/** The reasons' codes, each once. */
export function reasonsOf({ coverage }: ReportFacts): string[] {
  return [...new Set(coverage.reasons.map(({ code }) => code))].sort();
}
