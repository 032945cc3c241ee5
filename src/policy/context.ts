/** What the values of fields are taken from besides the finding: looked up once for all findings. */
import { findDay } from '../base/days.ts';
import type { Baseline } from '../model/gate.ts';
import type { Owner } from '../model/image.ts';
import type { Package } from '../model/package.ts';
import type { AskedPolicy, Subject } from './asked.ts';
import { type HistoryIndex, indexHistory } from './history.ts';

export interface Context {
  readonly subject: Subject;
  readonly stage: string;
  /** UTC ISO 8601. */
  readonly now: string;
  /** `YYYY-MM-DD` of it. */
  readonly today: string;
  /** Null = there is no state. */
  readonly history: HistoryIndex | null;
  /** Null = there is nothing to compare with. */
  readonly before: Before | null;
  /** Whose layer it is; unknown for one that is not there. */
  ownerOf(layerIndex: number | null): Owner['part'];
  findPackage(purl: string): Package | null;
}

/** The baseline, to be asked. */
export interface Before {
  /** Fingerprints; null where it was not judged. */
  readonly findings: ReadonlySet<string> | null;
  /** Package URLs with version, without qualifiers. */
  readonly packages: ReadonlySet<string>;
}

/** `now`: UTC ISO 8601; throws RangeError for anything else, for every clock would be wrong. */
export function createContext(subject: Subject, { inputs }: AskedPolicy, now: string): Context {
  const owners = new Map(subject.layers.map(({ index, owner }) => [index, owner.part]));
  const today = findDay(now);
  if (today === null || !/^[^+]*Z$/.test(now)) throw new RangeError(`"${now}" is no time in UTC`);
  let packages: ReadonlyMap<string, Package> | null = null;
  return {
    subject,
    stage: inputs.stage,
    now,
    today,
    history: inputs.history === null ? null : indexHistory(inputs.history.entries),
    before: inputs.baseline === null ? null : toBefore(inputs.baseline),
    ownerOf: (layerIndex) => (layerIndex === null ? 'unknown' : (owners.get(layerIndex) ?? 'unknown')),
    findPackage(purl) {
      packages ??= new Map(subject.packages.map((pkg) => [pkg.purl, pkg]));
      return packages.get(purl) ?? null;
    },
  };
}

/** A package URL with its version, without qualifiers and subpath: two SBOM writers agree on no more than that. */
export function purlWithVersion(purl: string): string {
  const query = purl.indexOf('?');
  const end = query < 0 ? purl.indexOf('#') : query;
  return end < 0 ? purl : purl.slice(0, end);
}

function toBefore({ findings, packages }: Baseline): Before {
  return {
    findings: findings === null ? null : new Set(findings),
    packages: new Set(packages.map(purlWithVersion)),
  };
}
