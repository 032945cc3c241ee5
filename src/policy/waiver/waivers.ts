/**
 * Waivers held against findings: which one covers a finding, and what became of each. Found by what names the finding
 * most exactly, so that thousands of both cost milliseconds. `find` records its use: ask it only for findings that a
 * rule would block or warn for.
 */
import type { Finding, WaiverFinding } from '../../model/finding.ts';
import { waiverFingerprint } from '../../model/fingerprint.ts';
import type { JudgedWaiver } from '../../model/gate.ts';
import type { ImageInfo } from '../../model/image.ts';
import type { Rule, WaiverRules } from '../../model/policy.ts';
import type { LayerSummary } from '../../model/report.ts';
import type { Severity } from '../../model/severity.ts';
import type { Waiver } from '../../model/waiver.ts';
import { findMisfit, type Scope } from './fits.ts';
import { imageNames, namesImage } from './image-names.ts';
import { createIndex } from './index-by-scope.ts';
import { findFault } from './standing.ts';
import { parseVersionRange } from './version-range.ts';

export interface WaiverContext {
  readonly image: ImageInfo;
  readonly layers: readonly LayerSummary[];
  readonly rules: WaiverRules;
  /** UTC ISO 8601. */
  readonly now: string;
}

export interface Waivers {
  /** The first waiver, in the order given, that covers the finding and counts against the rule; null if none does. */
  find(finding: Finding, rule: Pick<Rule, 'final' | 'document' | 'waivable'>): Waiver | null;
  /** Of a finding for which `find` found none: which waivers cover it and do not count, and why; in words. */
  vain(finding: Finding): readonly string[];
  /** Every waiver given, in that order, by what was asked for so far. */
  judged(): readonly JudgedWaiver[];
}

export function createWaivers(waivers: readonly Waiver[], context: WaiverContext): Waivers {
  const entries = toEntries(waivers, context);
  const index = createIndex(entries.filter((entry) => entry.isOfImage));
  const byFinding = new Map<string, Entry[]>();
  return {
    find(finding, rule) {
      if (finding.kind === 'waiver') return null;
      let chosen: Waiver | null = null;
      const vain: Entry[] = [];
      for (const entry of index.candidates(finding)) {
        const found = use(entry, finding, rule, context.layers);
        if (found === 'counts') chosen ??= entry.waiver;
        else if (found === 'covers') vain.push(entry);
      }
      if (chosen === null && vain.length > 0) byFinding.set(finding.fingerprint, vain);
      return chosen;
    },
    vain: ({ fingerprint }) => (byFinding.get(fingerprint) ?? []).map(vainText),
    judged: () => entries.map(toJudged),
  };
}

/** What is wrong with waivers, as findings, in the order given. */
export function toWaiverFindings(judged: readonly JudgedWaiver[]): readonly WaiverFinding[] {
  return judged.flatMap(({ waiver, outcome, because }) => {
    const fault = FAULTS.get(outcome);
    if (fault === undefined) return [];
    const id = `waiver-${outcome}` as WaiverFinding['id'];
    const writtenAt = placeOf(waiver);
    return [
      {
        kind: 'waiver',
        fingerprint: waiverFingerprint(id, waiver.id),
        id,
        title: `waiver ${waiver.id} of ${waiver.owner || 'nobody'} (${writtenAt}) does not count: ${because}`,
        severity: fault,
        standing: 'counted',
        standingReason: '',
        waiver: waiver.id,
        writtenAt,
        owner: waiver.owner,
      },
    ];
  });
}

/** File and line. */
function placeOf({ source: { document, line } }: Waiver): string {
  return line === 0 ? document.reference : `${document.reference}:${line}`;
}

const FAULTS: ReadonlyMap<JudgedWaiver['outcome'], Severity> = new Map([
  ['expired', 'medium'],
  ['incomplete', 'high'],
  ['too-wide', 'high'],
  ['unused', 'low'],
]);

interface Entry {
  readonly waiver: Waiver;
  readonly scope: Scope;
  readonly isOfImage: boolean;
  /** Null = it may count. */
  readonly fault: ReturnType<typeof findFault>;
  /** Fingerprints of the findings that it covers, and whether any rule took it. */
  readonly covered: Set<string>;
  isTaken: boolean;
  /** Why the first finding that it nearly covers is not covered; or empty. */
  nearMiss: string;
}

function toEntries(waivers: readonly Waiver[], { image, rules, now }: WaiverContext): readonly Entry[] {
  const names = imageNames(image);
  return waivers.map((waiver) => ({
    waiver,
    scope: { ...waiver.scope, range: parseVersionRange(waiver.scope.versions) },
    isOfImage: namesImage(waiver.scope.image, names),
    fault: findFault(waiver, rules, now.slice(0, 10)),
    covered: new Set(),
    isTaken: false,
    nearMiss: '',
  }));
}

/** That one covers the finding is recorded even where it must not count, so that it is told. */
function use(
  entry: Entry,
  finding: Finding,
  rule: Pick<Rule, 'final' | 'document' | 'waivable'>,
  layers: readonly LayerSummary[],
): 'counts' | 'covers' | 'misses' {
  const misfit = findMisfit(entry.scope, finding, layers);
  if (misfit !== null) {
    entry.nearMiss ||= misfit;
    return 'misses';
  }
  entry.covered.add(finding.fingerprint);
  const isAccepted = !rule.final || entry.waiver.source.policyDocument >= rule.document;
  const counts = rule.waivable && isAccepted && entry.fault === null;
  entry.isTaken ||= counts;
  return counts ? 'counts' : 'covers';
}

function vainText({ waiver: { id, owner }, fault }: Entry): string {
  const why = fault?.because ?? 'the rule takes no waiver from there';
  return `waiver ${id} of ${owner || 'nobody'} does not count: ${why}`;
}

function toJudged(entry: Entry): JudgedWaiver {
  const { waiver, covered } = entry;
  return { waiver, fingerprints: [...covered].sort(), ...outcomeOf(entry) };
}

function outcomeOf(entry: Entry): Pick<JudgedWaiver, 'outcome' | 'because'> {
  const { waiver, isOfImage, fault, covered, isTaken, nearMiss } = entry;
  if (!isOfImage) return { outcome: 'elsewhere', because: `it is for the image ${waiver.scope.image}` };
  if (fault !== null)
    return { outcome: fault.outcome, because: `${fault.because}${coverText(covered.size)}` };
  if (isTaken) return { outcome: 'used', because: usedText(covered.size, waiver) };
  if (covered.size > 0)
    return {
      outcome: 'unused',
      because: `the rules that decide take no waiver from here${coverText(covered.size)}`,
    };
  const near = nearMiss === '' ? '' : `: ${nearMiss}`;
  return { outcome: 'unused', because: `it covers nothing that a rule would block or warn for${near}` };
}

function coverText(count: number): string {
  return count === 0 ? '' : `; it would cover ${findingsText(count)}`;
}

function usedText(count: number, { reason }: Waiver): string {
  return `it covers ${findingsText(count)}${reason === '' ? '' : `: ${reason}`}`;
}

function findingsText(count: number): string {
  return count === 1 ? '1 finding' : `${count} findings`;
}
