/** `renv.lock` (renv's documentation, "Lockfiles"): exact versions, with where each came from. */
import { parseJsonText } from '../../base/json.ts';
import { isObject, type JsonObject, objectField, textField } from '../../base/json-fields.ts';
import { MIB } from '../../base/limits.ts';
import { type Declared, type DeclaredForm, isInDependency } from '../declared.ts';
import { declare, isNamed } from '../plain-language.ts';

export const renvLock: DeclaredForm = {
  id: 'cran-renv-lock',
  version: 1,
  name: 'renv.lock',
  maxBytes: 32 * MIB,
  wants: (path) => isNamed(path, 'renv.lock') && !isInDependency(path),
  parse: (bytes) => parseRenvLock(new TextDecoder().decode(bytes)),
};

/** Null for JSON that is no lock file. Throws SyntaxError. */
export function parseRenvLock(text: string): readonly Declared[] | null {
  const json = parseJsonText(text, 2_000_000);
  if (!isObject(json) || !isObject(json['Packages'])) return null;
  return Object.values(objectField(json, 'Packages')).flatMap((entry) =>
    isObject(entry) ? [toDeclared(entry)] : [],
  );
}

function toDeclared(entry: JsonObject): Declared {
  return declare(textField(entry, 'Package'), textField(entry, 'Version'), originOf(entry));
}

function originOf(entry: JsonObject): Partial<Declared> {
  const source = textField(entry, 'Source').toLowerCase();
  if (source === 'local' || source === 'unknown') return { origin: 'local' };
  if (source === 'github' || source === 'gitlab' || source === 'bitbucket') {
    const place = [`${source}.${source === 'bitbucket' ? 'org' : 'com'}`];
    const path = [...place, textField(entry, 'RemoteUsername'), textField(entry, 'RemoteRepo')].join('/');
    return { origin: 'git', url: `git+https://${path}@${textField(entry, 'RemoteSha')}` };
  }
  if (source === 'git')
    return { origin: 'git', url: textField(entry, 'RemoteUrl').replace(/\/\/[^/@]*@/, '//') };
  // Bioconductor's packages are none of CRAN's.
  return source === 'bioconductor' ? { origin: 'git', url: textField(entry, 'git_url') } : {};
}
