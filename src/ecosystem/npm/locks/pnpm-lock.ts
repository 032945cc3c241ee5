/**
 * `pnpm-lock.yaml` of the formats 5 to 9, and `shrinkwrap.yaml` of the ones before (github.com/pnpm/spec, "lockfile").
 * Until 6 each package tells its scope; since 9 it follows from what the projects need.
 */
import { MIB } from '../../../base/limits.ts';
import { parseYamlTree, type YamlNode } from '../../../base/yaml-tree.ts';
import type { DependencyScope } from '../../../model/package.ts';
import { type Declared, type DeclaredForm, isInDependency } from '../../declared.ts';
import { isPackageName } from '../name.ts';
import { npmOrigin } from './origin.ts';
import { findPnpmKey, withoutPeers } from './pnpm-key.ts';
import { pnpmScopes } from './pnpm-scopes.ts';
import { fieldsOf, textIn } from './yaml-fields.ts';

export const pnpmLock: DeclaredForm = {
  id: 'npm-pnpm-lock',
  version: 1,
  name: 'pnpm-lock.yaml',
  maxBytes: 16 * MIB,
  wants: (path) => /(?:^|\/)(?:pnpm-lock|shrinkwrap)\.yaml$/.test(path) && !isInDependency(path),
  parse: (bytes) => parsePnpmLock(new TextDecoder().decode(bytes)),
};

/** Null for YAML that is no lock file. Throws YamlError. */
export function parsePnpmLock(text: string): readonly Declared[] | null {
  const documents = text.split(/^---\s*$/m).map(parseYamlTree);
  const locks = documents.filter((document) => formatOf(document) !== '');
  return locks.length === 0 ? null : locks.flatMap(declaredIn);
}

function formatOf(lock: YamlNode | null): string {
  return textIn(lock, 'lockfileVersion') || textIn(lock, 'shrinkwrapVersion');
}

function declaredIn(lock: YamlNode | null): Declared[] {
  const format = Number.parseFloat(formatOf(lock));
  const scopes = format >= 9 ? pnpmScopes(lock) : null;
  return [...fieldsOf(fieldsOf(lock).get('packages')?.value).values()].flatMap(({ name, value }) =>
    toDeclared(name.text, value, format < 6, scopes?.get(withoutPeers(name.text)) ?? ownScope(value)),
  );
}

function ownScope(entry: YamlNode): DependencyScope {
  if (textIn(entry, 'dev') === 'true') return 'development';
  if (textIn(entry, 'optional') === 'true') return 'optional';
  return textIn(entry, 'dev') === 'false' ? 'runtime' : 'unknown';
}

function toDeclared(key: string, entry: YamlNode, hasSlashes: boolean, scope: DependencyScope): Declared[] {
  const spec = findPnpmKey(key, hasSlashes);
  const name = textIn(entry, 'name') || spec?.name || '';
  if (!isPackageName(name)) return [];
  const resolution = fieldsOf(entry).get('resolution')?.value;
  const version = textIn(entry, 'version') || spec?.rest || '';
  return [{ name, scope, ...npmOrigin(version, addressOf(spec?.rest ?? key, resolution)) }];
}

/** Empty for the registry. */
function addressOf(rest: string, resolution: YamlNode | undefined): string {
  const repository = textIn(resolution, 'repo');
  if (repository !== '') return `git+${repository.replace(/^git\+/, '')}#${textIn(resolution, 'commit')}`;
  if (textIn(resolution, 'type') === 'directory' || /^(?:file|link):/.test(rest)) return 'file:';
  return textIn(resolution, 'tarball');
}
