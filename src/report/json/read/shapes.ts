/** Shapes that a report needs besides those of model/shape.ts. */
import { type Digest, isDigest } from '../../../model/digest.ts';
import { placed, type Shape, ShapeError, text } from '../../../model/shape.ts';

export const digest: Shape<Digest> = (value) => {
  const given = text(value);
  if (isDigest(given)) return given;
  throw new ShapeError('is no digest');
};

export const finite: Shape<number> = (value) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ShapeError('is no number');
};

export const whole: Shape<number> = (value) => {
  if (Number.isSafeInteger(value)) return value as number;
  throw new ShapeError('is no whole number');
};

/** `YYYY-MM-DD`, or empty. */
export const day: Shape<string> = (value) => {
  const given = text(value);
  if (given === '' || /^\d{4}-\d{2}-\d{2}$/.test(given)) return given;
  throw new ShapeError('is no day');
};

/** UTC, ISO 8601. */
export const time: Shape<string> = (value) => {
  const given = text(value);
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(given) && !Number.isNaN(Date.parse(given))) return given;
  throw new ShapeError('is no time');
};

/** For what is made of the rest, and made again when it is written. */
export const derived: Shape<null> = () => null;

/** Objects of several forms, told apart by the text in one member. */
export function union<T>(tag: string, forms: Readonly<Record<string, Shape<T>>>): Shape<T> {
  const byTag = new Map<unknown, Shape<T>>(Object.entries(forms));
  return (value) => {
    if (typeof value !== 'object' || value === null) throw new ShapeError('is no object');
    const given = (value as Readonly<Record<string, unknown>>)[tag];
    const form = byTag.get(given);
    if (form === undefined) throw new ShapeError(`.${tag} is none of ${[...byTag.keys()].join(', ')}`);
    return form(value);
  };
}

/** What a value of another form stands for. `make` may throw ShapeError. */
export function made<From, To>(shape: Shape<From>, make: (from: From) => To): Shape<To> {
  return (value) => make(shape(value));
}

type Members<T> = { readonly [K in keyof T]-?: Shape<T[K]> };

/** One flat object whose members, exactly these, belong to two things. */
export function parts<A, B, T>(
  ofFirst: Members<A>,
  ofSecond: Members<B>,
  make: (first: A, second: B) => T,
): Shape<T> {
  const first = Object.entries<Shape<unknown>>(ofFirst);
  const second = Object.entries<Shape<unknown>>(ofSecond);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ShapeError('is no object');
    if (Object.keys(value).length !== first.length + second.length) throw new ShapeError('has other members');
    return make(pick<A>(first, value), pick<B>(second, value));
  };
}

function pick<T>(members: readonly [name: string, shape: Shape<unknown>][], value: object): T {
  const given = value as Readonly<Record<string, unknown>>;
  const built: Record<string, unknown> = {};
  let current = '';
  try {
    for (const [name, shape] of members) {
      current = name;
      if (!Object.hasOwn(given, name)) throw new ShapeError('is missing');
      built[name] = shape(given[name]);
    }
  } catch (error) {
    throw placed(`.${current}`, error);
  }
  return built as T;
}
