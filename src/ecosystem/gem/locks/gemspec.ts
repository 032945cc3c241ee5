/**
 * The gemspec of a source tree: the dependencies that it writes out (guides.rubygems.org, "Specification reference",
 * `add_dependency`). A version is known where exactly one is asked for.
 */

import { MIB } from '../../../base/limits.ts';
import type { DependencyScope } from '../../../model/package.ts';
import { type Declared, type DeclaredForm, isInDependency } from '../../declared.ts';
import { isGemName, isGemVersion } from '../name.ts';
import { gemPlace } from '../place.ts';

export const gemspec: DeclaredForm = {
  id: 'gem-source-gemspec',
  version: 1,
  name: 'gemspec of a source tree',
  maxBytes: 4 * MIB,
  wants: (path) => path.endsWith('.gemspec') && gemPlace(path) === null && !isInDependency(path),
  parse: (bytes) => parseDependencies(new TextDecoder().decode(bytes)),
};

const DEPENDENCY =
  /^[ \t]*\w+\.add_(runtime_|development_)?dependency[ (]+["']([^"'\n]{1,200})["'](?:\.freeze)?([^\n]{0,500})$/gm;

export function parseDependencies(source: string): readonly Declared[] {
  return [...source.matchAll(DEPENDENCY)]
    .map(([, kind, name, rest]) => ({
      name: name!,
      version: exactVersion(rest!),
      scope: scopeOf(kind),
      origin: 'registry' as const,
      url: '',
    }))
    .filter(({ name }) => isGemName(name));
}

/** `"= 1.2"` and `"1.2"`; a further requirement makes a range of it. */
function exactVersion(rest: string): string {
  const asked = [...rest.replace(/#.*$/, '').matchAll(/["']([^"']*)["']/g)].map((match) => match[1]!.trim());
  const version = asked.length === 1 ? asked[0]!.replace(/^=\s*/, '') : '';
  return isGemVersion(version) ? version : '';
}

function scopeOf(kind: string | undefined): DependencyScope {
  return kind === 'development_' ? 'development' : 'runtime';
}
