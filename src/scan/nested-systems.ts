/** Systems inside the image whose package databases are not read: each makes the coverage partial. */
import { nestedDatabase, nestedReader } from '../ecosystem/nested/nested.ts';
import { compareText, type Problem } from '../model/problem.ts';
import type { Located, MergedFacts } from '../model/reader.ts';

/** Beyond these they are only counted: the storage of an engine has one for each layer. */
const MOST_TOLD = 10;

export function nestedSystems(facts: MergedFacts): Problem[] {
  const byRoot = new Map<string, Located<string>>();
  for (const found of facts.all(nestedReader)) {
    const key = `${nestedDatabase(found.path)?.root ?? ''} ${nestedDatabase(found.path)?.kind ?? ''}`;
    if (!byRoot.has(key)) byRoot.set(key, found);
  }
  const all = [...byRoot.values()].sort((a, b) => compareText(a.path, b.path));
  const told = all.slice(0, MOST_TOLD).map((found) => unread(found, ''));
  const [more] = all.slice(MOST_TOLD);
  return more === undefined ? told : [...told, unread(more, ` So are ${all.length - MOST_TOLD - 1} others.`)];
}

function unread({ path, layerIndex }: Located<string>, more: string): Problem {
  const { root, kind } = nestedDatabase(path) ?? { root: '', kind: 'package' };
  return {
    code: 'package-database-elsewhere',
    effect: 'incomplete',
    message: `The ${kind} database of another system inside the image is not read: its packages are not checked.${more}`,
    layerIndex,
    path,
    wayOut: `Unpack the image and scan that folder by itself: plimsoll scan rootfs:${root}`,
  };
}
