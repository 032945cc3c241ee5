/** What the readers of rpm's databases hand on: package records, and what could not be read. */
import { list, nullable, object, type Shape, text, word } from '../../model/shape.ts';
import { parseRpmHeader, RpmHeaderError, type RpmRecord } from './header.ts';

/** Told by the cataloger, and only for databases that it uses: an older one may lie beside. */
export interface Trouble {
  /** `unsupported`: nothing was read; `damaged`: the rest was. */
  readonly kind: 'unsupported' | 'damaged';
  /** The format, or what is damaged: part of a sentence. */
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

/** Headers as records. `headers` may throw UnsupportedFormat. */
export function readRecords(headers: (tell: Tell) => Iterable<Uint8Array>): RpmRecords {
  const damage: string[] = [];
  const tell: Tell = (what) => void damage.push(what);
  const records: RpmRecord[] = [];
  try {
    for (const header of headers(tell)) records.push(...parseRecord(header, tell));
  } catch (error) {
    if (!(error instanceof UnsupportedFormat)) throw error;
    return { records, trouble: { kind: 'unsupported', what: error.message } };
  }
  return { records, trouble: damage.length === 0 ? null : { kind: 'damaged', what: damageText(damage) } };
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

/** One sentence. */
export function damageText([first, ...others]: readonly string[]): string {
  if (others.length === 0) return `The rpm database cannot be read whole: ${first}.`;
  return `The rpm database cannot be read at ${others.length + 1} places, first: ${first}.`;
}
