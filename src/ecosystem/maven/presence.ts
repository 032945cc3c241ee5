/**
 * Are the classes of an artefact in an archive that holds its `pom.properties`? Shading copies both, and sometimes
 * moves the classes; build tools also leave the descriptor of a library whose classes lie elsewhere or nowhere.
 *
 * The rule. An artefact is there if some folder with classes contains, anywhere in its path,
 *  1. its group as folders, or the group without its last segments (three at least), or the words of its artefact
 *     id (`commons-io`: `commons/io`); or else,
 *  2. a long word of its artefact id (`netty`: `org/jboss/netty`); or else,
 *  3. in a folder that no artefact claims by 1: the first two segments of its group (`com.google.guava` and
 *     `com/google/common`), or a short word of its artefact id; or else,
 *  4. those of another artefact of its group: shading moves them together.
 * In doubt it is there: a library that is passed over is worse than one that is listed without need.
 * The classes of an application around its libraries count only for a full group.
 */
import type { Pom } from './descriptor.ts';
import { matcherOf } from './folder-matcher.ts';

export interface ClassFolders {
  readonly classFolders: readonly string[];
  readonly applicationFolders: readonly string[];
}

export interface Presence {
  /** For each artefact, in order: are its classes there? */
  readonly present: readonly boolean[];
  /** Folders with classes that none of the artefacts explains. */
  readonly unexplained: readonly string[];
}

export function judgePresence(poms: readonly Pom[], folders: ClassFolders): Presence {
  const own = poms.map(ownFolders);
  const likely = poms.map(likelyFolders);
  const find = matcherOf([...own, ...likely].flat());
  const all = folders.classFolders.map((folder) => ({ folder, has: find(folder) }));
  const anywhere = unionOf(all);
  const sure = new Set(own.flat().filter((claim) => anywhere.has(claim)));
  const unclaimed = all.filter(({ has }) => !overlaps(has, sure));
  const rest = unionOf(unclaimed);
  const isLikely = (claim: string): boolean => rest.has(claim) || (isTelling(claim) && anywhere.has(claim));
  const isSure = own.map((claims) => claims.some((claim) => sure.has(claim)));
  const found = poms.filter((_, i) => isSure[i]! || likely[i]!.some(isLikely));
  const groups = new Set(found.map((pom) => pom.group));
  const application = unionOf(folders.applicationFolders.map((folder) => ({ has: find(folder) })));
  const guessed = new Set(likely.flatMap((claims, i) => (isSure[i]! ? [] : claims)));
  return {
    present: poms.map((pom) => groups.has(pom.group) || application.has(pom.group.replaceAll('.', '/'))),
    unexplained: outermost(
      unclaimed.filter(({ has }) => !overlaps(has, guessed)).map(({ folder }) => folder),
    ),
  };
}

function unionOf(folders: readonly { readonly has: ReadonlySet<string> }[]): ReadonlySet<string> {
  return new Set(folders.flatMap(({ has }) => [...has]));
}

function overlaps(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return !some.isDisjointFrom(others);
}

/** Sorted, without folders inside another one of them. */
function outermost(folders: readonly string[]): string[] {
  const kept: string[] = [];
  for (const folder of folders.filter((name) => name !== '').toSorted()) {
    const last = kept.at(-1);
    if (last === undefined || !folder.startsWith(`${last}/`)) kept.push(folder);
  }
  return kept;
}

function ownFolders(pom: Pom): string[] {
  const group = pom.group.split('.');
  const shorter = group
    .map((_, dropped) => group.slice(0, group.length - dropped))
    .filter((segments, dropped) => dropped === 0 || segments.length >= 3);
  return [...shorter, wordsOf(pom.group), wordsOf(pom.artifact)].map((segments) => segments.join('/'));
}

/** Words of many artefact ids that say nothing about the folder. */
const COMMON_WORDS = new Set(
  'api core impl common commons java javax jakarta util utils base spec client server parent project module'.split(
    ' ',
  ),
);

function likelyFolders(pom: Pom): string[] {
  const root = pom.group.split('.').slice(0, 2);
  const words = wordsOf(pom.artifact).filter((word) => word.length >= 4 && !COMMON_WORDS.has(word));
  return [root.join('/'), ...words];
}

/** One word of five letters or more, not the two segments of a group. */
function isTelling(folder: string): boolean {
  return folder.length >= 5 && !folder.includes('/');
}

function wordsOf(name: string): string[] {
  return name.split(/[-._]/).filter((word) => word !== '');
}
