/**
 * `truth.json` beside a test image: for each kind of package the rows that a package manager gave, and other lists.
 * It is made by the image's maker, so it is trusted; members that a kind does not have are empty.
 */
import { readFileSync } from 'node:fs';

export interface TruthRow {
  readonly name: string;
  readonly version: string;
  /** `deb`. */
  readonly arch: string;
  readonly source: string;
  readonly sourceVersion: string;
  /** `npm`: the package's folder. */
  readonly path: string;
  /** `maven`: group, the archive without its ending, and whether it was copied into that archive itself. */
  readonly group: string;
  readonly in: string;
  readonly shaded: boolean;
}

export interface Truth {
  readonly image: string;
  /** Plain bytes and entries of all layers. */
  readonly bytes: number;
  readonly entries: number;
  readonly layers: number;
  readonly packages: ReadonlyMap<string, readonly TruthRow[]>;
  readonly notes: readonly string[];
}

export function readTruth(path: string): Truth {
  return parseTruth(readFileSync(path, 'utf8'));
}

export function parseTruth(json: string): Truth {
  const raw: RawTruth = JSON.parse(json);
  return {
    image: raw.image,
    bytes: raw.bytes,
    entries: raw.entries,
    layers: raw.layers.length,
    packages: new Map(Object.entries(raw.packages).map(([kind, rows]) => [kind, rows.map(toRow)])),
    notes: raw.notes ?? [],
  };
}

interface RawTruth {
  readonly image: string;
  readonly bytes: number;
  readonly entries: number;
  readonly layers: readonly unknown[];
  readonly packages: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly notes?: readonly string[];
}

function toRow(raw: Readonly<Record<string, unknown>>): TruthRow {
  const textOf = (member: string): string => String(raw[member] ?? '');
  return {
    name: textOf('name'),
    version: textOf('version'),
    arch: textOf('arch'),
    source: textOf('source'),
    sourceVersion: textOf('source_version'),
    path: textOf('path'),
    group: textOf('group'),
    in: textOf('in'),
    shaded: raw['shaded'] === true,
  };
}
