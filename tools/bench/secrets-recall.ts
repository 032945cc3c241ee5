/**
 * A report's secrets against the list of those that were planted. A planted secret is found if every place of it is
 * reported at its path, in its layer and state, and on its line, by a finding that counts. Detectors are not compared: what
 * a kind is called is the scanner's business.
 */
import type { PlantedPlace, PlantedSecret } from '../plant/truth.ts';

export interface ReportedSecret {
  readonly kind: 'secret';
  /** The detector's id. */
  readonly id: string;
  readonly severity: string;
  readonly standing: string;
  readonly masked: string;
  readonly places: readonly ReportedPlace[];
}

export interface ReportedPlace {
  readonly state: string;
  readonly layerIndex: number | null;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly encodings: readonly string[];
  readonly excerpt: string;
}

/** From the best to the worst. */
export const VERDICTS = [
  'found',
  'not counted',
  'wrong line',
  'wrong state',
  'wrong layer',
  'missed',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface JudgedSecret {
  readonly secret: PlantedSecret;
  /** The worst of its places. */
  readonly verdict: Verdict;
  /** For people: the place that the verdict is of, and what was reported instead. */
  readonly label: string;
  /** Detectors that named it. */
  readonly detectors: readonly string[];
  readonly isColumnRight: boolean;
}

/** In the order of the truth; further mentions that a report may leave out are not looked for. */
export function judgeRecall(
  planted: readonly PlantedSecret[],
  reported: readonly ReportedSecret[],
): JudgedSecret[] {
  const byPath = Map.groupBy(
    reported.flatMap((finding) => finding.places.map((place) => ({ finding, place }))),
    ({ place }) => outerOf(place.path),
  );
  return planted.map((secret) => {
    const places = secret.places
      .filter(({ isOptional }) => !isOptional)
      .map((place) => judgePlace(place, byPath.get(outerOf(place.path)) ?? []));
    const worst = places.toSorted((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict))[0]!;
    return {
      secret,
      verdict: worst.verdict,
      label: `${secret.kind} in ${secret.place}, ${secret.fate}: ${describePlace(worst.place)}${worst.instead}`,
      detectors: [...new Set(places.flatMap(({ detectors }) => detectors))].sort(),
      isColumnRight: places.every(({ isColumnRight }) => isColumnRight),
    };
  });
}

interface Reported {
  readonly finding: ReportedSecret;
  readonly place: ReportedPlace;
}

interface JudgedPlace extends Pick<JudgedSecret, 'verdict' | 'detectors' | 'isColumnRight'> {
  readonly place: PlantedPlace;
  readonly instead: string;
}

function judgePlace(place: PlantedPlace, candidates: readonly Reported[]): JudgedPlace {
  const near = candidates.filter((candidate) => isSamePath(place.path, candidate.place.path));
  const tests: readonly (readonly [Verdict, (reported: Reported) => boolean])[] = [
    ['wrong layer', (reported) => reported.place.layerIndex === place.layerIndex],
    ['wrong state', (reported) => reported.place.state === place.state],
    ['wrong line', (reported) => isLineRight(place, reported.place)],
    ['not counted', (reported) => reported.finding.standing === 'counted'],
  ];
  let left = near;
  for (const [verdict, holds] of tests) {
    const kept = left.filter(holds);
    if (left.length > 0 && kept.length === 0) {
      return { ...EMPTY, place, verdict, instead: `; reported ${left.map(describeReported).join(', ')}` };
    }
    left = kept;
  }
  if (left.length === 0) return { ...EMPTY, place, verdict: 'missed' };
  const isColumnRight = left.some((reported) => isColumnWithin(place, reported.place));
  return {
    ...EMPTY,
    place,
    verdict: 'found',
    detectors: left.map(({ finding }) => finding.id),
    isColumnRight,
  };
}

const EMPTY = { instead: '', detectors: [], isColumnRight: false };

function isLineRight({ lines }: PlantedPlace, { line }: ReportedPlace): boolean {
  return lines === null || (line >= lines[0] && line <= lines[1]);
}

/** Inside the secret as it is written, whose password may be all that was meant; on further lines of it any column. */
function isColumnWithin({ lines, column, length }: PlantedPlace, reported: ReportedPlace): boolean {
  if (lines === null || column === 0 || reported.line !== lines[0]) return true;
  return reported.column >= column && reported.column < column + Math.max(1, length);
}

/**
 * Archives in between may be named or not (`a.deb!/data.tar.gz!/etc/x`, `a.deb!/etc/x`), and `./` in front of members is
 * nothing: the file in the image and the innermost member have to be the same, but a compressed single file has no name that all
 * agree on. A list that names the archive only, or the
 * part of the config only, is content with any member of it.
 */
function isSamePath(planted: string, reported: string): boolean {
  if (planted === reported || reported.startsWith(`${planted}!/`)) return true;
  if (planted.startsWith('config:')) return !planted.includes('/') && reported.startsWith(`${planted}/`);
  const [ours, theirs] = [planted, reported].map((path) =>
    path.split('!/').map((part) => part.replace(/^\.\//, '')),
  );
  if (ours![0] === theirs![0] && ours![0]!.endsWith('.gz')) return true;
  return ours!.length > 1 && theirs!.length > 1 && ours![0] === theirs![0] && ours!.at(-1) === theirs!.at(-1);
}

/** The file in the image, or the part of the config. */
function outerOf(path: string): string {
  return path.split(path.startsWith('config:') ? '/' : '!/', 1)[0]!;
}

function describePlace({ path, lines, layerIndex, state }: PlantedPlace): string {
  return `${path}${lines === null ? '' : `:${lines[0]}`}, layer ${layerIndex}, ${state}`;
}

function describeReported({ finding, place }: Reported): string {
  return `${finding.id} ${place.path}:${place.line}, layer ${place.layerIndex}, ${place.state}, ${finding.standing}`;
}
