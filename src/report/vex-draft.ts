/**
 * Drafts of VEX statements, from what a report holds and nothing else: each says in words what it rests on. Not
 * affected is drafted where the distribution says so, where a package brings no code, and where a component is not in
 * an image that was looked at completely. All else is under investigation, with the reason. What somebody else has
 * said already and was believed is left out: a newer statement would take its place.
 */
import type { VulnerabilityFinding } from '../model/finding.ts';
import type { Package } from '../model/package.ts';
import { makePurl, type ParsedPurl, parsePurl } from '../model/purl.ts';
import type { Judgement, ScanReport } from '../model/report.ts';
import { isVulnerability } from './kinds.ts';
import { coverageText, toVexImage, type VexClaim, type VexSubject, type WrittenVex } from './vex-document.ts';
import { createClaims } from './vex-of-report.ts';
import { countOf } from './words.ts';

export interface DraftOptions {
  /** Who signs it off; empty = nobody yet. */
  readonly author: string;
  /** UTC ISO 8601 with seconds. */
  readonly timestamp: string;
  /** Flaws to speak of, by any of their ids; empty = all that were found. */
  readonly advisories: readonly string[];
  /** Package URLs without version: where these flaws would be. */
  readonly packages: readonly string[];
  /** Types of package URLs that an inventory can have. */
  readonly purlTypes: ReadonlySet<string>;
}

export function draftVex(reports: readonly ScanReport[], options: DraftOptions): WrittenVex {
  const { author, timestamp } = options;
  return {
    author: author === '' ? 'plimsoll' : author,
    isDraft: author === '',
    toolVersion: reports[0]?.tool.version ?? '',
    timestamp,
    subjects: reports.map((report) => toSubject(report, options)),
  };
}

function toSubject(report: ScanReport, options: DraftOptions): VexSubject {
  const { advisories } = options;
  const found = report.decision.judgements.filter(isVulnerability);
  const claimOf = createClaims(report);
  const wanted = found.filter(({ ranked }) => advisories.length === 0 || hasId(ranked.finding, advisories));
  const missing = advisories.filter((id) => !found.some(({ ranked }) => hasId(ranked.finding, [id])));
  const drafted = wanted
    .filter(({ by }) => by.kind !== 'vex')
    .map((judgement) => draftFinding(judgement, claimOf(judgement)));
  return {
    image: toVexImage(report.image),
    coverage: coverageText(report),
    claims: [...drafted, ...missing.flatMap((id) => draftMissing(id, report, options))],
  };
}

function hasId({ id, aliases }: VulnerabilityFinding, ids: readonly string[]): boolean {
  return [id, ...aliases].some((own) => ids.some((one) => one.toUpperCase() === own.toUpperCase()));
}

const MARK = 'Drafted by plimsoll from evidence, to be checked: ';

function draftFinding({ ranked }: Judgement<VulnerabilityFinding>, claim: VexClaim): VexClaim {
  const seen = seenAt(ranked.finding);
  if (claim.status === 'not_affected') return { ...claim, text: `${MARK}${claim.text} ${seen}` };
  const why = claim.status === 'under_investigation' ? claim.text : reasonOf(ranked.finding);
  const text = `${MARK}${why} ${seen} Whether its code is reached was not looked at.`;
  return { ...claim, status: 'under_investigation', justification: '', text };
}

function reasonOf({ instances, standing, standingReason }: VulnerabilityFinding): string {
  if (standing !== 'counted' && standingReason !== '') return `It is ${standingReason}.`;
  const records = instances.flatMap(({ evidence }) =>
    evidence.map(({ advisoryId, feed }) => `${advisoryId} (${feed})`),
  );
  const by = [...new Set(records)].slice(0, MOST_NAMED).join(', ');
  return by === '' ? 'An advisory holds for its version.' : `${by} holds for its version.`;
}

const MOST_NAMED = 5;

/** The places, so that whoever checks it knows where to look. */
function seenAt({ packageName, instances }: VulnerabilityFinding): string {
  const places = instances.map(
    ({ version, foundAt }) =>
      `${[packageName, version].filter((s) => s !== '').join(' ')} at ${foundAt.path || 'a place without a path'} (layer ${foundAt.layerIndex})`,
  );
  const shown = places.slice(0, MOST_NAMED);
  const more = places.length - shown.length;
  if (places.length === 0) return 'The report names no place of it.';
  return `Seen: ${shown.join('; ')}${more > 0 ? `; and ${countOf(more, 'more place')}` : ''}.`;
}

/** A flaw that was not found. That alone is no evidence: the data may not know it. */
function draftMissing(id: string, report: ScanReport, options: DraftOptions): readonly VexClaim[] {
  const { packages } = options;
  const base = { id, aliases: [], title: '', remedy: 'no fix yet', timestamp: '' } as const;
  if (packages.length > 0) {
    return packages.map((purl) => ({
      ...base,
      components: [{ purl, name: parsePurl(purl)?.name ?? purl }],
      ...judgeAbsence(purl, report, options.purlTypes),
    }));
  }
  const text = `${MARK}no finding has ${id}, which says little: the advisory data may not know it. Name the component that has the flaw, so that it can be looked for. ${lookedAt(report)}`;
  return [{ ...base, components: [], status: 'under_investigation', justification: '', text }];
}

type Judged = Pick<VexClaim, 'status' | 'justification' | 'text'>;

function judgeAbsence(purl: string, report: ScanReport, purlTypes: ReadonlySet<string>): Judged {
  const why = whyNotAbsent(purl, report, purlTypes);
  const text = `${MARK}${why ?? `no package ${purl} is in the image.`} ${lookedAt(report)}`;
  return why === null
    ? { status: 'not_affected', justification: 'component_not_present', text }
    : { status: 'under_investigation', justification: '', text };
}

/** Null where a component is not in the image, as far as an inventory can tell. */
function whyNotAbsent(purl: string, report: ScanReport, purlTypes: ReadonlySet<string>): string | null {
  const wanted = parsePurl(purl);
  if (wanted === null) return `${purl} is no package URL.`;
  if (!purlTypes.has(wanted.type)) return `packages of type ${wanted.type} are not looked for.`;
  const present = report.packages.filter((pkg) => isOf(pkg, wanted));
  if (present.length > 0) {
    const named = [...new Set(present.map((pkg) => pkg.purl))].slice(0, MOST_NAMED).join(', ');
    return `it is in the image, or something of its name: ${named}; but no advisory that holds for it was found.`;
  }
  return report.coverage.state === 'complete'
    ? null
    : `no package ${purl} was found, but not all of the image could be looked at.`;
}

/** Of the same name in another ecosystem it may be the same code, as distributions package it. */
function isOf({ purl, name, source }: Package, wanted: ParsedPurl): boolean {
  const own = parsePurl(purl);
  const isSame = own !== null && keyOf(own) === keyOf(wanted);
  return (
    isSame || [own?.name, name, source.name].some((one) => one?.toLowerCase() === wanted.name.toLowerCase())
  );
}

function keyOf({ type, namespace, name }: ParsedPurl): string {
  return makePurl({ type, namespace, name });
}

function lookedAt({ packages, layers, coverage, advisories }: ScanReport): string {
  const byEcosystem = Map.groupBy(packages, ({ ecosystem }) => ecosystem);
  const kinds = [...byEcosystem].map(([ecosystem, members]) => `${ecosystem} ${members.length}`).sort();
  const reasons = [...new Set(coverage.reasons.map(({ code }) => code))];
  const parts = [
    `${countOf(packages.length, 'package')}${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}`,
    countOf(layers.length, 'layer'),
    `coverage ${coverage.state}${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`,
    `${countOf(coverage.unidentifiedExecutables, 'executable')} that no package owns`,
    advisories === null ? 'no advisories' : `advisories ${advisories.digest}`,
  ];
  return `Looked at: ${parts.join('; ')}.`;
}
