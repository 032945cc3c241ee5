/**
 * Where shading moved a library to: `com/google/common/base` and `my/shaded/com/google/common/base` differ by what is
 * in front of their common end. A library moves as a whole, so the folders count that agree about it.
 */
import type { KnownLibrary } from './class-table.ts';

/** The paths, one for each class found, that lie where the library was released or where most of it was moved. */
export function movesOf(folders: readonly string[], paths: readonly string[]): ReadonlySet<string> {
  const known = new Set(folders);
  const byLast = Map.groupBy(folders, lastOf);
  const votes = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(path, (counts.get(path) ?? 0) + 1);
  const movesOfPath = new Map<string, readonly string[]>();
  for (const [path, count] of counts) {
    if (known.has(path)) continue;
    const moves = (byLast.get(lastOf(path)) ?? []).map((folder) => moveOf(folder, path));
    const likely = [...new Set(moves.filter((move) => move !== null))];
    movesOfPath.set(path, likely);
    for (const move of likely) votes.set(move, (votes.get(move) ?? 0) + count);
  }
  const least = paths.length * LEAST_SHARE;
  const isAgreed = (move: string): boolean => (votes.get(move) ?? 0) >= least;
  return new Set(
    [...counts.keys()].filter((path) => known.has(path) || movesOfPath.get(path)?.some(isAgreed) === true),
  );
}

export function isMoved(library: KnownLibrary, path: string): boolean {
  return !library.folders.includes(path);
}

const LEAST_SHARE = 0.1;

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What was in front of the common end, and what is now; null for what a relocation does not do. */
function moveOf(from: string, to: string): string | null {
  const [before, after] = [from.split('/'), to.split('/')];
  let common = 0;
  while (
    common < before.length &&
    common < after.length &&
    before.at(-1 - common) === after.at(-1 - common)
  ) {
    common += 1;
  }
  const front = before.slice(0, before.length - common);
  const now = after.slice(0, after.length - common);
  return isRelated(front, now) ? null : `${front.join('/')} ${now.join('/')}`;
}

/** The same library in another edition (`javax` and `jakarta`, `jetty/ee10` and `jetty/ee11`) is another artefact. */
function isRelated(front: readonly string[], now: readonly string[]): boolean {
  if (front.length === 0) return false;
  if (front[0] === 'javax' || front[0] === 'jakarta') return now[0] === 'javax' || now[0] === 'jakarta';
  return front[0] === now[0] && front[1] === now[1];
}
