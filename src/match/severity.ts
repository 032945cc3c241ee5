/**
 * Which of several opinions is shown: the distribution's word for its own package first, then GitHub's or the CVE
 * authority's, then all others; of one rank a word before a score, and newer CVSS before older. Severity, score and
 * source shown always belong together.
 */
import { cvssVersion } from '../base/cvss-version.ts';
import { compareText } from '../model/problem.ts';
import type { Severity, SeverityOpinion } from '../model/severity.ts';

export interface ShownSeverity {
  readonly severity: Severity;
  /** Empty if no source has an opinion. */
  readonly source: string;
  readonly score: number | null;
}

/** By the first part of the namespace: how feeds name the distribution as a source. */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  alpine: 'Alpine',
  almalinux: 'AlmaLinux',
  amzn: 'Amazon',
  arch: 'Arch',
  azurelinux: 'Microsoft',
  chainguard: 'Chainguard',
  debian: 'Debian',
  epel: 'Fedora',
  fedora: 'Fedora',
  gentoo: 'Gentoo',
  mageia: 'Mageia',
  mariner: 'Microsoft',
  ol: 'Oracle',
  openeuler: 'openEuler',
  'opensuse-leap': 'SUSE',
  'opensuse-leap-micro': 'SUSE',
  'opensuse-tumbleweed': 'SUSE',
  photon: 'Photon',
  rhel: 'Red Hat',
  rocky: 'Rocky Linux',
  'sl-micro': 'SUSE',
  'sle-micro': 'SUSE',
  sles: 'SUSE',
  ubuntu: 'Ubuntu',
  wolfi: 'Chainguard',
};

const REVIEWERS = new Set(['GHSA', 'GitHub', 'CNA']);

/** Sorted, each once. `namespaces` are those of the advisories that hold the opinions. */
export function sortOpinions(
  opinions: readonly SeverityOpinion[],
  namespaces: readonly string[],
): SeverityOpinion[] {
  if (opinions.length < 2) return [...opinions];
  const vendors = new Set(namespaces.map(vendorOf));
  const distinct = new Map(
    opinions.map((o) => [JSON.stringify([o.source, o.severity, o.score, o.vector]), o]),
  );
  return [...distinct]
    .sort(
      ([textA, a], [textB, b]) =>
        sourceRank(a, vendors) - sourceRank(b, vendors) ||
        formRank(a) - formRank(b) ||
        compareText(textA, textB),
    )
    .map(([, opinion]) => opinion);
}

/** The first opinion of a sorted list that says something; a word takes the score that the same source gives. */
export function chooseSeverity(sorted: readonly SeverityOpinion[]): ShownSeverity {
  const chosen = sorted.find((o) => o.severity !== 'unknown');
  if (chosen === undefined) return { severity: 'unknown', source: '', score: null };
  const scored = sorted.find((o) => o.source === chosen.source && o.score !== null);
  return { severity: chosen.severity, source: chosen.source, score: scored?.score ?? null };
}

function vendorOf(namespace: string): string {
  const prefix = namespace.split(':', 1)[0]!;
  return Object.hasOwn(DISTRIBUTIONS, prefix) ? DISTRIBUTIONS[prefix]! : '';
}

function sourceRank(opinion: SeverityOpinion, vendors: ReadonlySet<string>): number {
  if (vendors.has(opinion.source)) return 0;
  return REVIEWERS.has(opinion.source) ? 1 : 2;
}

const FORMS = [null, '4.0', '3.1', '3.0', '2.0'] as const;

function formRank(opinion: SeverityOpinion): number {
  return FORMS.indexOf(cvssVersion(opinion.vector));
}
