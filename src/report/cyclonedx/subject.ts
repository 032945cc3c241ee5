/** A report with the bom-refs of everything in it: unique in the document, readable, the same for the same reports. */
import type { Distro } from '../../model/distro.ts';
import type { FoundAt } from '../../model/package.ts';
import type { ScanReport } from '../../model/report.ts';

export interface Subject {
  readonly report: ScanReport;
  readonly imageRef: string;
  /** In the order of the report's lists. */
  readonly distroRefs: readonly string[];
  readonly packageRefs: readonly string[];
  readonly findingRefs: readonly string[];
  /** By `placeKey`. */
  readonly refOfPlace: ReadonlyMap<string, string>;
}

export function toSubjects(reports: readonly ScanReport[]): Subject[] {
  const take = referenceMaker();
  return reports.map((report, i) => {
    const imageRef = take(`image-${i}`);
    const packageRefs = report.packages.map((pkg) => take(pkg.purl === '' ? 'package' : pkg.purl));
    return {
      report,
      imageRef,
      distroRefs: report.distros.map((distro) => take(`os-${distro.id}-${distro.versionId}`)),
      packageRefs,
      findingRefs: report.decision.judgements.map((j) => take(j.ranked.finding.fingerprint)),
      refOfPlace: new Map(report.packages.map((p, k) => [placeKey(p.purl, p.foundAt), packageRefs[k]!])),
    };
  });
}

/** The package at a place; where the report lists none there, the image. */
export function refOf(subject: Subject, purl: string, foundAt: FoundAt): string {
  return subject.refOfPlace.get(placeKey(purl, foundAt)) ?? subject.imageRef;
}

/** The operating system component of a distribution; null if the report does not list it. */
export function findDistroRef({ report, distroRefs }: Subject, distro: Distro): string | null {
  const index = report.distros.findIndex((d) => d.id === distro.id && d.versionId === distro.versionId);
  return distroRefs[index] ?? null;
}

function placeKey(purl: string, { path, layerIndex }: FoundAt): string {
  return `${purl}\n${layerIndex}\n${path}`;
}

/** Appends a number to a name that was given out before. */
function referenceMaker(): (name: string) => string {
  const used = new Set<string>();
  const repeated = new Map<string, number>();
  return (name) => {
    let number = repeated.get(name) ?? 1;
    let reference = name;
    while (used.has(reference)) reference = `${name}#${++number}`;
    repeated.set(name, number);
    used.add(reference);
    return reference;
  };
}
