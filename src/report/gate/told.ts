/** What else took part: waivers, VEX statements, gaps that are accepted, rules that could not be asked. */
import type { JudgedWaiver } from '../../model/gate.ts';
import type { Judgement, ScanReport } from '../../model/report.ts';
import type { JudgedStatement } from '../../model/vex.ts';
import type { Waiver } from '../../model/waiver.ts';
import { gateOf } from '../kinds.ts';
import { BLANK, type Line, line, type Page, span } from '../line.ts';
import { isCounted } from '../summary.ts';
import { countOf, STANDING_WORDS } from '../words.ts';
import { gather, onlyIn, type Part } from './platforms.ts';
import { items } from './words.ts';

export function* toldLines(parts: readonly Part[], page: Page): Generator<Line> {
  for (const { title, find, most } of SECTIONS) {
    const texts = gather(parts, find, (text) => text).map((shared) => shared.item + onlyIn(shared, parts));
    if (texts.length === 0) continue;
    yield line(span(title, 'bold'));
    yield* items(page, texts, most);
    yield BLANK;
  }
}

interface Section {
  readonly title: string;
  find(report: ScanReport): readonly string[];
  readonly most: number;
}

const SECTIONS: readonly Section[] = [
  { title: 'WAIVERS', find: waiverTexts, most: 20 },
  { title: 'VEX', find: vexTexts, most: 20 },
  { title: 'NOT COUNTED', find: notCountedTexts, most: 10 },
  { title: 'GAPS ACCEPTED', find: acceptedTexts, most: 10 },
  { title: 'PASSED OVER (rules that lack data)', find: unaskedTexts, most: 10 },
];

const WAIVER_ORDER: readonly JudgedWaiver['outcome'][] = [
  'expired',
  'incomplete',
  'too-wide',
  'used',
  'unused',
];

/** Those for other images are no business of this one. */
function waiverTexts({ decision }: ScanReport): readonly string[] {
  const waivers = gateOf(decision)?.waivers ?? [];
  return WAIVER_ORDER.flatMap((outcome) =>
    waivers
      .filter((judged) => judged.outcome === outcome)
      .map((judged) => `${outcome}: ${waiverText(judged.waiver)}; ${judged.because}`),
  );
}

function waiverText({ id, owner, approver, isApprovalSigned, expires, source }: Waiver): string {
  const line = source.line === 0 ? '' : `:${source.line}`;
  const approved =
    approver === '' ? '' : `, ${isApprovalSigned ? 'approved by' : 'claimed approver'} ${approver}`;
  const end = expires === '' ? 'without an end' : `until ${expires}`;
  const whose = owner === '' ? 'without an owner' : `of ${owner}`;
  return `${id} (${source.document.reference}${line}) ${whose}${approved}, ${end}`;
}

/** What did something and what was meant to; statements about flaws that are not here are only counted. */
function vexTexts({ decision }: ScanReport): readonly string[] {
  const statements = gateOf(decision)?.statements ?? [];
  const idle = statements.filter(({ outcome }) => outcome.kind === 'no-finding').length;
  const texts = VEX_ORDER.flatMap((kind) =>
    statements.filter(({ outcome }) => outcome.kind === kind).map(vexText),
  );
  return idle === 0
    ? texts
    : [...texts, `no finding: ${countOf(idle, 'statement')} about flaws that were not found`];
}

const VEX_ORDER: readonly JudgedStatement['outcome']['kind'][] = [
  'applied',
  'contradictory',
  'not-trusted',
  'no-product',
  'told',
];

function vexText({ statement, outcome }: JudgedStatement): string {
  const { document, index, vulnerabilities, status, justification } = statement;
  const reason = justification === '' ? '' : `, ${justification}`;
  const said = `${vulnerabilities[0] ?? 'no flaw'} ${status}${reason}`;
  const author = document.author === '' ? 'nobody named' : document.author;
  return `${outcomeText(outcome)}: ${said} (${author}, ${document.reference}#${index})`;
}

function outcomeText(outcome: JudgedStatement['outcome']): string {
  switch (outcome.kind) {
    case 'applied':
      return `applied to ${countOf(outcome.fingerprints.length, 'finding')}`;
    case 'told':
      return 'told only';
    case 'no-product':
      return outcome.nearest === '' ? 'no product match' : `no product match, nearest ${outcome.nearest}`;
    case 'no-finding':
      return 'no finding';
    case 'not-trusted':
      return `not trusted, ${outcome.reason}`;
    case 'contradictory':
      return `contradictory to ${outcome.other}`;
  }
}

const MOST_NAMES = 3;

/** `137 informational: linux-libc-dev (kernel headers)`. */
function notCountedTexts({ decision }: ScanReport): readonly string[] {
  const others = decision.judgements.filter((judgement) => !isCounted(judgement));
  return [...Map.groupBy(others, ({ ranked }) => ranked.finding.standing)].map(([standing, ours]) => {
    const names = [...Map.groupBy(ours, nameOf)].map(([name, [first]]) => `${name}${reasonText(first!)}`);
    const rest = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    const words = standing === 'counted' ? '' : STANDING_WORDS[standing];
    return `${ours.length} ${words}: ${names.slice(0, MOST_NAMES).join(', ')}${rest}`;
  });
}

function nameOf({ ranked }: Judgement): string {
  return ranked.finding.kind === 'vulnerability' ? ranked.finding.packageName : ranked.finding.title;
}

function reasonText({ ranked }: Judgement): string {
  const { standingReason } = ranked.finding;
  return standingReason === '' ? '' : ` (${standingReason})`;
}

function acceptedTexts({ decision }: ScanReport): readonly string[] {
  const accepted = (gateOf(decision)?.gaps ?? []).filter(({ outcome }) => outcome === 'pass');
  const groups = Map.groupBy(accepted, ({ problem, rule }) => `${problem.code}, by rule ${rule}`);
  return [...groups].map(([name, ours]) => {
    const count = ours.length === 1 ? '' : ` (${ours.length} times)`;
    return `${name}${count}: ${ours[0]!.because}`;
  });
}

function unaskedTexts({ decision }: ScanReport): readonly string[] {
  return (gateOf(decision)?.unasked ?? []).map(
    ({ rule, field, count }) => `rule ${rule}: ${field} is not known (${countOf(count, 'time')})`,
  );
}
