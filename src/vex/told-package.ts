/** A package URL that a VEX statement gives, held against a package of the image (purl-spec; VERS). */
import { makePurl, type ParsedPurl } from '../model/purl.ts';
import { findSchemeOf } from '../version/of-ecosystem.ts';
import type { Place } from './place.ts';
import { isSameVersion } from './same-version.ts';
import { isInVers } from './vers.ts';

/** The package URL in its one spelling, without version and qualifiers. */
export function keyOf(type: string, namespace: string, name: string): string {
  return makePurl({ type, namespace, name });
}

export function keysOf({ type, namespace, name }: ParsedPurl): string {
  return keyOf(type, namespace, name);
}

export function isOfDistribution({ type }: Pick<ParsedPurl, 'type'>): boolean {
  return type === 'deb' || type === 'rpm' || type === 'apk';
}

/** Null where what is told fits the package, which has its name; else what is another, in words. */
export function findMisfit(told: ParsedPurl, place: Place, as: Place['keys'][number]['as']): string | null {
  const asksForSource = isSource(told);
  if (as === 'package' && asksForSource && place.source.name !== told.name)
    return 'the statement is about a source package';
  if (as === 'only-source' && !asksForSource) {
    return 'the statement is about the package of this name; with `?arch=source` it would be about all that is built of it';
  }
  const isVersion = asksForSource || as !== 'package' ? place.source.version || place.version : place.version;
  if (!fitsVersion(told, isVersion)) return 'the statement is about another version';
  const key = findContradiction(told, place, asksForSource);
  return key === null ? null : `the statement is about another ${key}`;
}

function isSource({ qualifiers }: ParsedPurl): boolean {
  return ['source', 'src'].includes(qualifiers.get('arch') ?? '');
}

function fitsVersion(told: ParsedPurl, installed: string): boolean {
  const scheme = findSchemeOf(told.type);
  const vers = told.qualifiers.get('vers');
  if (vers !== undefined && !isInVers(installed, vers, scheme)) return false;
  if (told.version === '') return true;
  const epoch = told.type === 'rpm' ? (told.qualifiers.get('epoch') ?? '') : '';
  return isSameVersion(scheme, epoch === '' ? told.version : `${epoch}:${told.version}`, installed);
}

/** Spoken of elsewhere. */
const NOT_COMPARED = new Set(['epoch', 'vers', 'repository_url']);

function findContradiction({ qualifiers }: ParsedPurl, place: Place, asksForSource: boolean): string | null {
  for (const [key, value] of qualifiers) {
    if (NOT_COMPARED.has(key) || (key === 'arch' && asksForSource)) continue;
    const own = key === 'arch' ? place.architecture : (place.purl?.qualifiers.get(key) ?? '');
    if (own !== '' && !isAlike(key, value, own, place.distro?.codename ?? '')) return key;
  }
  return null;
}

function isAlike(key: string, told: string, own: string, codename: string): boolean {
  if (told === own) return true;
  if (key === 'arch')
    return ANY_ARCHITECTURE.has(told) || ANY_ARCHITECTURE.has(own) || synonym(told) === synonym(own);
  // One tool writes `debian-12`, the next one `debian-12.5`, `12` or `bookworm`.
  if (key === 'distro') return isRelease(told, own) || told === codename || own.endsWith(`-${told}`);
  // With or without the version.
  return key === 'upstream' && told.split('@')[0] === own.split('@')[0];
}

function isRelease(a: string, b: string): boolean {
  return a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

const ANY_ARCHITECTURE = new Set(['all', 'any', 'noarch']);
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['aarch64', 'arm64'],
  ['armv7', 'armhf'],
  ['i686', 'i386'],
  ['x86', 'i386'],
]);

function synonym(architecture: string): string {
  return SYNONYMS.get(architecture) ?? architecture;
}
