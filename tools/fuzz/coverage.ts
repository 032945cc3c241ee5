/** Which blocks of the sources ran, by V8's precise coverage in this thread (node:inspector, Profiler domain). */
import { type Profiler, Session } from 'node:inspector';

export interface Coverage {
  /** Characters of source that ran since the last call and never before. With `keep`, they count as run from now on. */
  takeNew(keep: boolean): number;
  /** As if nothing had ever run. */
  forget(): void;
}

/** Must be called before the sources are loaded. `prefixes`: URLs of what is looked at. */
export function startCoverage(prefixes: () => readonly string[]): Coverage {
  const take = openProfiler(false);
  const seen = new Map<string, Uint8Array>();
  return {
    takeNew(keep) {
      let count = 0;
      const wanted = prefixes();
      for (const { url, functions } of take()) {
        if (!wanted.some((prefix) => url.startsWith(prefix))) continue;
        for (const { ranges } of functions) count += addRun(seen, url, ranges, keep);
      }
      return count;
    },
    forget: () => seen.clear(),
  };
}

/** Everything that ran from the start to the one call of the answer. */
export function startCounting(): () => readonly Profiler.ScriptCoverage[] {
  return openProfiler(true);
}

function openProfiler(callCount: boolean): () => readonly Profiler.ScriptCoverage[] {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount, detailed: true });
  return () => {
    let scripts: readonly Profiler.ScriptCoverage[] = [];
    session.post('Profiler.takePreciseCoverage', (_, answer) => {
      scripts = answer.result;
    });
    return scripts;
  };
}

/** The first range is the function, those after it are blocks in it that ran or did not. */
function addRun(
  seen: Map<string, Uint8Array>,
  url: string,
  [whole, ...blocks]: readonly Profiler.CoverageRange[],
  keep: boolean,
): number {
  if (whole === undefined || whole.count === 0) return 0;
  const { startOffset, endOffset } = whole;
  const ran = new Uint8Array(endOffset - startOffset).fill(1);
  for (const block of blocks) {
    ran.fill(block.count > 0 ? 1 : 0, block.startOffset - startOffset, block.endOffset - startOffset);
  }
  const key = `${startOffset} ${url}`;
  const before = seen.get(key);
  const fresh = before === undefined ? ran.length : countNew(before, ran);
  if (keep && before === undefined) seen.set(key, ran);
  else if (keep && fresh > 0) for (let i = 0; i < ran.length; i++) before![i]! |= ran[i]!;
  return fresh;
}

function countNew(before: Uint8Array, ran: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < ran.length; i++) if (ran[i]! > before[i]!) count++;
  return count;
}
