/**
 * Package URLs (package-url/purl-spec). Made only here, so that one package always has one spelling.
 * Type-specific rules: npm, pypi, golang, maven, deb, apk, rpm, nix, brew, generic, oci.
 */

export interface PurlParts {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  /** Empty values are left out; keys are sorted. */
  readonly qualifiers?: Readonly<Record<string, string>>;
  readonly subpath?: string;
}

/** purl-spec, "Character encoding": these stay as they are, and the colon does too. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}

const LOWER_CASE_NAME = new Set(['deb', 'apk', 'pypi', 'npm', 'nix', 'brew', 'github', 'composer']);
const LOWER_CASE_NAMESPACE = new Set(['deb', 'apk', 'rpm', 'nix', 'brew', 'github', 'composer', 'npm']);

function normalName(type: string, name: string): string {
  const lower = LOWER_CASE_NAME.has(type) ? name.toLowerCase() : name;
  return type === 'pypi' ? lower.replace(/[-_.]+/g, '-') : lower;
}

function encodeSegments(text: string): string {
  return text
    .split('/')
    .filter((s) => s !== '')
    .map(encode)
    .join('/');
}

function encodeQualifiers(qualifiers: Readonly<Record<string, string>>): string {
  return Object.entries(qualifiers)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key.toLowerCase()}=${encode(value)}`)
    .sort()
    .join('&');
}

/** The canonical package URL. Go module paths are split at the last slash into namespace and name. */
export function makePurl(parts: PurlParts): string {
  const { type, name, version = '', qualifiers = {}, subpath = '' } = parts;
  const rawNamespace = parts.namespace ?? '';
  const namespace = LOWER_CASE_NAMESPACE.has(type) ? rawNamespace.toLowerCase() : rawNamespace;
  const query = encodeQualifiers(qualifiers);
  const path = [namespace === '' ? '' : encodeSegments(namespace), encode(normalName(type, name))];
  return [
    `pkg:${type}/${path.filter((s) => s !== '').join('/')}`,
    version === '' ? '' : `@${encode(version)}`,
    query === '' ? '' : `?${query}`,
    subpath === '' ? '' : `#${encodeSegments(subpath)}`,
  ].join('');
}

/** The package URL without version, qualifiers and subpath: the identity of a package across releases. */
export function purlWithoutVersion(purl: string): string {
  return purl.replace(/[?#].*$/, '').replace(/@[^/]*$/, '');
}

/** A package URL taken apart. */
export interface ParsedPurl {
  /** In small letters. */
  readonly type: string;
  /** Segments joined by `/`; or empty. */
  readonly namespace: string;
  readonly name: string;
  /** Or empty. */
  readonly version: string;
  /** Keys in small letters. */
  readonly qualifiers: ReadonlyMap<string, string>;
}

/** Null for text that is none. The subpath is left out; a scope with a plain `@` is taken as people write it. */
export function parsePurl(text: string): ParsedPurl | null {
  const match = /^pkg:\/{0,2}([a-z][a-z0-9.+-]*)\/([^?#]+)(?:\?([^#]*))?/i.exec(text);
  if (match === null) return null;
  const path = match[2]!;
  const at = path.indexOf('@', path.lastIndexOf('/') + 1);
  try {
    const segments = (at < 0 ? path : path.slice(0, at)).split('/').map(decodeURIComponent);
    const name = segments.pop()!;
    const version = at < 0 ? '' : decodeURIComponent(path.slice(at + 1));
    if (name === '') return null;
    const namespace = segments.filter((s) => s !== '').join('/');
    return {
      type: match[1]!.toLowerCase(),
      namespace,
      name,
      version,
      qualifiers: parseQualifiers(match[3] ?? ''),
    };
  } catch {
    // A percent sign that encodes nothing.
    return null;
  }
}

const NO_QUALIFIERS: ReadonlyMap<string, string> = new Map();

function parseQualifiers(text: string): ReadonlyMap<string, string> {
  if (text === '') return NO_QUALIFIERS;
  const pairs = text.split('&').map((pair) => {
    const equals = pair.indexOf('=');
    return equals < 0
      ? (['', ''] as const)
      : ([pair.slice(0, equals).toLowerCase(), decodeURIComponent(pair.slice(equals + 1))] as const);
  });
  return new Map(pairs.filter(([, value]) => value !== ''));
}
