/**
 * CVSS vectors of versions 2.0, 3.0, 3.1 and 4.0 (first.org/cvss): a strict reader in front of a lenient calculator.
 * The score is that of the base metrics alone; threat, temporal, environmental and supplemental metrics are checked
 * and left out. Metrics may come in any order; one slash at the end is passed over.
 */
import calculator from 'ae-cvss-calculator';
import { CVSS_PREFIXES, type CvssVersion } from './cvss-version.ts';

/** Values by metric; base metrics are all mandatory. */
interface Metrics {
  readonly base: Readonly<Record<string, string>>;
  readonly other: Readonly<Record<string, string>>;
}

const V2: Metrics = {
  base: { AV: 'L A N', AC: 'H M L', Au: 'M S N', C: 'N P C', I: 'N P C', A: 'N P C' },
  other: {
    E: 'U POC F H ND',
    RL: 'OF TF W U ND',
    RC: 'UC UR C ND',
    CDP: 'N L LM MH H ND',
    TD: 'N L M H ND',
    CR: 'L M H ND',
    IR: 'L M H ND',
    AR: 'L M H ND',
  },
};

const V3: Metrics = {
  base: { AV: 'N A L P', AC: 'L H', PR: 'N L H', UI: 'N R', S: 'U C', C: 'H L N', I: 'H L N', A: 'H L N' },
  other: {
    E: 'X H F P U',
    RL: 'X U W T O',
    RC: 'X C R U',
    CR: 'X H M L',
    IR: 'X H M L',
    AR: 'X H M L',
    MAV: 'X N A L P',
    MAC: 'X L H',
    MPR: 'X N L H',
    MUI: 'X N R',
    MS: 'X U C',
    MC: 'X H L N',
    MI: 'X H L N',
    MA: 'X H L N',
  },
};

const V4: Metrics = {
  base: {
    AV: 'N A L P',
    AC: 'L H',
    AT: 'N P',
    PR: 'N L H',
    UI: 'N P A',
    VC: 'H L N',
    VI: 'H L N',
    VA: 'H L N',
    SC: 'H L N',
    SI: 'H L N',
    SA: 'H L N',
  },
  other: {
    E: 'X A P U',
    CR: 'X H M L',
    IR: 'X H M L',
    AR: 'X H M L',
    MAV: 'X N A L P',
    MAC: 'X L H',
    MAT: 'X N P',
    MPR: 'X N L H',
    MUI: 'X N P A',
    MVC: 'X H L N',
    MVI: 'X H L N',
    MVA: 'X H L N',
    MSC: 'X H L N',
    MSI: 'X S H L N',
    MSA: 'X S H L N',
    S: 'X N P',
    AU: 'X N Y',
    R: 'X A U I',
    V: 'X D C',
    RE: 'X L M H',
    U: 'X Clear Green Amber Red',
  },
};

interface Edition {
  readonly prefix: string;
  readonly metrics: ReadonlyMap<string, ReadonlySet<string>>;
  readonly base: readonly string[];
  readonly score: (vector: string) => number;
}

function edition(version: CvssVersion, metrics: Metrics, score: Edition['score']): Edition {
  const all = { ...metrics.base, ...metrics.other };
  return {
    prefix: new Map(CVSS_PREFIXES).get(version)!,
    metrics: new Map(Object.entries(all).map(([name, values]) => [name, new Set(values.split(' '))])),
    base: Object.keys(metrics.base),
    score,
  };
}

/** In the order of `CVSS_PREFIXES`. */
const EDITIONS: readonly Edition[] = [
  edition('4.0', V4, (v) => new calculator.Cvss4P0(v).calculateScores().overall),
  edition('3.1', V3, (v) => new calculator.Cvss3P1(v).calculateScores().overall),
  edition('3.0', V3, (v) => new calculator.Cvss3P0(v).calculateScores().overall),
  edition('2.0', V2, (v) => new calculator.Cvss2(v).calculateScores().overall),
];

/** A vector takes half a millisecond to score, and feeds repeat a few thousand of them without end. */
const scores = new Map<string, number | null>();
const MAX_CACHED = 50_000;
const MAX_LENGTH = 300;

/** The base score, 0 to 10 with one decimal; null for text that is no valid vector. */
export function scoreOf(vector: string): number | null {
  if (vector.length > MAX_LENGTH) return null;
  const known = scores.get(vector);
  if (known !== undefined) return known;
  const score = calculate(vector);
  if (scores.size >= MAX_CACHED) scores.clear();
  scores.set(vector, score);
  return score;
}

function findEdition(vector: string): Edition {
  return EDITIONS.find((e) => vector.startsWith(e.prefix))!;
}

function calculate(vector: string): number | null {
  const found = findEdition(vector);
  const values = parseMetrics(vector.slice(found.prefix.length).replace(/\/$/, ''), found);
  if (values === null || !found.base.every((name) => values.has(name))) return null;
  const score = found.score(found.prefix + found.base.map((name) => `${name}:${values.get(name)}`).join('/'));
  return Number.isFinite(score) ? score : null;
}

/** Null for an unknown metric, an unknown value or a metric that is given twice. */
function parseMetrics(text: string, { metrics }: Edition): ReadonlyMap<string, string> | null {
  const values = new Map<string, string>();
  for (const part of text.split('/')) {
    const colon = part.indexOf(':');
    const name = part.slice(0, Math.max(0, colon));
    const value = part.slice(colon + 1);
    if (values.has(name) || metrics.get(name)?.has(value) !== true) return null;
    values.set(name, value);
  }
  return values;
}
