/**
 * Flatpak's deployed programs and runtimes: `flatpak/app/ID/ARCH/BRANCH/COMMIT/metadata`, a file of sections with keys
 * (flatpak-metadata(5)), and the program's own AppStream document beside it, which alone has its version. A runtime's
 * version is its branch.
 */
import { MIB } from '../../base/limits.ts';
import { textLines } from '../../base/text-lines.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { text } from '../../model/shape.ts';

export interface Deployed {
  readonly kind: 'app' | 'runtime';
  readonly id: string;
  readonly architecture: string;
  readonly branch: string;
  /** With a last `/`. */
  readonly folder: string;
  /** Of the file below it. */
  readonly rest: string;
}

const DEPLOYED =
  /^((?:.*\/)?flatpak\/(app|runtime)\/([\w.-]{1,255})\/(\w{1,30})\/([\w.+-]{1,100})\/[0-9a-f]{64}\/)(metadata|files\/share\/(?:metainfo|appdata)\/[^/]{1,255}\.xml)$/;

/** Null for any other path. */
export function deployedAt(path: string): Deployed | null {
  const match = DEPLOYED.exec(path);
  if (match === null) return null;
  const [, folder, kind, id, architecture, branch, rest] = match as unknown as string[];
  return {
    kind: kind as Deployed['kind'],
    id: id!,
    architecture: architecture!,
    branch: branch!,
    folder: folder!,
    rest: rest!,
  };
}

/** The fact is the name that the file gives, which is that of its folder; null for a file of something else. */
export const metadataReader: WholeReader<string> = {
  id: 'flatpak-metadata',
  version: 1,
  shape: text,
  kind: 'whole',
  maxBytes: MIB,
  wellKnownPaths: [],
  wants: ({ path }: FileEntry): boolean => path.endsWith('/metadata') && deployedAt(path) !== null,
  read({ bytes, entry }: OpenFile): string | null {
    const name = nameIn(bytes);
    return name !== '' && name === deployedAt(entry.path)?.id ? name : null;
  },
};

/** The fact is the newest release that the document lists. */
export const releaseReader: WholeReader<string> = {
  id: 'flatpak-release',
  version: 1,
  shape: text,
  kind: 'whole',
  maxBytes: 8 * MIB,
  wellKnownPaths: [],
  wants: ({ path }: FileEntry): boolean => path.endsWith('.xml') && deployedAt(path) !== null,
  read({ bytes, entry }: OpenFile): string | null {
    const id = deployedAt(entry.path)?.id ?? '';
    if (!entry.path.includes(`/${id}.`)) return null;
    // Releases stand newest first; comments and text have no such element.
    const release = /<release\s[^<>]{0,500}/.exec(new TextDecoder().decode(bytes))?.[0] ?? '';
    return /\sversion\s*=\s*["']([\w.+~:-]{1,100})["']/.exec(release)?.[1] ?? null;
  },
};

/** Of `[Application]` or `[Runtime]`. */
function nameIn(bytes: Uint8Array): string {
  let isWanted = false;
  for (const line of textLines(bytes)) {
    if (line.startsWith('[')) isWanted = /^\[(?:Application|Runtime)\]\s*$/.test(line);
    else if (isWanted && line.startsWith('name=')) return line.slice('name='.length).trim();
  }
  return '';
}
