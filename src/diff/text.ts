/** A difference for people: what came, what was disclosed in between, what went, what changed; then packages. */
import { sanitize } from '../base/terminal.ts';
import type { Finding } from '../model/finding.ts';
import type { ScanReport } from '../model/report.ts';
import type { ChangedFinding, ChangedPackage, Difference, FindingChange } from './diff.ts';

const HEADINGS: readonly (readonly [change: FindingChange, heading: string])[] = [
  ['added', 'added by the change'],
  ['newly-disclosed', 'newly disclosed: the packages were there before'],
  ['changed', 'changed'],
  ['removed', 'removed'],
];

/** Lines, each with its line break. `all`: the unchanged findings too. */
export function* writeDifferenceText(difference: Difference, all: boolean): Iterable<string> {
  const { before, after, findings, packages } = difference;
  yield `${nameOf(before)} -> ${nameOf(after)}\n`;
  yield `${summaryOf(findings)}; packages: ${packageSummaryOf(packages)}\n`;
  yield* notesOf(difference);
  const headings = all ? [...HEADINGS, ['unchanged', 'unchanged'] as const] : HEADINGS;
  for (const [change, heading] of headings) {
    const group = findings.filter((f) => f.change === change);
    if (group.length === 0) continue;
    yield `\n${heading} (${group.length})\n`;
    for (const finding of group) yield toLine(finding);
  }
  if (packages.length > 0) yield `\npackages (${packages.length})\n`;
  for (const pkg of packages) yield toPackageLine(pkg);
}

const ALL_CHANGES: readonly FindingChange[] = ['added', 'newly-disclosed', 'changed', 'removed', 'unchanged'];

function summaryOf(findings: readonly ChangedFinding[]): string {
  return ALL_CHANGES.map((change) => {
    const count = findings.filter((f) => f.change === change).length;
    return `${count} ${change.replace('-', ' ')}`;
  }).join(', ');
}

function packageSummaryOf(packages: readonly ChangedPackage[]): string {
  const count = (change: ChangedPackage['change']): number =>
    packages.filter((p) => p.change === change).length;
  return `${count('added')} added, ${count('changed')} changed, ${count('removed')} removed`;
}

/** What makes the two hard to compare. */
function* notesOf({ before, after }: Difference): Iterable<string> {
  for (const [report, which] of [
    [before, 'first'],
    [after, 'second'],
  ] as const) {
    if (report.coverage.state !== 'complete')
      yield `note: the ${which} was checked only in part: ${report.coverage.state}\n`;
  }
  if (before.scanners.join() !== after.scanners.join()) {
    yield `note: they were not looked through for the same: ${before.scanners.join(', ') || 'nothing'}; ${after.scanners.join(', ') || 'nothing'}\n`;
  }
  if (
    before.advisories !== null &&
    after.advisories !== null &&
    before.advisories.digest !== after.advisories.digest
  ) {
    yield 'note: they were judged with different advisories\n';
  }
}

function nameOf({ image }: ScanReport): string {
  const digest = image.manifestDigest ?? image.id;
  return sanitize(digest === null ? image.reference : `${image.reference} (${digest.slice(0, 19)})`);
}

function toLine({ judgement, reasons }: ChangedFinding): string {
  const { finding } = judgement.ranked;
  const standing = finding.standing === 'counted' ? '' : `, ${finding.standing}`;
  const why = reasons.length === 0 ? '' : `: ${reasons.slice(0, MOST_REASONS).join('; ')}`;
  return `  ${sanitize(`${finding.severity.padEnd(10)} ${finding.id}  ${subjectOf(finding)}${standing}${why}`)}\n`;
}

const MOST_REASONS = 3;

function subjectOf(finding: Finding): string {
  switch (finding.kind) {
    case 'vulnerability':
      return `${finding.packageName} ${[...new Set(finding.instances.map((i) => i.version))].join(', ')}`;
    case 'secret':
      return finding.places[0]!.path;
    default:
      return finding.waiver;
  }
}

function toPackageLine({ change, purl, before, after }: ChangedPackage): string {
  const sign = { added: '+', removed: '-', changed: '~' }[change];
  const versions = [before.join(', '), after.join(', ')].filter((v) => v !== '').join(' -> ');
  return `  ${sign} ${sanitize(`${purl} ${versions}`)}\n`;
}
