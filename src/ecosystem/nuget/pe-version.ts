/**
 * The version resource of Windows programs and .NET assemblies (Microsoft, "PE Format", ".rsrc section"; "VS_VERSIONINFO").
 * Only the resource section is kept as the file passes. Left out: versions in several languages (the first counts), and
 * section tables behind the first 4096 bytes.
 */
import type { FileSink, StreamReader } from '../../model/reader.ts';
import { flag, object, text } from '../../model/shape.ts';

export interface PeFact {
  /** True for assemblies of .NET. */
  readonly isManaged: boolean;
  /** As the resource has them; empty where it has none. */
  readonly fileVersion: string;
  readonly productVersion: string;
}

export const peVersionReader: StreamReader<PeFact> = {
  kind: 'stream',
  id: 'nuget-pe-version',
  version: 1,
  shape: object<PeFact>({ isManaged: flag, fileVersion: text, productVersion: text }),
  wellKnownPaths: [],
  wants: ({ path }) => /\.(?:dll|exe)$/i.test(path),
  open: (head) => openSink(parsePe(head)),
  readAgain: () => null,
};

/** Where the resources lie, and whether there is a header of .NET. */
export interface Pe {
  readonly isManaged: boolean;
  readonly resourcesAt: number;
  readonly resourcesBytes: number;
}

const NO_RESOURCES = { resourcesAt: 0, resourcesBytes: 0 };

/** Null where the bytes are no PE file, or break off in its headers. */
export function parsePe(head: Uint8Array): Pe | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 0x40 || view.getUint16(0, true) !== 0x5a4d) return null;
  const at = view.getUint32(0x3c, true);
  if (at + 24 + 2 > head.length || view.getUint32(at, true) !== 0x4550) return null;
  const optional = at + 24;
  const sections = optional + view.getUint16(at + 20, true);
  const directories = optional + (view.getUint16(optional, true) === 0x20b ? 112 : 96);
  if (directories > head.length) return null;
  const count = directories - 4 + 4 <= head.length ? view.getUint32(directories - 4, true) : 0;
  const clr = directories + 14 * 8;
  const isManaged =
    count > 14 && clr + 8 <= sections && clr + 8 <= head.length && view.getUint32(clr, true) !== 0;
  return { isManaged, ...findResources(view, sections, view.getUint16(at + 6, true)) };
}

function findResources(view: DataView, start: number, count: number): Omit<Pe, 'isManaged'> {
  for (let index = 0; index < count; index++) {
    const at = start + index * 40;
    if (at + 40 > view.byteLength) break;
    // `.rsrc`, filled up with zeros.
    if (view.getUint32(at, true) !== 0x7273722e || view.getUint32(at + 4, true) !== 0x63) continue;
    return { resourcesAt: view.getUint32(at + 20, true), resourcesBytes: view.getUint32(at + 16, true) };
  }
  return NO_RESOURCES;
}

/** Icons can make the section large; a version is some hundred bytes. */
const MOST_RESOURCES = 1024 * 1024;

function openSink(pe: Pe | null): FileSink<PeFact> | null {
  if (pe === null) return null;
  const end = pe.resourcesAt + Math.min(pe.resourcesBytes, MOST_RESOURCES);
  const pieces: Uint8Array[] = [];
  let position = 0;
  return {
    push(chunk) {
      const [from, to] = [Math.max(0, pe.resourcesAt - position), end - position];
      if (to > 0 && from < Math.min(to, chunk.length)) pieces.push(chunk.slice(from, to));
      position += chunk.length;
    },
    end: () => ({ isManaged: pe.isManaged, ...parseVersions(Buffer.concat(pieces)) }),
  };
}

const VERSION_INFO = Buffer.from('VS_VERSION_INFO\0', 'utf16le');

/** The texts of the first version resource in the bytes of a resource section. */
function parseVersions(resources: Buffer): Pick<PeFact, 'fileVersion' | 'productVersion'> {
  const at = resources.indexOf(VERSION_INFO);
  if (at < 6) return { fileVersion: '', productVersion: '' };
  const start = at - 6;
  const info = resources.subarray(start, start + resources.readUInt16LE(start));
  return { fileVersion: textOf(info, 'FileVersion'), productVersion: textOf(info, 'ProductVersion') };
}

const MOST_VERSION_BYTES = 512;

/** A key, a zero, filled up to four bytes, the value and a zero: all in UTF-16. */
function textOf(info: Buffer, key: string): string {
  const wanted = Buffer.from(`${key}\0`, 'utf16le');
  const at = info.indexOf(wanted);
  if (at < 0) return '';
  const from = (at + wanted.length + 3) & ~3;
  const value = info.subarray(from, from + MOST_VERSION_BYTES).toString('utf16le');
  const end = value.indexOf('\0');
  return end < 0 ? '' : value.slice(0, end).trim();
}
