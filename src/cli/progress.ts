/** Progress on a terminal: one line on standard error, redrawn at most ten times a second. Silent elsewhere and in CI. */
import { sanitize, truncate } from '../base/terminal.ts';
import type { Io } from './io.ts';

export interface Progress {
  /** Names what happens now. */
  stage(text: string): void;
  /** Stored bytes read of one layer. */
  layer(index: number, bytes: number): void;
  /** Takes the line away. */
  end(): void;
}

const SILENT: Progress = { stage: () => undefined, layer: () => undefined, end: () => undefined };
const REDRAW_MS = 100;
const MIB = 1024 * 1024;

export function createProgress(io: Io, quiet: boolean): Progress {
  if (quiet || io.stderr.isTTY !== true || (io.env['CI'] ?? '') !== '') return SILENT;
  const bytesOf = new Map<number, number>();
  let stage = '';
  let drawnAt = 0;
  const draw = (always: boolean): void => {
    const now = performance.now();
    if (!always && now - drawnAt < REDRAW_MS) return;
    drawnAt = now;
    const total = [...bytesOf.values()].reduce((sum, bytes) => sum + bytes, 0);
    const count = bytesOf.size === 1 ? '1 layer' : `${bytesOf.size} layers`;
    const layers = bytesOf.size === 0 ? '' : `  ${count}, ${(total / MIB).toFixed(1)} MiB`;
    // A line that wraps could not be taken away again.
    const text = truncate(`${sanitize(stage)}${layers}`, (io.stderr.columns || 80) - 1);
    io.stderr.write(`\r\x1b[K${text}`);
  };
  return {
    stage(text) {
      stage = text;
      draw(true);
    },
    layer(index, bytes) {
      bytesOf.set(index, bytes);
      draw(false);
    },
    end: () => void io.stderr.write('\r\x1b[K'),
  };
}
