/** Lines of the sources that ran, out of V8's ranges. */
import { globSync, readFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface LineCount {
  readonly lines: number;
  readonly run: number;
}

const SOURCES: URL = new URL('../../src/', import.meta.url);

/** The URL prefixes of files and folders below `src`. */
export function urlsOf(sources: readonly string[]): string[] {
  return sources.map((source) => new URL(source, SOURCES).href);
}

/** All files of these files and folders, tests and fixtures left out. */
function filesOf(sources: readonly string[]): string[] {
  return sources.flatMap((source) => {
    if (source.endsWith('.ts')) return [fileURLToPath(new URL(source, SOURCES))];
    return globSync('**/*.ts', { cwd: fileURLToPath(new URL(source, SOURCES)) })
      .filter((file) => !file.endsWith('.test.ts') && !file.includes('fixtures/'))
      .map((file) => fileURLToPath(new URL(`${source}${file}`, SOURCES)))
      .sort();
  });
}

/** By file; one that was never loaded has no line that ran. */
export function countLines(
  sources: readonly string[],
  scripts: readonly Profiler.ScriptCoverage[],
): ReadonlyMap<string, LineCount> {
  const byUrl = new Map(scripts.map((script) => [script.url, script]));
  return new Map(
    filesOf(sources).map((file) => [file, countFile(file, byUrl.get(pathToFileURL(file).href))]),
  );
}

function countFile(file: string, script: Profiler.ScriptCoverage | undefined): LineCount {
  // Types become blanks, everything else keeps its place.
  const code = stripTypeScriptTypes(readFileSync(file, 'utf8'));
  const ran = new Uint8Array(code.length);
  for (const { ranges } of script?.functions ?? []) {
    for (const { startOffset, endOffset, count } of ranges)
      ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  }
  let at = 0;
  let lines = 0;
  let run = 0;
  for (const line of code.split('\n')) {
    const text = line.trim();
    if (text !== '' && !/^(?:\/\/|\/\*|\*)/.test(text)) {
      lines++;
      const start = at + line.indexOf(text);
      if (ran.subarray(start, start + text.length).includes(1)) run++;
    }
    at += line.length + 1;
  }
  return { lines, run };
}
