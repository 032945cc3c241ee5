/** Where two JSON documents differ, for people. */

/** `reports[0].exit.code: 1, now 0`; at most `most` of them, in the order of the first document. */
export function findDifferences(before: unknown, after: unknown, most: number): readonly string[] {
  return differences('', before, after).take(most).toArray();
}

function* differences(place: string, before: unknown, after: unknown): Generator<string> {
  if (isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* differences(placeOf(place, key, Array.isArray(before)), own(before, key), own(after, key));
    }
  } else if (before !== after) {
    yield `${place}: ${textOf(before)}, now ${textOf(after)}`;
  }
}

type Members = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

function own(members: Members, key: string): unknown {
  return Object.hasOwn(members, key) ? members[key] : undefined;
}

function placeOf(place: string, key: string, isList: boolean): string {
  if (isList) return `${place}[${key}]`;
  return place === '' ? key : `${place}.${key}`;
}

/** Enough to tell what it is. */
const SHOWN = 60;

function textOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}
