/** Large files whose secrets lie across the borders of the pieces that readers work in. */
import type { Chance } from '../chance.ts';
import { type PlantedFile, type Planting, spotIn } from './spot.ts';
import { WORDS } from './text-forms.ts';

const PIECE_BYTES = 256 * 1024;

/**
 * A log; the secrets stand across its borders of 256 KiB, one at each. `shiftBytes`: what lies before the file, where the borders are
 * those of something around it.
 */
export function acrossBorders(
  path: string,
  plantings: readonly Planting[],
  chance: Chance,
  shiftBytes: number = 0,
): PlantedFile {
  const parts: Buffer[] = [];
  let size = 0;
  const add = (text: string): void => {
    parts.push(Buffer.from(text));
    size += parts.at(-1)!.length;
  };
  for (const [index, planting] of plantings.entries()) {
    const isBlock = planting.secret.includes('\n');
    const head = isBlock ? '' : `2024-03-01T10:00:00Z DEBUG settings loaded ${planting.name}=`;
    // The border lies behind at least one byte of the secret, and before at least one.
    const before = 1 + chance.int(planting.secret.length - 1);
    const start = (index + 1) * PIECE_BYTES - shiftBytes - before - head.length;
    add(logText(chance, start - size));
    add(`${head}${planting.secret}\n`);
  }
  add(logText(chance, 3000 + chance.int(100_000)));
  const content = Buffer.concat(parts);
  return { path, content, spots: plantings.map((planting) => spotIn(content, planting)) };
}

/** Whole lines of exactly so many bytes together. */
function logText(chance: Chance, sizeBytes: number): string {
  const lines: string[] = [];
  let size = 0;
  while (size < sizeBytes - 200) {
    const line = `2024-03-01T10:00:00Z INFO ${chance.pick(WORDS)} ${chance.pick(WORDS)} done in ${chance.int(900)} ms\n`;
    lines.push(line);
    size += line.length;
  }
  return `${lines.join('')}${'-'.repeat(sizeBytes - size - 1)}\n`;
}
