/**
 * Package URLs (package-url/purl-spec). Made only here, so that one package always has one spelling.
 * Type-specific rules: npm, pypi, golang, maven, deb, apk, rpm, generic, oci.
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

const LOWER_CASE_NAME = new Set(['deb', 'apk', 'pypi', 'npm', 'github', 'composer']);
const LOWER_CASE_NAMESPACE = new Set(['deb', 'apk', 'rpm', 'github', 'composer', 'npm']);

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
