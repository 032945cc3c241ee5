/**
 * A report's packages against an image's `truth.json`, one line a kind of package. A kind says which reported
 * packages it is about, what makes two of them the same, and what its list speaks of: a package manager names what
 * it installed, and is silent about what others put beside it. That is counted apart, not as invented.
 */
import { type Comparison, compareLists, type ReportedEntry } from './compare-lists.ts';
import { type Kind, kinds, type ReportedPackage } from './package-kinds.ts';
import type { Truth } from './truth.ts';

export interface KindResult extends Comparison {
  readonly kind: string;
  /** False where no package of the ecosystem is reported at all: most likely nothing reads it yet. */
  readonly isRead: boolean;
}

/** One result for each kind that the truth lists, in the truth's order. Throws for a kind that this bench does not know. */
export function judgeCompleteness(truth: Truth, reported: readonly ReportedPackage[]): KindResult[] {
  return [...truth.packages.keys()]
    .filter((kind) => !kind.endsWith(DELETED))
    .map((id) => {
      const kind = kinds.find((known) => known.id === id);
      if (kind === undefined) throw new Error(`${truth.image}: no rule for packages of kind "${id}"`);
      return judgeKind(kind, truth, reported);
    });
}

/** `npm-deleted` lists names of `npm` that a later layer took away: reported ones are invented. */
const DELETED = '-deleted';

function judgeKind(kind: Kind, truth: Truth, reported: readonly ReportedPackage[]): KindResult {
  const rows = truth.packages.get(kind.id) ?? [];
  const deleted = new Set((truth.packages.get(kind.id + DELETED) ?? []).map((row) => kind.ofRow(row).name));
  const own = reported.filter((pkg) => pkg.ecosystem === kind.ecosystem && kind.isAbout(pkg));
  const speaksOf = kind.speaksOf(rows, own);
  const comparison = compareLists(
    rows.map(kind.ofRow),
    own.map((pkg) => toReported(kind, pkg, deleted, speaksOf)),
  );
  return { kind: kind.id, isRead: reported.some((p) => p.ecosystem === kind.ecosystem), ...comparison };
}

function toReported(
  kind: Kind,
  pkg: ReportedPackage,
  deleted: ReadonlySet<string>,
  speaksOf: (pkg: ReportedPackage) => boolean,
): ReportedEntry {
  const entry = kind.ofPackage(pkg);
  if (deleted.has(entry.name)) {
    return { ...entry, label: `${entry.label} (deleted in a later layer)`, ifNotListed: 'invented' };
  }
  return { ...entry, ifNotListed: speaksOf(pkg) ? 'invented' : 'unlisted' };
}
