/** What other scanners' files of exceptions become. Nothing is made up: what they do not say is not written. */
import type { WaiverEntry } from '../write-entry.ts';

export interface Imported {
  readonly waivers: readonly ImportedWaiver[];
  readonly refused: readonly Refused[];
}

export interface ImportedWaiver {
  readonly entry: WaiverEntry;
  /** In the file that was read, from 1. */
  readonly line: number;
  /** Where the waiver differs from what was read, in words. */
  readonly remarks: readonly string[];
}

/** What cannot be said as a waiver. */
export interface Refused {
  readonly line: number;
  /** What stands there. */
  readonly what: string;
  readonly why: string;
  /** What can be done instead: one or more lines. */
  readonly instead: string;
}

/** Ids of flaws. Trivy's own ids of checks have the same form, and begin otherwise. */
export function isFlawId(id: string): boolean {
  return (
    /^[A-Za-z][A-Za-z0-9]*-[\w.:-]*\d[\w.:-]*$/.test(id) &&
    !/^(?:AVD|DS|KSV|KCV|AWS|AZU|GCP|DIG|GIT|NIF|OCI|OPNSTK)-/i.test(id)
  );
}

/** How a path is written here, where a star does not cross slashes; null for globs that have no like here. */
export function toPathGlob(glob: string): string | null {
  const path = glob.replace(/^\/+/, '');
  return /[?[\]{}\\]|\|\|/.test(path) || /[^/]\*\*|\*\*[^/]/.test(path) ? null : path;
}

/** Days are taken from times; null for anything else. */
export function toDay(text: string): string | null {
  return /^(\d{4}-\d{2}-\d{2})(?:$|[T ])/.exec(text)?.[1] ?? null;
}
