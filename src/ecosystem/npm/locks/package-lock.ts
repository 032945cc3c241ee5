/**
 * `package-lock.json` and `npm-shrinkwrap.json` of the versions 1 to 3 (docs.npmjs.com, "package-lock.json"), and the
 * copy that npm keeps of them in `node_modules/.package-lock.json` is not read: what is there is installed.
 */

import { parseJsonText } from '../../../base/json.ts';
import { isObject, type JsonObject, objectField, textField } from '../../../base/json-fields.ts';
import { MIB } from '../../../base/limits.ts';
import type { DependencyScope } from '../../../model/package.ts';
import { type Declared, type DeclaredForm, isInDependency } from '../../declared.ts';
import { isPackageName } from '../name.ts';
import { npmOrigin } from './origin.ts';

export const packageLock: DeclaredForm = {
  id: 'npm-package-lock',
  version: 1,
  name: 'package-lock.json',
  maxBytes: 64 * MIB,
  wants: (path) => NAMES.test(path) && !isInDependency(path),
  parse: (bytes) => parsePackageLock(new TextDecoder().decode(bytes)),
};

const NAMES = /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/;
const MOST_VALUES = 5_000_000;
/** A lock file of version 1 is a tree: real ones are a few levels deep. */
const MOST_DEPTH = 100;

/** Null for JSON that is no lock file. Throws SyntaxError. */
export function parsePackageLock(text: string): readonly Declared[] | null {
  const json = parseJsonText(text, MOST_VALUES);
  if (!isObject(json) || typeof json['lockfileVersion'] !== 'number') return null;
  // Version 2 has both: `dependencies` is for older npm.
  const packages = objectField(json, 'packages');
  const all = Object.keys(packages).length > 0 ? [...flatPackages(packages)] : [...nested(json, 0)];
  return all.filter(({ name }) => isPackageName(name));
}

function* flatPackages(packages: JsonObject): Generator<Declared> {
  for (const [place, value] of Object.entries(packages)) {
    const at = place.lastIndexOf('node_modules/');
    // Without the folder it is the project itself or a member of its workspace; a link points to one.
    if (at < 0 || !isObject(value) || value['link'] === true) continue;
    const name = textField(value, 'name') || place.slice(at + 'node_modules/'.length);
    yield toDeclared(name, value);
  }
}

function* nested(parent: JsonObject, depth: number): Generator<Declared> {
  if (depth > MOST_DEPTH) return;
  for (const [name, value] of Object.entries(objectField(parent, 'dependencies'))) {
    if (!isObject(value)) continue;
    yield toDeclared(name, value);
    yield* nested(value, depth + 1);
  }
}

function toDeclared(name: string, entry: JsonObject): Declared {
  const version = textField(entry, 'version');
  const alias = /^npm:(.+)@([^@]+)$/.exec(version);
  const resolved = textField(entry, 'resolved');
  return {
    name: alias?.[1] ?? name,
    scope: scopeOf(entry),
    // In version 1 the version of what is not from a registry is its address.
    ...npmOrigin(alias?.[2] ?? version, resolved === '' && /[:/]/.test(version) ? version : resolved),
  };
}

function scopeOf(entry: JsonObject): DependencyScope {
  if (entry['dev'] === true || entry['devOptional'] === true) return 'development';
  return entry['optional'] === true ? 'optional' : 'runtime';
}
