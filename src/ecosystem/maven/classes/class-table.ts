/**
 * The table of known libraries, `data/java/classes.bin`: which classes each has, and by two marks what was in them in
 * which version. Made by `tools/java-classes`. Form: gzip; in it a line of JSON (`Header`), then for each library its
 * classes by rising key: the step from the key before and the number of forms (both LEB128), and for each form its
 * versions as bits (LEB128), the mark of its content and that of its shape (16 bits each, little endian).
 */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseJsonText } from '../../../base/json.ts';
import { once } from '../../../base/once.ts';
import { PACKAGE_ROOT } from '../../../base/package-root.ts';

/** Some releases of one artefact, the oldest first; 30 at most, as they are bits of a number. */
export interface KnownLibrary {
  readonly group: string;
  readonly artifact: string;
  readonly versions: readonly string[];
  /** How many classes each version has. */
  readonly counts: readonly number[];
  /** Folders of its classes, as released. */
  readonly folders: readonly string[];
}

export interface ClassTable {
  readonly libraries: readonly KnownLibrary[];
  /** Calls for each library that has a class of this key: its number, and the class's forms `[from, to)`. */
  each(key: number, call: (library: number, from: number, to: number) => void): void;
  has(key: number): boolean;
  /** True for a folder in which one of the libraries was released. */
  isFolder(path: string): boolean;
  /** By the number of a form. */
  readonly versionBits: Uint32Array;
  readonly contents: Uint16Array;
  readonly shapes: Uint16Array;
}

export interface Header {
  readonly classes: number;
  readonly forms: number;
  readonly libraries: readonly (KnownLibrary & { readonly classes: number })[];
}

/**
 * Reads the file, and leaves it packed: a process that may read no more files soon asks for it before. Empty where the
 * file cannot be had.
 */
export const packedClassTable: () => Uint8Array = once(() => {
  try {
    return readFileSync(new URL('data/java/classes.bin', PACKAGE_ROOT));
  } catch {
    return new Uint8Array();
  }
});

export const classTable: () => ClassTable = once(() => {
  const packed = packedClassTable();
  return packed.length === 0 ? EMPTY_TABLE : parseClassTable(packed);
});

const EMPTY_TABLE: ClassTable = {
  libraries: [],
  each: () => {},
  has: () => false,
  isFolder: () => false,
  versionBits: new Uint32Array(),
  contents: new Uint16Array(),
  shapes: new Uint16Array(),
};

/** Throws on damaged bytes. */
export function parseClassTable(packed: Uint8Array): ClassTable {
  const bytes = gunzipSync(packed);
  const lineEnd = bytes.indexOf(0x0a);
  const header = parseJsonText(bytes.toString('utf8', 0, lineEnd)) as Header;
  const { classes, forms, libraries } = header;
  const keys = new Uint32Array(classes);
  const owners = new Uint16Array(classes);
  const starts = new Uint32Array(classes + 1);
  const body = { bytes, at: lineEnd + 1 };
  const marks = {
    versionBits: new Uint32Array(forms),
    contents: new Uint16Array(forms),
    shapes: new Uint16Array(forms),
  };
  let entry = 0;
  let form = 0;
  for (const [number, library] of libraries.entries()) {
    let key = 0;
    for (let left = library.classes; left > 0; left -= 1, entry += 1) {
      key += readNumber(body);
      keys[entry] = key;
      owners[entry] = number;
      starts[entry] = form;
      for (let more = readNumber(body); more > 0; more -= 1, form += 1) {
        marks.versionBits[form] = readNumber(body);
        marks.contents[form] = bytes.readUInt16LE(body.at);
        marks.shapes[form] = bytes.readUInt16LE(body.at + 2);
        body.at += 4;
      }
    }
  }
  starts[classes] = form;
  const folders = new Set(libraries.flatMap((library) => library.folders));
  return {
    libraries,
    ...marks,
    ...lookUp(keys, owners, starts),
    isFolder: (path) => folders.has(path),
  };
}

function readNumber(body: { readonly bytes: Buffer; at: number }): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = body.bytes[body.at]!;
    body.at += 1;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
}

/** A table with chains: keys are hashes, so their low bits will do. */
function lookUp(
  keys: Uint32Array,
  owners: Uint16Array,
  starts: Uint32Array,
): Pick<ClassTable, 'each' | 'has'> {
  const slots = new Int32Array(2 ** 18).fill(-1);
  const next = new Int32Array(keys.length);
  const mask = slots.length - 1;
  for (let entry = keys.length - 1; entry >= 0; entry -= 1) {
    const slot = keys[entry]! & mask;
    next[entry] = slots[slot]!;
    slots[slot] = entry;
  }
  return {
    each(key, call) {
      for (let entry = slots[key & mask]!; entry >= 0; entry = next[entry]!) {
        if (keys[entry] === key) call(owners[entry]!, starts[entry]!, starts[entry + 1]!);
      }
    },
    has(key) {
      for (let entry = slots[key & mask]!; entry >= 0; entry = next[entry]!)
        if (keys[entry] === key) return true;
      return false;
    },
  };
}
