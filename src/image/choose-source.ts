/**
 * Decides which source a word on the command line means. A prefix forces one; without it a word is a path if it
 * looks like one (`-`, `./x`, `/x`, `~/x`, `x.tar`, …), and a registry's reference otherwise: never by what happens
 * to lie in the current folder, or the same command would mean two things on two machines.
 */
import { existsSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../base/errors.ts';
import type { Problem } from '../model/problem.ts';

export interface Choice {
  /** Id of the source in the list. */
  readonly sourceId: string;
  /** What is left for the source: without the prefix. */
  readonly reference: string;
  readonly notes: readonly Problem[];
}

/** `layout`: a folder with an image in it (OCI layout or unpacked archive). */
export type PathKind = 'missing' | 'file' | 'layout' | 'folder';

/** What lies at a path; `home` is what `~` means. */
export interface Probe {
  readonly home: string;
  look(path: string): Promise<PathKind>;
}

const PREFIXES: readonly string[] = [
  'docker-archive',
  'oci-layout',
  'rootfs',
  'dir',
  'registry',
  'docker',
  'podman',
];
const ARCHIVE = /\.(?:tar|tgz|tar\.gz|tar\.zst)$/i;

/** Throws a UsageError for a prefix with nothing behind it. */
export async function chooseSource(text: string, probe: Probe): Promise<Choice> {
  const prefix = PREFIXES.find((id) => text.startsWith(`${id}:`));
  if (prefix !== undefined) return chooseByPrefix(prefix, text.slice(prefix.length + 1), probe);
  if (text === '-') return { sourceId: 'archive', reference: text, notes: [] };
  if (!isPath(text)) return { sourceId: 'registry', reference: text, notes: await noteOfPath(text, probe) };
  const path = expandHome(text, probe.home);
  const kind = await probe.look(path);
  return { sourceId: kind === 'folder' ? 'rootfs' : 'archive', reference: path, notes: [] };
}

/** A probe of the real file system. */
export function fileProbe(home: string): Probe {
  return { home, look: lookAt };
}

function isPath(text: string): boolean {
  return /^[./]/.test(text) || text.startsWith('~/') || text === '~' || ARCHIVE.test(text);
}

function chooseByPrefix(sourceId: string, rest: string, { home }: Probe): Choice {
  if (rest === '') throw namesNothing(sourceId);
  const isFile = ['docker-archive', 'oci-layout', 'rootfs', 'dir'].includes(sourceId);
  return { sourceId, reference: isFile ? expandHome(rest, home) : rest, notes: noteOfPrefix(sourceId, rest) };
}

function namesNothing(sourceId: string): UsageError {
  return new UsageError('no-image', {
    what: `\`${sourceId}:\` says where the image comes from, but not which one.`,
    where: `${sourceId}:`,
    wayOut: 'Write its name or path behind the colon.',
  });
}

/** A shell leaves `~` alone behind a prefix. */
function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
}

async function noteOfPath(text: string, probe: Probe): Promise<readonly Problem[]> {
  const kind = await probe.look(text);
  if (kind === 'missing') return [];
  const prefix = { file: 'docker-archive', layout: 'oci-layout', folder: 'rootfs' }[kind];
  const thing = kind === 'file' ? 'file' : 'folder';
  const message = `\`${text}\` is taken as an image of a registry, though there is a ${thing} of that name.`;
  return [note(text, message, `Write registry:${text} or ${prefix}:${text} to say which is meant.`)];
}

/** `docker` and `registry` are names of well-known images too: `docker:27`, `registry:2`. */
function noteOfPrefix(sourceId: string, rest: string): readonly Problem[] {
  const looksLikeTag = /^(?:\d[\w.-]*|latest|dind|cli)$/.test(rest);
  if (!looksLikeTag || (sourceId !== 'docker' && sourceId !== 'registry')) return [];
  const text = `${sourceId}:${rest}`;
  const message = `\`${text}\` is taken as image \`${rest}\` of source \`${sourceId}\`, though there is an image \`${sourceId}\` too.`;
  return [note(text, message, `Write registry:docker.io/library/${text} if that image is meant.`)];
}

function note(path: string, message: string, wayOut: string): Problem {
  return { code: 'ambiguous-reference', effect: 'note', message, layerIndex: null, path, wayOut };
}

async function lookAt(path: string): Promise<PathKind> {
  const found = findStats(path);
  if (found === null) return 'missing';
  if (!found.isDirectory()) return 'file';
  return holdsImage(path) ? 'layout' : 'folder';
}

function findStats(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** A root file system may have a file `manifest.json` of its own, so that one alone does not tell. */
function holdsImage(folder: string): boolean {
  const has = (name: string): boolean => existsSync(join(folder, name));
  if (has('oci-layout') || has('index.json')) return true;
  return has('manifest.json') && (has('version') || has('repositories') || has('blobs'));
}
