/** `packages.lock.json` (learn.microsoft.com, "Locking dependencies"), versions 1 and 2. */

import { parseJsonText } from '../../../base/json.ts';
import { isObject, textField } from '../../../base/json-fields.ts';
import { MIB } from '../../../base/limits.ts';
import { type Declared, type DeclaredForm, isInDependency } from '../../declared.ts';
import { declaredNuget } from './entry.ts';

export const packagesLock: DeclaredForm = {
  id: 'nuget-packages-lock',
  version: 1,
  name: 'packages.lock.json',
  maxBytes: 32 * MIB,
  wants: (path) => /(?:^|\/)packages(?:\.[^/]+)?\.lock\.json$/.test(path) && !isInDependency(path),
  parse: (bytes) => parsePackagesLock(new TextDecoder().decode(bytes)),
};

const MOST_VALUES = 1_000_000;

/** Null for JSON of another kind. Throws SyntaxError. */
export function parsePackagesLock(text: string): readonly Declared[] | null {
  const json = parseJsonText(text, MOST_VALUES);
  if (!isObject(json) || !isObject(json['dependencies'])) return null;
  return Object.values(json['dependencies']).flatMap((framework) =>
    isObject(framework)
      ? Object.entries(framework).flatMap(([name, value]) => {
          if (!isObject(value)) return [];
          const origin = textField(value, 'type') === 'Project' ? 'local' : 'registry';
          return declaredNuget(name, textField(value, 'resolved'), 'runtime', origin);
        })
      : [],
  );
}
