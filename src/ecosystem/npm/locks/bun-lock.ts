/**
 * `bun.lock` (bun.sh, "Lockfile"): JSON with commas before closing brackets. A package is a list whose first value is
 * `NAME@VERSION` or `NAME@ADDRESS`; its key tells its folder, by which what it needs is found.
 * Left out: `bun.lockb`, the binary form of before.
 */
import { parseJsonText } from '../../../base/json.ts';
import { isObject, type JsonObject, objectField } from '../../../base/json-fields.ts';
import { MIB } from '../../../base/limits.ts';
import type { DependencyScope } from '../../../model/package.ts';
import { type Declared, type DeclaredForm, isInDependency } from '../../declared.ts';
import { isPackageName } from '../name.ts';
import { findNamedSpec } from './npm-name.ts';
import { npmOrigin } from './origin.ts';
import { type Need, reachedScopes } from './reach.ts';

export const bunLock: DeclaredForm = {
  id: 'npm-bun-lock',
  version: 1,
  name: 'bun.lock',
  maxBytes: 16 * MIB,
  wants: (path) => /(?:^|\/)bun\.lock$/.test(path) && !isInDependency(path),
  parse: (bytes) => parseBunLock(new TextDecoder().decode(bytes)),
};

const MOST_VALUES = 2_000_000;

/** Null for JSON that is no lock file. Throws SyntaxError. */
export function parseBunLock(text: string): readonly Declared[] | null {
  const json = parseJsonText(withoutLastCommas(text), MOST_VALUES);
  if (!isObject(json) || typeof json['lockfileVersion'] !== 'number') return null;
  const packages = new Map(Object.entries(objectField(json, 'packages')));
  const scopes = scopesOf(json, packages);
  return [...packages].flatMap(([key, entry]) => toDeclared(entry, scopes.get(key) ?? 'unknown'));
}

/** Texts are passed over as a whole, so that a comma in one stays. */
function withoutLastCommas(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|,(?=\s{0,200}[\]}])/g, (part) => (part === ',' ? '' : part));
}

function toDeclared(entry: unknown, scope: DependencyScope): Declared[] {
  const first: unknown = Array.isArray(entry) ? entry[0] : null;
  const spec = typeof first === 'string' ? findNamedSpec(first) : null;
  if (spec === null || !isPackageName(spec.name) || spec.rest.startsWith('workspace:')) return [];
  const isVersion = /^\d+\.\d+\.\d+/.test(spec.rest);
  const address = /^[./]|^[^:#]+$/.test(spec.rest) ? `file:${spec.rest}` : spec.rest;
  return [{ name: spec.name, scope, ...npmOrigin(spec.rest, isVersion ? '' : address) }];
}

type Packages = ReadonlyMap<string, unknown>;

function scopesOf(json: JsonObject, packages: Packages): ReadonlyMap<string, DependencyScope> {
  const roots = Object.values(objectField(json, 'workspaces')).flatMap((member) =>
    isObject(member) ? needsOf(member, '', packages, FIELDS) : [],
  );
  return reachedScopes(roots, (key) => {
    const entry = packages.get(key);
    const about: unknown = Array.isArray(entry) ? entry.find(isObject) : null;
    return isObject(about) ? needsOf(about, key, packages, FIELDS.slice(0, 2)) : [];
  });
}

const FIELDS: readonly (readonly [field: string, scope: DependencyScope])[] = [
  ['dependencies', 'runtime'],
  ['optionalDependencies', 'optional'],
  ['devDependencies', 'development'],
];

function needsOf(from: JsonObject, key: string, packages: Packages, fields: typeof FIELDS): Need[] {
  return fields.flatMap(([field, scope]) =>
    Object.keys(objectField(from, field)).flatMap((name) => {
      const found = findNearest(key, name, packages);
      return found === null ? [] : [{ key: found, scope }];
    }),
  );
}

/** As Node looks for it: below the package itself, then below each of those above it. */
function findNearest(key: string, name: string, packages: Packages): string | null {
  const levels = key.match(/(?:@[^/]+\/)?[^/]+/g) ?? [];
  for (let depth = Math.min(levels.length, MOST_LEVELS); depth >= 0; depth--) {
    const at = [...levels.slice(0, depth), name].join('/');
    if (packages.has(at)) return at;
  }
  return null;
}

const MOST_LEVELS = 50;
