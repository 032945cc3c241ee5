/** Runs one input and says whether the parser behaved: it returned or refused, in its own words, and changed nothing. */
import type { Target } from './target.ts';

export type Outcome =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Failure {
  /** The same for failures of one cause: `TypeError in parseHeader (base/rfc822.ts)`. */
  readonly key: string;
  readonly detail: string;
}

export function judge(target: Target, bytes: Uint8Array): Outcome | Promise<Outcome> {
  try {
    const value = target.run(bytes);
    if (!(value instanceof Promise)) return returned(value);
    return value.then(returned, (thrown: unknown) => judgeThrown(target, thrown));
  } catch (thrown) {
    return judgeThrown(target, thrown);
  }
}

export function failed(key: string, detail: string): Outcome {
  return { kind: 'failed', failure: { key, detail } };
}

function returned(value: unknown): Outcome {
  return prototypeFailure() ?? { kind: 'returned', value };
}

function judgeThrown(target: Target, thrown: unknown): Outcome {
  if (!(thrown instanceof Error)) return failed('something that is no error was thrown', String(thrown));
  if (!isDeclared(target, thrown))
    return failed(`${thrown.name} in ${placeOf(thrown)}`, String(thrown.stack));
  return prototypeFailure() ?? { kind: 'refused', message: thrown.message };
}

/** Exactly the class that is declared: a TypeError is an Error, too. */
function isDeclared({ errors }: Target, thrown: Error): boolean {
  return errors.some((declared) => thrown.constructor === declared);
}

/** The innermost function of the sources on the stack. */
function placeOf({ stack = '', message }: Error): string {
  const frame = /^ *at (?:(?:async )?(\S+) )?.*?\/src\/([^:]+\.ts)/m.exec(stack);
  return frame === null ? message.slice(0, 60) : `${frame[1] ?? 'a function'} (${frame[2]})`;
}

const WATCHED: readonly object[] = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  Map.prototype,
  String.prototype,
];
const KEYS: readonly ReadonlySet<PropertyKey>[] = WATCHED.map(
  (prototype) => new Set(Reflect.ownKeys(prototype)),
);

function prototypeFailure(): Outcome | null {
  for (const [at, prototype] of WATCHED.entries()) {
    const keys = Reflect.ownKeys(prototype);
    if (keys.length === KEYS[at]!.size) continue;
    const added = keys.filter((key) => !KEYS[at]!.has(key));
    // The next input is to be judged for itself.
    for (const key of added) Reflect.deleteProperty(prototype, key);
    return failed('a prototype was changed', added.join(' '));
  }
  return null;
}
