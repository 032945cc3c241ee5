/** `obj/project.assets.json`, which a restore leaves: all packages that it took, of projects their names. */

import { parseJsonText } from '../../../base/json.ts';
import { isObject, textField } from '../../../base/json-fields.ts';
import { MIB } from '../../../base/limits.ts';
import { type Declared, type DeclaredForm, isInDependency } from '../../declared.ts';
import { declaredNuget } from './entry.ts';

export const projectAssets: DeclaredForm = {
  id: 'nuget-project-assets',
  version: 1,
  name: 'project.assets.json',
  maxBytes: 64 * MIB,
  wants: (path) => /(?:^|\/)project\.assets\.json$/.test(path) && !isInDependency(path),
  parse: (bytes) => parseProjectAssets(new TextDecoder().decode(bytes)),
};

const MOST_VALUES = 3_000_000;

/** Null for JSON of another kind. Throws SyntaxError. */
export function parseProjectAssets(text: string): readonly Declared[] | null {
  const json = parseJsonText(text, MOST_VALUES);
  if (!isObject(json) || !isObject(json['libraries'])) return null;
  return Object.entries(json['libraries']).flatMap(([key, value]) => {
    const slash = key.indexOf('/');
    if (slash < 0 || !isObject(value)) return [];
    const origin = textField(value, 'type') === 'project' ? 'local' : 'registry';
    return declaredNuget(key.slice(0, slash), key.slice(slash + 1), 'unknown', origin);
  });
}
