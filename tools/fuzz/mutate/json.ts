/** Changes one value of a JSON document and leaves it valid JSON: flipped bytes hardly ever do. */
import { parseJsonText } from '../../../src/base/json.ts';
import type { Random } from '../random.ts';
import type { Mutator } from '../target.ts';

/** Text that is no JSON stays as it is. */
export const mutateJson: Mutator = (bytes, random) => {
  let root: unknown;
  try {
    root = parseJsonText(bytes.toString());
  } catch {
    return bytes;
  }
  const box = { root };
  try {
    return change(box, random);
  } catch (error) {
    // Nested too deep to walk through, or too large to copy.
    if (error instanceof RangeError || error instanceof DOMException) return bytes;
    throw error;
  }
};

function change(box: { root: unknown }, random: Random): Buffer {
  const chosen = random.pick(CHANGES);
  for (let count = 1 + random.int(3); count > 0; count--) {
    const places = collectPlaces(box);
    if (places.length > 0) chosen(random.pick(places), random, places);
  }
  return Buffer.from(nest(JSON.stringify(box.root) ?? 'null', random));
}

interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

type Change = (place: Place, random: Random, places: readonly Place[]) => void;

const EVIL: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  '0',
  ' ',
  '\0',
  '\ud800',
  '../../etc',
  'sha256:',
  `sha256:${'0'.repeat(64)}`,
  'x'.repeat(10_000),
  [],
  {},
  [[]],
  [null],
  { length: 1e9 },
];
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'length', '', '0', '\u0000'];
/** Becomes brackets in brackets; JSON.stringify could not write those. */
const NEST = '"fuzz:nest"';

const CHANGES: readonly Change[] = [
  ({ parent, key }, random) => set(parent, key, random.pick(EVIL)),
  ({ parent, key }) => {
    delete parent[key];
  },
  ({ parent, key }, random, places) => {
    const from = random.pick(places);
    set(parent, key, structuredClone(from.parent[from.key]));
  },
  ({ parent, key }, random) => set(parent, random.pick(NAMES), parent[key]),
  ({ parent, key }) => set(parent, key, [parent[key]]),
  ({ parent, key }, random) => set(parent, key, { [random.pick(NAMES)]: parent[key] }),
  ({ parent, key }, random) => set(parent, key, otherText(parent[key], random)),
  ({ parent, key }, random) => {
    if (random.oneIn(8)) set(parent, key, JSON.parse(NEST));
  },
  ({ parent, key }, random) => {
    const value = parent[key];
    if (Array.isArray(value)) set(parent, key, value.concat(value).slice(0, 200));
    else set(parent, key, Array(random.int(30)).fill(value));
  },
];

/** Also `__proto__` becomes a member like any other. */
function set(parent: Record<string, unknown>, key: string, value: unknown): void {
  if (Array.isArray(parent) && !/^\d+$/.test(key)) return;
  Object.defineProperty(parent, key, {
    value: structuredClone(value),
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

function otherText(value: unknown, random: Random): unknown {
  if (typeof value === 'number')
    return random.pick([value + 1, value - 1, -value, value * 2 ** 32, String(value)]);
  // An object's own `toString` can be anything.
  if (typeof value !== 'string') return JSON.stringify(value) ?? '';
  const at = random.int(value.length + 1);
  return (
    value.slice(0, at) +
    random.pick(['', '\0', '/', ':', '@', '\n', '..', '\u{1f600}', '0']) +
    value.slice(at + random.int(3))
  );
}

function collectPlaces(box: Readonly<Record<string, unknown>>): Place[] {
  const places: Place[] = [];
  const visit = (parent: Record<string, unknown>): void => {
    for (const key of Object.keys(parent)) {
      places.push({ parent, key });
      const value = parent[key];
      if (typeof value === 'object' && value !== null) visit(value as Record<string, unknown>);
    }
  };
  visit(box);
  return places;
}

function nest(text: string, random: Random): string {
  if (!text.includes(NEST)) return text;
  const depth = random.pick([10, 1000, 20_000]);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
  ] as const);
  return text.replace(NEST, `${open.repeat(depth)}0${close.repeat(depth)}`);
}
