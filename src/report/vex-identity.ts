/** What identifies a VEX document that is written: its own content, so that the same bytes keep their name. */
import { createHash } from 'node:crypto';
import type { WrittenVex } from './vex-document.ts';

/** 32 hexadecimal digits over text in pieces; `what` keeps names of different things apart. */
export function digestOfPieces(what: string, pieces: Iterable<string>): string {
  const hash = createHash('sha256').update(`plimsoll ${what}\n`);
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex').slice(0, 32);
}

export function toolText({ toolVersion }: Pick<WrittenVex, 'toolVersion'>): string {
  return `plimsoll ${toolVersion}`.trim();
}
