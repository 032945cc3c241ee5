/** Vulnerabilities by package, then the upgrades. */
import { displayWidth, truncate, truncateStart } from '../../base/terminal.ts';
import type { Judgement, ScanReport } from '../../model/report.ts';
import {
  findUpgrade,
  type GroupRow,
  groupByPackage,
  type PackageGroup,
  type Place,
  rowTarget,
} from '../groups.ts';
import { gateOf } from '../kinds.ts';
import { layerInstruction, layerName } from '../layers.ts';
import { BLANK, cell, type Line, line, type Page, span } from '../line.ts';
import type { CompareVersions } from '../reporter.ts';
import { countOf, markOf, noFixText, SEVERITY_STYLES } from '../words.ts';

export function* findingLines(report: ScanReport, page: Page, compare: CompareVersions): Generator<Line> {
  const groups = groupByPackage(report.decision.judgements);
  if (groups.length > 0) {
    yield BLANK;
    const legend = gateOf(report.decision) === null ? LEGEND : POLICY_LEGEND;
    yield line(span('FINDINGS', 'bold'), `  (${legend})`);
    const sizes = columnSizes(groups, page, compare);
    for (const group of groups) yield* groupLines(report, group, page, sizes, compare);
    yield* upgradeLines(groups, compare);
  }
}

const LEGEND = 'x: blocks, !: known to be exploited';
const POLICY_LEGEND = 'x: blocks, w: warns, -: waived or by VEX, !: known to be exploited';

interface Sizes {
  readonly severity: number;
  readonly id: number;
  readonly fix: number;
}

/** One set of columns for the whole report, so that the eye finds its way. */
function columnSizes(groups: readonly PackageGroup[], page: Page, compare: CompareVersions): Sizes {
  const sizes = { severity: 8, id: 13, fix: 8 };
  for (const group of groups) {
    for (const row of group.rows) {
      sizes.severity = Math.max(sizes.severity, displayWidth(severityText(row)));
      sizes.id = Math.max(sizes.id, displayWidth(span(row.judgement.ranked.finding.id).text));
      sizes.fix = Math.max(sizes.fix, displayWidth(span(fixText(group, row, compare)).text));
    }
  }
  return fitSizes(sizes, page.width - 3 - 4);
}

/** All of each where that fits, else a share of the room. */
function fitSizes(sizes: Sizes, room: number): Sizes {
  if (sizes.severity + sizes.id + sizes.fix <= room) return sizes;
  return {
    severity: Math.min(sizes.severity, Math.floor(room * 0.3)),
    id: Math.min(sizes.id, Math.floor(room * 0.3)),
    fix: Math.min(sizes.fix, Math.floor(room * 0.4)),
  };
}

function* groupLines(
  report: ScanReport,
  group: PackageGroup,
  page: Page,
  sizes: Sizes,
  compare: CompareVersions,
): Generator<Line> {
  yield BLANK;
  yield line(span(`${group.packageName} ${group.version}`, 'bold'), `  ${group.ecosystem}`);
  yield* placeLines(report, group, page);
  for (const row of group.rows) yield* rowLines(group, row, page, sizes, compare);
}

const SHOWN_PLACES = 3;

function* placeLines(report: ScanReport, { places }: PackageGroup, page: Page): Generator<Line> {
  for (const place of places.slice(0, SHOWN_PLACES)) yield placeLine(report, place, page);
  const rest = places.length - SHOWN_PLACES;
  if (rest > 0) yield line(span(`  in ${countOf(rest, 'more place')}`, 'dim'));
}

function placeLine(report: ScanReport, place: Place, page: Page): Line {
  const layer = layerName(report, place.layerIndex);
  const path = truncateStart(span(place.path).text, Math.floor((page.width - displayWidth(layer)) * 0.6));
  const owner = place.ownedBy === null ? '' : `, owned by ${place.ownedBy.name}`;
  const instruction = layerInstruction(report, place.layerIndex);
  const text = `  ${path}, ${layer}${owner}${instruction === '' ? '' : `: ${instruction}`}`;
  return line(span(truncate(span(text).text, page.width), 'dim'));
}

function* rowLines(
  group: PackageGroup,
  row: GroupRow,
  page: Page,
  sizes: Sizes,
  compare: CompareVersions,
): Generator<Line> {
  const { finding } = row.judgement.ranked;
  const marks = `${markOf(row.judgement)}${finding.knownExploited ? '!' : ' '} `;
  const left = line(
    span(marks, 'red', 'bold'),
    span(cell(severityText(row), sizes.severity), ...SEVERITY_STYLES[finding.severity]),
    cell(finding.id, sizes.id),
    cell(fixText(group, row, compare), sizes.fix),
  );
  const title = titleText(group, row);
  const used = 3 + sizes.severity + sizes.id + sizes.fix + 6;
  const fits = page.width - used >= 30;
  yield fits ? [...left, span(title)] : left;
  if (!fits && title !== '') yield line(' '.repeat(5), span(title, 'dim'));
}

function severityText({ judgement }: GroupRow): string {
  const { severity, severitySource } = judgement.ranked.finding;
  return severitySource === '' ? severity : `${severity} (${severitySource})`;
}

function fixText(group: PackageGroup, row: GroupRow, compare: CompareVersions): string {
  const target = rowTarget(group.ecosystem, row, compare);
  return target === '' ? noFixText(row.judgement.ranked.finding) : `fix ${target}`;
}

function titleText({ places }: PackageGroup, { instances, judgement }: GroupRow): string {
  const part = instances.length < places.length ? `(${instances.length} of ${places.length} places) ` : '';
  return `${part}${decidedText(judgement)}${judgement.ranked.finding.title}`;
}

/** What takes a finding out of the count, or until when it only warns. */
function decidedText({ by, due, outcome }: Judgement): string {
  if (by.kind === 'waiver') return `(waiver ${by.waiver}) `;
  if (by.kind === 'vex') return `(VEX ${by.statement}) `;
  return due === null || due.at === '' || outcome === 'pass' ? '' : `(due ${due.at}) `;
}

function* upgradeLines(groups: readonly PackageGroup[], compare: CompareVersions): Generator<Line> {
  const upgrades = groups.map((group) => findUpgrade(group, compare)).filter((upgrade) => upgrade !== null);
  if (upgrades.length === 0) return;
  yield BLANK;
  yield line(span('UPGRADES', 'bold'));
  for (const { packageName, from, to, clears, remains } of upgrades) {
    const rest = remains === 0 ? '' : `, ${remains} without a fix`;
    yield line(span(`  upgrade ${packageName} ${from} to `), span(to, 'green'), ` clears ${clears}${rest}`);
  }
}
