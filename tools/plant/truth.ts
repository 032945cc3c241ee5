/** What is in an image with planted secrets: `truth.json` beside it. No secret stands in there, only its SHA-256. */
import { readFileSync } from 'node:fs';

export type PlantedState = 'visible' | 'removed' | 'overwritten' | 'in-config';

export interface PlantedPlace {
  readonly state: PlantedState;
  /** From 0, of the finished image; null for a part of the config that made no layer. */
  readonly layerIndex: number | null;
  readonly goneInLayer: number | null;
  /** Path in the image; `app.jar!/a.properties` in an archive, `config:env/NAME` in the config. */
  readonly path: string;
  /** First and last line of it; both 0 in content without lines; null where lines are a matter of opinion. */
  readonly lines: readonly [first: number, last: number] | null;
  readonly column: number;
  readonly offset: number;
  /** Bytes of it as it is written there; 0 if it is not known. */
  readonly length: number;
  readonly encodings: readonly string[];
  /** A further mention that a report may leave out, such as history's of an environment variable. */
  readonly isOptional: boolean;
}

export interface PlantedSecret {
  readonly id: number;
  readonly kind: string;
  readonly sha256: string;
  /** The kind of place, for tables: `yaml`, `in-jar`, `elf`, `config-env`. */
  readonly place: string;
  /** How it came to its state: `visible`, `removed-file`, `removed-folder`, `removed-opaque`, `overwritten`, `moved`, `in-config`. */
  readonly fate: string;
  readonly places: readonly PlantedPlace[];
}

export interface PlantTruth {
  /** What a scan is told to read. */
  readonly reference: string;
  readonly seed: number;
  readonly layers: number;
  readonly secrets: readonly PlantedSecret[];
}

/** Our own file, so its form is trusted. */
export function readPlantTruth(path: string): PlantTruth {
  return JSON.parse(readFileSync(path, 'utf8')) as PlantTruth;
}
