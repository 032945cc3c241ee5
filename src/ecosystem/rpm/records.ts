/** What the readers of rpm's databases hand on: package records, and what could not be read. */
import { list, nullable, object, type Shape, text, word } from '../../model/shape.ts';
import { parseRpmHeader, RpmHeaderError, type RpmRecord } from './header.ts';

/** Told by the cataloger, and only for databases that it uses: an older one may lie beside. */
export interface Trouble {
  /** `unsupported`: nothing was read; `damaged`: the rest was. */
  readonly kind: 'unsupported' | 'damaged';
  /** The name of the format, or a sentence about what is damaged. */
  readonly what: string;
}

export interface RpmRecords {
  readonly records: readonly RpmRecord[];
  /** Null where all was read. */
  readonly trouble: Trouble | null;
}

/** Thrown for a database of a kind that is not read. The message names the format. */
export class UnsupportedFormat extends Error {
  constructor(format: string) {
    super(format);
    this.name = 'UnsupportedFormat';
  }
}

/** Gets one sentence's part for each thing that was left out. */
export type Tell = (what: string) => void;

export const recordShape: Shape<RpmRecord> = object<RpmRecord>({
  name: text,
  epoch: text,
  version: text,
  release: text,
  architecture: text,
  sourceRpm: text,
  vendor: text,
  licence: text,
  moduleLabel: text,
  files: text,
  digests: text,
});

export const recordsShape: Shape<RpmRecords> = object<RpmRecords>({
  records: list(recordShape),
  trouble: nullable(object<Trouble>({ kind: word('unsupported', 'damaged'), what: text })),
});

/** What was told, kept as its first and its number: a hostile file has millions of wrong places. */
export interface Damage {
  readonly tell: Tell;
  /** One sentence; empty where nothing was told. */
  text(): string;
}

export function createDamage(): Damage {
  let places = 0;
  let first = '';
  return {
    tell(what): void {
      if (places++ === 0) first = what;
    },
    text(): string {
      if (places === 0) return '';
      if (places === 1) return `The rpm database cannot be read whole: ${first}.`;
      return `The rpm database cannot be read at ${places} places, first: ${first}.`;
    },
  };
}

/** Headers as records. `headers` may throw UnsupportedFormat. */
export function readRecords(headers: (tell: Tell) => Iterable<Uint8Array>): RpmRecords {
  const damage = createDamage();
  const records: RpmRecord[] = [];
  try {
    for (const header of headers(damage.tell)) records.push(...parseRecord(header, damage.tell));
  } catch (error) {
    if (!(error instanceof UnsupportedFormat)) throw error;
    return { records, trouble: { kind: 'unsupported', what: error.message } };
  }
  const what = damage.text();
  return { records, trouble: what === '' ? null : { kind: 'damaged', what } };
}

/** No element for a header that cannot be parsed. */
export function parseRecord(header: Uint8Array, tell: Tell): RpmRecord[] {
  try {
    return [parseRpmHeader(header)];
  } catch (error) {
    if (!(error instanceof RpmHeaderError)) throw error;
    tell(error.message);
    return [];
  }
}
