/**
 * Which known libraries' classes are in an archive, also where they were moved to other packages and no descriptor
 * was left. A library is in question where half of its classes are there by their names. Its version is one of those
 * in which each of these classes was as it is here: where it was released by the checksum of its file, elsewhere by its
 * shape, for which the class is read. One class that no known version had, and the version is not told.
 */
import type { ClassList } from './class-list.ts';
import type { ClassTable, KnownLibrary } from './class-table.ts';
import { contentMark, hashText, keyOf, shapeMark } from './hashes.ts';
import { isMoved, movesOf } from './moves.ts';

export interface FoundLibrary {
  readonly group: string;
  readonly artifact: string;
  /** Those that fit, the oldest first; none where it is another than the known ones. */
  readonly versions: readonly string[];
  /** Share of the library's classes that are there, and of the archive's that are the library's: 0 to 100. */
  readonly coverage: number;
  readonly share: number;
  /** Folders of the archive that hold it, sorted. */
  readonly folders: readonly string[];
}

/** Shapes of classes by their numbers in the list; null for one that cannot be read. */
export type ReadShapes = (classes: readonly number[]) => readonly (number | null)[];

export function findLibraries(classes: ClassList, table: ClassTable, read: ReadShapes): FoundLibrary[] {
  const places = classes.folders.map(toPlace);
  const candidates = findCandidates(classes, places, table).map((hits, library) =>
    hits === null ? null : judge({ classes, places, table, read, library, hits }),
  );
  return chooseDisjoint(
    candidates.filter((candidate) => candidate !== null),
    classes,
  );
}

/** Below it nothing is said of a library. */
const LEAST_COVERAGE = 0.5;
/** A library that is not just as known is only named if it shows more of itself. */
const LEAST_UNSURE = 0.7;
const LEAST_UNSURE_CLASSES = 8;
/** Fewer that were moved could be anybody's. */
const LEAST_MOVED = 4;
/** Classes that are read to see whether reading more is of use. */
const SAMPLE = 8;

interface Place {
  readonly path: string;
  readonly hash: number;
  readonly last: number;
}

/** Classes of an application are in folders of their own; copies for newer releases of Java are not compared. */
function toPlace(folder: string): Place | null {
  if (folder.startsWith('META-INF/versions/')) return null;
  const path = folder.replace(/^(?:BOOT|WEB)-INF\/classes(?:\/|$)/, '');
  return { path, hash: hashText(path), last: hashText(path.slice(path.lastIndexOf('/') + 1)) };
}

/** A class of the archive that has the key of one of a library, and the forms of that one. */
interface Hit {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

function findCandidates(
  classes: ClassList,
  places: readonly (Place | null)[],
  table: ClassTable,
): (Hit[] | null)[] {
  const hits = table.libraries.map((): Hit[] => []);
  for (let at = 0; at < classes.count; at += 1) {
    const place = places[classes.folderOf[at]!];
    if (place === null || place === undefined) continue;
    table.each(keyOf(place.last, classes.names[at]!), (library, from, to) => {
      hits[library]!.push({ at, from, to });
    });
  }
  return hits.map((found, library) => {
    const least = Math.min(...table.libraries[library]!.counts) * LEAST_COVERAGE;
    return found.length > 0 && found.length >= least ? found : null;
  });
}

interface Question {
  readonly classes: ClassList;
  readonly places: readonly (Place | null)[];
  readonly table: ClassTable;
  readonly read: ReadShapes;
  readonly library: number;
  readonly hits: readonly Hit[];
}

interface Candidate {
  readonly known: KnownLibrary;
  readonly versions: readonly string[];
  readonly coverage: number;
  /** Numbers of its classes. */
  readonly members: readonly number[];
}

function judge(question: Question): Candidate | null {
  const { classes, places, table } = question;
  const known = table.libraries[question.library]!;
  const pathOf = ({ at }: Hit): string => places[classes.folderOf[at]!]!.path;
  const moves = movesOf(known.folders, question.hits.map(pathOf));
  const hits = question.hits.filter((hit) => moves.has(pathOf(hit)));
  if (hits.length === 0 || (hits.length < LEAST_MOVED && hits.every((hit) => isMoved(known, pathOf(hit))))) {
    return null;
  }
  const members = hits.map(({ at }) => at);
  const fitting = fittingVersions(question, hits, known);
  const best = Math.max(...fitting.map(({ coverage }) => coverage), 0);
  if (best >= LEAST_COVERAGE) {
    const versions = fitting.filter(({ coverage }) => coverage === best).map(({ version }) => version);
    return { known, versions, coverage: best, members };
  }
  const coverage = Math.min(1, hits.length / Math.min(...known.counts));
  const tells = coverage >= LEAST_UNSURE && hits.length >= LEAST_UNSURE_CLASSES;
  return tells ? { known, versions: [], coverage, members } : null;
}

interface Fitting {
  readonly version: string;
  readonly coverage: number;
}

function fittingVersions(question: Question, hits: readonly Hit[], known: KnownLibrary): Fitting[] {
  const bits = versionBitsOf(question, hits);
  const all = bits.reduce((left, one) => left & one, -1);
  return known.versions.flatMap((version, number) => {
    if ((all & (1 << number)) === 0) return [];
    return [{ version, coverage: Math.min(1, hits.length / known.counts[number]!) }];
  });
}

/** The versions of each class, as bits. */
function versionBitsOf({ classes, places, table, read }: Question, hits: readonly Hit[]): number[] {
  const bits = hits.map((hit) => {
    const mark = contentMark(places[classes.folderOf[hit.at]!]!.hash, classes.sums[hit.at]!);
    return bitsOf(table.versionBits, table.contents, hit, mark);
  });
  // In its own place a class that is not as released is of another release, or somebody changed it.
  const open = hits
    .map((_, number) => number)
    .filter(
      (number) => bits[number] === 0 && !table.isFolder(places[classes.folderOf[hits[number]!.at]!]!.path),
    );
  const fill = (numbers: readonly number[]): number => {
    const shapes = read(numbers.map((number) => hits[number]!.at));
    for (const [index, number] of numbers.entries()) {
      const shape = shapes[index] ?? null;
      if (shape !== null)
        bits[number] = bitsOf(table.versionBits, table.shapes, hits[number]!, shapeMark(shape));
    }
    return numbers.filter((number) => bits[number] !== 0).length;
  };
  const step = Math.max(1, Math.floor(open.length / SAMPLE));
  const sample = open.filter((_, index) => index % step === 0);
  // One class of another version is enough to know that it is none of these.
  if (open.length > 0 && fill(sample) === sample.length) fill(open.filter((number) => bits[number] === 0));
  return bits;
}

function bitsOf(versionBits: Uint32Array, marks: Uint16Array, { from, to }: Hit, mark: number): number {
  let bits = 0;
  for (let form = from; form < to; form += 1) if (marks[form] === mark) bits |= versionBits[form]!;
  return bits;
}

/** A class belongs to one library: to the one whose version is told, and of these to the one with the most classes. */
function chooseDisjoint(candidates: readonly Candidate[], classes: ClassList): FoundLibrary[] {
  const taken = new Set<number>();
  const rank = (candidate: Candidate): number =>
    (candidate.versions.length > 0 ? 1e9 : 0) + candidate.members.length * candidate.coverage;
  return candidates
    .toSorted((a, b) => rank(b) - rank(a))
    .filter(({ members }) => {
      const free = members.filter((member) => !taken.has(member));
      const isOwn = free.length >= members.length * LEAST_UNSURE;
      if (isOwn) for (const member of free) taken.add(member);
      return isOwn;
    })
    .map((candidate) => toFound(candidate, classes));
}

function toFound({ known, versions, coverage, members }: Candidate, classes: ClassList): FoundLibrary {
  const folders = new Set(members.map((member) => classes.folders[classes.folderOf[member]!]!));
  return {
    group: known.group,
    artifact: known.artifact,
    versions,
    coverage: Math.floor(100 * coverage),
    share: Math.floor((100 * members.length) / classes.count),
    folders: [...folders].toSorted(),
  };
}
