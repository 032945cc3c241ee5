/**
 * `deno.lock` of the versions 2 to 5 (docs.deno.com, "Integrity checking and lock files"): packages of npm, and of JSR by
 * the names that they have for npm, `@jsr/SCOPE__NAME`. Left out: modules by their addresses (`remote`).
 */
import { parseJsonText } from '../../../base/json.ts';
import { isObject, type JsonObject, objectField } from '../../../base/json-fields.ts';
import { MIB } from '../../../base/limits.ts';
import { type Declared, type DeclaredForm, isInDependency } from '../../declared.ts';
import { isPackageName } from '../name.ts';
import { findNamedSpec } from './npm-name.ts';
import { npmOrigin } from './origin.ts';

export const denoLock: DeclaredForm = {
  id: 'npm-deno-lock',
  version: 1,
  name: 'deno.lock',
  maxBytes: 16 * MIB,
  wants: (path) => /(?:^|\/)deno\.lock$/.test(path) && !isInDependency(path),
  parse: (bytes) => parseDenoLock(new TextDecoder().decode(bytes)),
};

const MOST_VALUES = 2_000_000;

/** Null for JSON that is no lock file. Throws SyntaxError. */
export function parseDenoLock(text: string): readonly Declared[] | null {
  const json = parseJsonText(text, MOST_VALUES);
  if (!isObject(json) || typeof json['version'] !== 'string') return null;
  const version = Number.parseInt(json['version'], 10);
  // 2 has npm alone, and 3 all of them, one level deeper.
  const npm =
    version === 2 ? objectField(objectField(json, 'npm'), 'packages') : within(json, version, 'npm');
  const jsr = version === 2 ? {} : within(json, version, 'jsr');
  return [
    ...Object.keys(npm).flatMap((key) => toDeclared(key)),
    ...Object.keys(jsr).flatMap((key) => toDeclared(key.replace(/^@([^/@]+)\//, '@jsr/$1__'))),
  ];
}

function within(json: JsonObject, version: number, field: string): JsonObject {
  return objectField(version === 3 ? objectField(json, 'packages') : json, field);
}

/** `a@1.0.0_peer@2.0.0`: versions have no `_` of their own. */
function toDeclared(key: string): Declared[] {
  const spec = findNamedSpec(key);
  if (spec === null || !isPackageName(spec.name)) return [];
  return [{ name: spec.name, scope: 'unknown', ...npmOrigin(spec.rest.split('_', 1)[0]!, '') }];
}
