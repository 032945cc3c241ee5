/** Packages as people name them in waivers: a package URL without version, or a glob over it, in the canonical spelling. */
import { makePurl } from '../../model/purl.ts';

export interface NamedPackage {
  /** As findings spell it; stars stay. */
  readonly purl: string;
  /** Behind `@`; or empty. */
  readonly version: string;
}

/** Null for text that names no package. What stands behind `?` or `#` is refused: a waiver would hold for more than it says. */
export function parsePackage(text: string): NamedPackage | null {
  const parts = parseParts(text);
  return parts === null ? null : { purl: spell({ ...parts, version: '' }), version: parts.version };
}

/** As findings spell it, with its version where the text has one; stars stay. Null for text that names no package. */
export function spellPackage(text: string): string | null {
  const parts = parseParts(text);
  return parts === null ? null : spell(parts);
}

interface PackageParts {
  readonly type: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

function parseParts(text: string): PackageParts | null {
  const [, type, rest] = /^pkg:([a-z][a-z0-9.+-]*|\*)\/+([^?#\s]+)$/i.exec(text) ?? [];
  if (type === undefined || rest === undefined) return null;
  const segments = rest.split('/').filter((segment) => segment !== '');
  const last = segments.pop() ?? '';
  const at = last.indexOf('@', 1);
  const name = decode(at < 0 ? last : last.slice(0, at));
  const version = decode(at < 0 ? '' : last.slice(at + 1));
  const namespace = segments.map(decode);
  if (name === null || name === '' || version === null || namespace.includes(null)) return null;
  return { type: type.toLowerCase(), namespace: namespace.join('/'), name, version };
}

function spell(parts: PackageParts): string {
  return makePurl(parts).replaceAll('%2A', '*');
}

/** `npm` of `pkg:npm/…`. */
export function typeOfPackage(purl: string): string {
  return /^pkg:([^/]*)/.exec(purl)?.[1] ?? '';
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
