/** What a kind of secret is to the one who plants it: a value that is well formed, never issued, and the same for the same seed. */
import type { Chance } from './chance.ts';

/**
 * `token`: tells what it is wherever it stands; `named`: random characters that only the name beside them tells apart;
 * `block`: several lines of text; `file`: a file of its own format.
 */
export type SecretShape = 'token' | 'named' | 'block' | 'file';

export interface ValueKind {
  /** Of this list only: detectors have their own. */
  readonly id: string;
  readonly shape: Exclude<SecretShape, 'file'>;
  /** What people call the setting that holds it, in upper-case with underscores. */
  readonly name: string;
  /** The provider's documentation of the form, or the specification. */
  readonly source: string;
  make(chance: Chance): string;
}

export interface FileKind {
  readonly id: string;
  readonly shape: 'file';
  readonly source: string;
  /** Null where a tool that it takes is not there. */
  make(chance: Chance): KindFile | null;
}

export type SecretKind = ValueKind | FileKind;

export interface KindFile {
  /** As such files are called; its folder is the planter's choice. */
  readonly name: string;
  readonly content: Buffer;
  /** What is secret. */
  readonly secret: string;
  /** How it stands in the file, byte for byte; empty = the file as a whole. */
  readonly written: string;
  /** From the file's bytes to the secret. */
  readonly encodings: readonly string[];
}

type Make = string | ((chance: Chance) => string);

/** `make`: a template of `Chance.fill`, or a function. */
export function token(id: string, name: string, source: string, make: Make): ValueKind {
  return { id, shape: 'token', name, source, make: toMaker(make) };
}

export function named(id: string, name: string, source: string, make: Make): ValueKind {
  return { id, shape: 'named', name, source, make: toMaker(make) };
}

export function block(id: string, name: string, source: string, make: Make): ValueKind {
  const maker = toMaker(make);
  return { id, shape: 'block', name, source, make: (chance) => maker(chance).trimEnd() };
}

/** A text file; `write` gives its lines with the secret in them as it is. */
export function textFile(
  id: string,
  name: string,
  source: string,
  write: (chance: Chance) => { readonly text: string; readonly secret: string; readonly written?: string },
): FileKind {
  return {
    id,
    shape: 'file',
    source,
    make(chance) {
      const { text, secret, written = secret } = write(chance);
      const encodings = written === secret ? [] : ['base64'];
      return { name, content: Buffer.from(text), secret, written, encodings };
    },
  };
}

function toMaker(make: Make): (chance: Chance) => string {
  return typeof make === 'string' ? (chance) => chance.fill(make) : make;
}
