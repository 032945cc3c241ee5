/**
 * `yarn.lock` of Yarn 2 and later (yarnpkg.com, "Lexicon", "Protocols"): YAML, of whose entries `resolution` says what
 * was taken. What is for development stands in `package.json` only; members of the workspace are not dependencies.
 */
import { parseYamlTree, type YamlNode } from '../../../base/yaml-tree.ts';
import type { Declared } from '../../declared.ts';
import { isPackageName } from '../name.ts';
import { findNamedSpec } from './npm-name.ts';
import { npmOrigin } from './origin.ts';
import { fieldsOf, textIn } from './yaml-fields.ts';

/** Null for YAML that is no lock file. Throws YamlError. */
export function parseYarnBerry(text: string): readonly Declared[] | null {
  const fields = fieldsOf(parseYamlTree(text));
  if (!fields.has('__metadata')) return null;
  return [...fields.values()].flatMap(({ name, value }) => (name.text === '__metadata' ? [] : entry(value)));
}

function entry(node: YamlNode): Declared[] {
  const taken = findNamedSpec(textIn(node, 'resolution'));
  if (taken === null || !isPackageName(taken.name)) return [];
  const { name, rest } = unwrap(taken);
  if (rest.startsWith('workspace:')) return [];
  return [{ name, scope: 'unknown', ...npmOrigin(textIn(node, 'version'), addressOf(rest)) }];
}

/** `virtual:HASH#npm:1.0.0` is one copy for one set of peers; `patch:a@npm%3A1.0.0#…` the package with changes. */
function unwrap(taken: { name: string; rest: string }): { name: string; rest: string } {
  const virtual = /^virtual:[^#]*#(.*)$/.exec(taken.rest);
  if (virtual !== null) return { name: taken.name, rest: virtual[1]! };
  const patched = /^patch:([^#]*)#/.exec(taken.rest);
  if (patched === null) return taken;
  const source = findNamedSpec(patched[1]!.replaceAll('%3A', ':'));
  return source === null || !isPackageName(source.name) ? taken : source;
}

/** Empty for the registry; `npm:1.0.0::__archiveUrl=…` is the registry's own file at another place. */
function addressOf(rest: string): string {
  if (rest.startsWith('npm:')) return '';
  // A commit is given behind `#`, and further facts behind `::`.
  return rest.replace(/::.*$/s, '').replace('#commit=', '#');
}
