/** Targets: one parser of untrusted bytes each, and what its inputs look like. */
import type { Random } from './random.ts';

export interface Target {
  /** Kebab-case; also the name of its folders in `corpus` and `regressions`. */
  readonly id: string;
  /** Files or folders below `src/` whose coverage guides the search and is reported. */
  readonly sources: readonly string[];
  /** Right inputs of every form that the parser knows, made by builders: the search starts from them. */
  seeds(): Inputs | Promise<Inputs>;
  /** Words of the format, as Latin-1. */
  readonly tokens?: readonly string[];
  /** Changes that bytes alone hardly ever make. */
  readonly mutators?: readonly Mutator[];
  /** Puts sums right, so that a change gets further than the first check. Used for most inputs. */
  repair?(bytes: Uint8Array): Uint8Array;
  /** The errors that the parser is allowed to throw. */
  readonly errors: readonly ErrorClass[];
  /** Longest input; 16 KiB unless told. A few are stretched far beyond it. */
  readonly maxBytes?: number;
  /** What one input may allocate, besides a share that grows with the input; 64 MiB unless told. */
  readonly memoryBytes?: number;
  /**
   * Parses. Returns what is found, as plain data: a second run must give the same. Throws one of `errors`, or
   * BrokenProperty where the parser contradicts itself.
   */
  run(bytes: Uint8Array): unknown;
}

export type Inputs = readonly Uint8Array[];

/** Makes another input out of one. `other` is a second input of the corpus. */
export type Mutator = (bytes: Buffer, random: Random, other: Uint8Array) => Uint8Array;

export type ErrorClass = abstract new (...parts: never[]) => Error;

/** What must hold of every input does not. */
export class BrokenProperty extends Error {}

/** Throws BrokenProperty unless the condition holds. */
export function mustHold(condition: boolean, property: string): void {
  if (!condition) throw new BrokenProperty(property);
}

/** `run` of a parser of text. */
export function ofText(parse: (text: string) => unknown): (bytes: Uint8Array) => unknown {
  return (bytes) => parse(new TextDecoder().decode(bytes));
}

/** Seeds of a parser of text. */
export function texts(...lines: readonly string[]): () => readonly Uint8Array[] {
  return () => lines.map((line) => Buffer.from(line));
}
