/** Why the verdict is what it is: what blocks, then what warns; each with its rule, what it is about, and until when. */
import type { Finding, VulnerabilityFinding } from '../../model/finding.ts';
import type { DecidedBy, Due, JudgedGap } from '../../model/gate.ts';
import type { Judgement, ScanReport } from '../../model/report.ts';
import { gateOf } from '../kinds.ts';
import { layerName } from '../layers.ts';
import { compareJudgements } from '../summary.ts';
import { countOf } from '../words.ts';

export interface Reason {
  /** The same in each report that has it. */
  readonly key: string;
  readonly outcome: 'block' | 'warn';
  readonly about: 'finding' | 'image' | 'gap';
  /** An id, or what kind of gap. */
  readonly name: string;
  /** What it is in, and where. */
  readonly subject: string;
  /** Empty = no rule: it is the severity of --fail-on, or a gap that nothing accepts. */
  readonly rule: string;
  readonly because: string;
  readonly due: Due | null;
}

/** All reasons of a report; what blocks comes first, then findings by their urgency, the image, gaps. */
export function findReasons(report: ScanReport): readonly Reason[] {
  const gate = gateOf(report.decision);
  const reasons = [
    ...report.decision.judgements
      .filter(({ outcome }) => outcome !== 'pass')
      .sort(compareJudgements)
      .map((judgement) => findingReason(report, judgement)),
    ...(gate?.image ?? []).flatMap(({ rule, outcome, because, due }): Reason[] =>
      outcome === 'pass'
        ? []
        : [{ key: `image ${rule}`, outcome, about: 'image', name: 'image', subject: '', rule, because, due }],
    ),
    ...gapReasons(gate?.gaps ?? []),
  ];
  return [
    ...reasons.filter(({ outcome }) => outcome === 'block'),
    ...reasons.filter((r) => r.outcome === 'warn'),
  ];
}

/** At most `most`: some of every kind, so that a thousand findings do not hide the one gap. */
export function chooseReasons<T extends { readonly item: Reason }>(
  reasons: readonly T[],
  most: number,
): readonly T[] {
  const others = reasons.filter(({ item }) => item.about !== 'finding').slice(0, RESERVED);
  const findings = reasons.filter(({ item }) => item.about === 'finding').slice(0, most - others.length);
  const chosen = new Set([...others, ...findings]);
  for (const reason of reasons) if (chosen.size < most) chosen.add(reason);
  return reasons.filter((reason) => chosen.has(reason));
}

/** Places among the reasons that are kept for what is no finding. */
const RESERVED = 4;

function findingReason(report: ScanReport, { ranked, outcome, because, by, due }: Judgement): Reason {
  const { finding } = ranked;
  const rule = ruleOf(by);
  return {
    key: `finding ${outcome} ${finding.fingerprint} ${rule} ${versionsOf(finding)}`,
    outcome: outcome === 'block' ? 'block' : 'warn',
    about: 'finding',
    name: finding.id,
    subject: subjectOf(report, finding),
    rule,
    because,
    due,
  };
}

/** The rule that decided, or would have without a waiver; empty where none did. */
export function ruleOf(by: DecidedBy): string {
  return 'rule' in by ? by.rule : '';
}

/** Package, version and layer; of a secret what it is and where; of a waiver where it is written. */
export function subjectOf(report: ScanReport, finding: Finding): string {
  switch (finding.kind) {
    case 'vulnerability': {
      const name = [finding.packageName, versionsOf(finding)].filter(Boolean).join(' ');
      return [name, layersOf(report, finding)].filter(Boolean).join(', ');
    }
    case 'secret': {
      const { path, layerIndex } = finding.places[0]!;
      const layer = layerIndex === null ? '' : `, ${layerName(report, layerIndex)}`;
      const rest = finding.places.length - 1;
      return `${finding.title} in ${path}${layer}${rest === 0 ? '' : ` and ${countOf(rest, 'more place')}`}`;
    }
    case 'waiver':
      return [`waiver ${finding.waiver}`, finding.owner && `of ${finding.owner}`, finding.writtenAt]
        .filter(Boolean)
        .join(', ');
  }
}

const SHOWN = 2;

function versionsOf(finding: Finding): string {
  if (finding.kind !== 'vulnerability') return '';
  return firstOf([...new Set(finding.instances.map(({ version }) => version))].filter(Boolean));
}

function layersOf(report: ScanReport, finding: VulnerabilityFinding): string {
  if (report.image.layers.length === 0) return '';
  const indices = [...new Set(finding.instances.map(({ foundAt }) => foundAt.layerIndex))];
  return firstOf(indices.sort((a, b) => a - b).map((index) => layerName(report, index)));
}

function firstOf(words: readonly string[]): string {
  const rest = words.length - SHOWN;
  return `${words.slice(0, SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** One reason for all gaps of a kind that one rule decides about. */
function gapReasons(gaps: readonly JudgedGap[]): readonly Reason[] {
  const told = gaps.filter(({ outcome }) => outcome !== 'pass');
  const groups = Map.groupBy(told, ({ problem, rule, outcome }) => `gap ${outcome} ${problem.code} ${rule}`);
  return [...groups].map(([key, ours]): Reason => {
    const { problem, outcome, rule, because } = ours[0]!;
    const rest = ours.length === 1 ? '' : ` (and ${ours.length - 1} more of the kind)`;
    const place = problem.path === '' ? '' : ` at ${problem.path}`;
    const subject = `${problem.message}${place}${rest}`;
    return {
      key,
      outcome: outcome === 'warn' ? 'warn' : 'block',
      about: 'gap',
      name: problem.code,
      subject,
      rule,
      because,
      due: null,
    };
  });
}
