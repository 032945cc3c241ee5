/**
 * What plain data must look like that come from where hostile bytes were read: another process, or a file. A shape
 * takes a value apart and builds it anew, member by member, so that nothing but what it names can get through: no
 * further member, no other prototype.
 */

/** Answers the value, built anew. Throws ShapeError for one that does not fit. */
export type Shape<T> = (value: unknown) => T;

/** The message names the place and what does not fit. */
export class ShapeError extends Error {}

export const text: Shape<string> = (value) => {
  if (typeof value === 'string') return value;
  throw new ShapeError('is no text');
};

/** Not longer, in UTF-16 code units. */
export function textUpTo(most: number): Shape<string> {
  return (value) => {
    const given = text(value);
    if (given.length > most) throw new ShapeError('is too long');
    return given;
  };
}

export const flag: Shape<boolean> = (value) => {
  if (typeof value === 'boolean') return value;
  throw new ShapeError('is neither true nor false');
};

/** Whole and not negative. */
export const count: Shape<number> = (value) => {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new ShapeError('is no count');
};

export function countUpTo(most: number): Shape<number> {
  return (value) => {
    const given = count(value);
    if (given > most) throw new ShapeError(`is more than ${most}`);
    return given;
  };
}

/** Bytes, which are base64 in JSON: `plainData`. */
export const bytes: Shape<Uint8Array> = (value) => {
  if (typeof value !== 'string') throw new ShapeError('is no text of bytes');
  const given = Buffer.from(value, 'base64');
  if (given.toString('base64') !== value) throw new ShapeError('is no base64');
  return new Uint8Array(given);
};

export function word<T extends string>(...allowed: readonly T[]): Shape<T> {
  return (value) => {
    if (allowed.includes(value as T)) return value as T;
    throw new ShapeError(`is none of ${allowed.join(', ')}`);
  };
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value) => (value === null ? null : shape(value));
}

/** The first that fits. */
export function either<A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> {
  return (value) => {
    try {
      return first(value);
    } catch {
      return second(value);
    }
  };
}

export function list<T>(shape: Shape<T>): Shape<T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new ShapeError('is no list');
    const built: T[] = [];
    try {
      for (const member of value) built.push(shape(member));
    } catch (error) {
      throw placed(`[${built.length}]`, error);
    }
    return built;
  };
}

export function pair<A, B>(first: Shape<A>, second: Shape<B>): Shape<readonly [A, B]> {
  return (value) => {
    if (!Array.isArray(value) || value.length !== 2) throw new ShapeError('is no pair');
    return [at(first, value[0], '[0]'), at(second, value[1], '[1]')];
  };
}

/** A map, which is a list of pairs in JSON: `plainData`. */
export function mapOf<K, V>(key: Shape<K>, value: Shape<V>): Shape<ReadonlyMap<K, V>> {
  const pairs = list(pair(key, value));
  return (given) => {
    const members = pairs(given);
    const map = new Map(members);
    if (map.size !== members.length) throw new ShapeError('has a key twice');
    return map;
  };
}

/** Any keys, texts as values: `__proto__` becomes a member like any other. */
export const textRecord: Shape<Readonly<Record<string, string>>> = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ShapeError('is no object');
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, at(text, member, `.${key}`)]));
};

/** Exactly these members. */
export function object<T>(members: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> {
  const names = Object.keys(members) as (keyof T & string)[];
  const parts = names.map((name) => ({ name, shape: members[name] }));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ShapeError('is no object');
    }
    if (Object.keys(value).length !== parts.length) throw new ShapeError('has other members');
    const given = value as Readonly<Record<string, unknown>>;
    for (const name of names) if (!Object.hasOwn(given, name)) throw new ShapeError(`has no ${name}`);
    const built: Partial<T> = {};
    let current = '';
    // One `try` for all: there are hundred thousands of members.
    try {
      for (const { name, shape } of parts) {
        current = name;
        built[name] = shape(given[name]);
      }
    } catch (error) {
      throw placed(`.${current}`, error);
    }
    return built as T;
  };
}

function at<T>(shape: Shape<T>, value: unknown, place: string): T {
  try {
    return shape(value);
  } catch (error) {
    throw placed(place, error);
  }
}

/** The error with the place in front of what it says, if it is one of a shape. */
export function placed(place: string, error: unknown): unknown {
  return error instanceof ShapeError ? new ShapeError(`${place}${spaced(error.message)}`) : error;
}

/** `.name is no text`, but `.facts[3].name is no text`. */
function spaced(message: string): string {
  return message.startsWith('.') || message.startsWith('[') ? message : ` ${message}`;
}

/** Data as JSON can hold them: bytes as base64, maps as lists of pairs. For `JSON.stringify`. */
export function plainData(this: unknown, key: string, value: unknown): unknown {
  // Buffers make lists of numbers of themselves before they are asked about here.
  const own = (this as Readonly<Record<string, unknown>>)[key];
  if (own instanceof Uint8Array)
    return Buffer.from(own.buffer, own.byteOffset, own.length).toString('base64');
  return value instanceof Map ? [...value] : value;
}
