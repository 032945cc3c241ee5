/** Files with secrets in them, and where exactly each of these is. */

/** A secret that is to be put somewhere. */
export interface Planting {
  /** The kind's id. */
  readonly kind: string;
  /** What the setting is called, in upper-case with underscores. */
  readonly name: string;
  readonly secret: string;
}

export interface Spot {
  readonly kind: string;
  readonly secret: string;
  /** Path inside the archive that the file is (`BOOT-INF/lib/a.jar!/a.properties`); empty = the file itself. */
  readonly member: string;
  /** First and last line of the secret, from 1; both 0 in content without lines; null where lines are a matter of opinion. */
  readonly lines: readonly [first: number, last: number] | null;
  /** Bytes from the line's start, from 1; 0 without lines. */
  readonly column: number;
  /** Bytes before it in the file or member. */
  readonly offset: number;
  /** Bytes of it as it is written there. */
  readonly length: number;
  readonly encodings: readonly string[];
}

/** A file with what was planted in it. */
export interface PlantedFile {
  readonly path: string;
  readonly content: Buffer;
  readonly spots: readonly Spot[];
}

/** The spot of `written`, which stands for the planting's secret, in text content. It must stand there exactly once. */
export function spotIn(
  content: Buffer,
  planting: Planting,
  written: Buffer | string = planting.secret,
  encodings: readonly string[] = [],
): Spot {
  const offset = content.indexOf(written);
  if (offset < 0 || content.indexOf(written, offset + 1) >= 0) {
    throw new Error(`${planting.kind}: is not there once`);
  }
  const start = content.lastIndexOf(NEW_LINE, offset - 1) + 1;
  const first = 1 + countLines(content.subarray(0, offset));
  const last = first + countLines(Buffer.from(written as string));
  const length = Buffer.byteLength(written as string);
  return {
    ...bareSpot(planting, offset, length, encodings),
    lines: [first, last],
    column: offset - start + 1,
  };
}

/** The same in content that has no lines. */
export function spotInBinary(
  content: Buffer,
  planting: Planting,
  written: Buffer | string = planting.secret,
  encodings: readonly string[] = [],
): Spot {
  return bareSpot(planting, content.indexOf(written), Buffer.byteLength(written as string), encodings);
}

/** The whole file is the secret. */
export function spotOfWhole(planting: Planting): Spot {
  return bareSpot(planting, 0, planting.secret.length, []);
}

export function isBinary(content: Buffer): boolean {
  return content.subarray(0, 4096).includes(0);
}

function bareSpot(
  { kind, secret }: Planting,
  offset: number,
  length: number,
  encodings: readonly string[],
): Spot {
  return { kind, secret, member: '', lines: [0, 0], column: 0, offset, length, encodings };
}

const NEW_LINE = 0x0a;

function countLines(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === NEW_LINE) count++;
  return count;
}
