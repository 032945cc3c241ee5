/** The top of a report: verdict first, then coverage, then the facts about image and data. */
import type { GateRecord } from '../../model/gate.ts';
import { formatPlatform } from '../../model/platform.ts';
import type { CoverageState, Decision, Scanner, ScanReport } from '../../model/report.ts';
import type { Severity } from '../../model/severity.ts';
import { failOnOf, gateOf } from '../kinds.ts';
import { fact, factLine, type Line, line, type Page, type Span, span } from '../line.ts';
import { countFindings, countPackages, exitMeaning, type FindingCounts } from '../summary.ts';
import { SEVERITY_STYLES, STANDING_WORDS } from '../words.ts';
import { supportFacts } from './support.ts';

export function* headLines(report: ScanReport, page: Page): Generator<Line> {
  const counts = countFindings(report.decision.judgements);
  yield line(span(report.image.reference === '' ? 'unnamed image' : report.image.reference, 'bold'));
  if (report.scanners.length > 0) yield verdictLine(report, counts);
  yield coverageLine(report);
  yield [];
  yield* imageFacts(report, page);
  if (report.scanners.length > 0) {
    yield* fact(page, 'Looked for', report.scanners.map((scanner) => SCANNER_WORDS[scanner]).join(', '));
    yield* findingFacts(counts, page);
  }
  const gate = gateOf(report.decision);
  if (gate !== null) yield* fact(page, 'Policy', policyText(gate));
  if (report.advisories !== null) yield* advisoryFacts(report.advisories, page);
  yield* fact(page, 'Exit code', exitText(report));
}

const SCANNER_WORDS: Readonly<Record<Scanner, string>> = { vuln: 'vulnerabilities', secret: 'secrets' };

function verdictLine(report: ScanReport, counts: FindingCounts): Line {
  const gate = gateOf(report.decision);
  if (gate !== null) return policyLine(report.decision.verdict, gate, counts);
  const { verdict } = report.decision;
  const failOn = failOnOf(report.decision);
  if (verdict === 'block') return line(span('BLOCK', 'red', 'bold'), `  ${blockText(counts, failOn)}`);
  if (report.coverage.state === 'not-checkable') {
    return line(span('NOT CHECKABLE', 'yellow', 'bold'), '  the absence of findings means nothing here');
  }
  const where = report.coverage.state === 'complete' ? '' : ' in the part that could be checked';
  if (failOn === null) return line(span(`${findingsText(counts)}${where}`, 'bold'));
  const limit = failOn === 'critical' ? 'critical' : `${failOn} or worse`;
  return line(span('PASS', 'green', 'bold'), `  no finding is ${limit}${where}`);
}

const POLICY_WORDS: Readonly<Record<Decision['verdict'], Span>> = {
  block: span('BLOCK', 'red', 'bold'),
  warn: span('WARN', 'yellow', 'bold'),
  pass: span('PASS', 'green', 'bold'),
};

function policyLine(verdict: Decision['verdict'], { inputs }: GateRecord, counts: FindingCounts): Line {
  const all = findingsText(counts);
  const text = `${counts.blocking} of ${all} block, ${counts.warning} warn (stage ${inputs.stage})`;
  return line(POLICY_WORDS[verdict], `  ${text}`);
}

/** Gaps and rules about the image decide, too. */
function policyText({ inputs, digests, gaps, image }: GateRecord): string {
  const others = [...gaps, ...image];
  const told = (outcome: string): number => others.filter((one) => one.outcome === outcome).length;
  const name = inputs.policy.documents[0]?.reference ?? '';
  const gist = `of image rules and gaps ${told('block')} block, ${told('warn')} warn`;
  return `${name}, ${shortDigest(digests.policy)}; ${gist}`;
}

function blockText(counts: FindingCounts, failOn: Severity | null): string {
  const limit = failOn === null ? '' : failOn === 'critical' ? ' (critical)' : ` (${failOn} or worse)`;
  return `${counts.blocking} of ${findingsText(counts)} block${counts.blocking === 1 ? 's' : ''}${limit}`;
}

function findingsText({ counted }: FindingCounts): string {
  return counted === 0 ? 'no findings' : counted === 1 ? '1 finding' : `${counted} findings`;
}

const COVERAGE_TEXTS: Readonly<Record<CoverageState, string>> = {
  complete: 'complete: all that was found could be checked',
  partial: 'PARTIAL: not all could be checked, see the problems below',
  'not-checkable': 'NOT CHECKABLE: nothing could be checked, see the problems below',
};

function coverageLine({ coverage }: ScanReport): Line {
  const text = COVERAGE_TEXTS[coverage.state];
  return line('Coverage ', coverage.state === 'complete' ? text : span(text, 'yellow', 'bold'));
}

function* imageFacts(report: ScanReport, page: Page): Generator<Line> {
  const { image, distros, packages, coverage } = report;
  const names = image.names.filter((name) => name !== image.reference);
  if (names.length > 0) yield* fact(page, 'Names', names.join(', '));
  yield* fact(page, 'Platform', `${formatPlatform(image.platform)}, from ${image.source}`);
  yield* fact(page, 'Digest', digestText(report));
  yield* fact(page, 'Layers', layersText(report));
  yield* fact(
    page,
    'System',
    distros.map((d) => d.prettyName || `${d.id} ${d.versionId}`).join(', ') || 'none',
  );
  yield* supportFacts(report.support, page);
  yield* fact(page, 'Packages', packagesText(packages));
  const { unidentifiedExecutables: unknown } = coverage;
  if (unknown > 0) yield* fact(page, 'Executables', `${unknown} that nothing owns or identifies`);
}

/** Enough of a digest to tell two apart. */
function shortDigest(digest: string): string {
  const [algorithm, hex = ''] = digest.split(':');
  return `${algorithm}:${hex.slice(0, 12)}`;
}

function digestText({ image }: ScanReport): string {
  const parts: string[] = [];
  if (image.manifestDigest !== null) parts.push(`manifest ${shortDigest(image.manifestDigest)}`);
  if (image.id !== null) parts.push(`image ${shortDigest(image.id)}`);
  return parts.join(', ') || 'none';
}

function layersText({ layers, image }: ScanReport): string {
  const base = layers.filter((layer) => layer.owner.part === 'base').length;
  const own = layers.filter((layer) => layer.owner.part === 'own').length;
  const position = layers.some((layer) => layer.owner.basis === 'position');
  const basis = position ? '; the bottom one is taken as the base' : '';
  return base + own === 0
    ? String(image.layers.length)
    : `${image.layers.length}: ${base} base, ${own} own${basis}`;
}

function packagesText(packages: ScanReport['packages']): string {
  const kinds = countPackages(packages).map(({ ecosystem, total }) => `${ecosystem} ${total}`);
  return packages.length === 0 ? 'none' : `${packages.length}: ${kinds.join(', ')}`;
}

function* findingFacts(counts: FindingCounts, page: Page): Generator<Line> {
  const kinds = counts.bySeverity.filter(({ total }) => total > 0);
  if (kinds.length === 0) yield factLine('Findings', 'none');
  for (const [i, { severity, total, fixable }] of kinds.entries()) {
    const text = `${String(total).padStart(5)} ${severity.padEnd(10)} ${String(fixable).padStart(5)} with a fix`;
    yield factLine(i === 0 ? 'Findings' : '', text, ...SEVERITY_STYLES[severity]);
  }
  if (counts.secrets > 0) yield factLine('', `${String(counts.secrets).padStart(5)} of them secrets`);
  if (counts.knownExploited > 0) {
    yield factLine('', `${String(counts.knownExploited).padStart(5)} known to be exploited`, 'red', 'bold');
  }
  if (counts.notCounted.length > 0) {
    const parts = counts.notCounted.map(({ standing, total }) => `${total} ${STANDING_WORDS[standing]}`);
    yield* fact(page, 'Not counted', parts.join(', '));
  }
}

function* advisoryFacts(build: NonNullable<ScanReport['advisories']>, page: Page): Generator<Line> {
  const age = build.oldestAt === '' ? 'none used' : `oldest of ${build.oldestAt.slice(0, 10)}`;
  const feeds = [...new Set(build.snapshots.map((snapshot) => snapshot.feed))].sort();
  yield* fact(
    page,
    'Advisories',
    [shortDigest(build.digest), age, feeds.join(', ')].filter(Boolean).join('; '),
  );
  if (build.starter) {
    const text = 'Only the starter data were used: a few well-known flaws. Run "plimsoll db update".';
    yield* fact(page, '', text, 'yellow', 'bold');
  }
}

function exitText({ exit, decision }: ScanReport): string {
  const others = exit.holding.filter((code) => code !== exit.code && code !== 0);
  const also = others.map((code) => `${code} (${exitMeaning(code, decision)})`).join(', ');
  return `${exit.code} (${exitMeaning(exit.code, decision)})${also === '' ? '' : `; also true: ${also}`}`;
}
