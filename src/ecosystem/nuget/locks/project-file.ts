/**
 * Project files and `Directory.Packages.props` (learn.microsoft.com, "PackageReference", "Central package management"):
 * what they ask for with a version. A project that leaves its versions to the central file is told by that file.
 * Properties count where the same file sets them. Left out: conditions, imports, what is computed.
 */

import { MIB } from '../../../base/limits.ts';
import type { XmlElement } from '../../../base/xml/xml-reader.ts';
import type { DependencyScope } from '../../../model/package.ts';
import { type Declared, type DeclaredForm, isInDependency } from '../../declared.ts';
import { elementsOf, fieldOf } from './elements.ts';
import { declaredNuget } from './entry.ts';

export const projectFile: DeclaredForm = {
  id: 'nuget-project',
  version: 1,
  name: 'project file',
  maxBytes: 8 * MIB,
  wants: (path) => /(?:\.(?:cs|fs|vb)proj|Packages\.props)$/.test(path) && !isInDependency(path),
  parse: parseProjectFile,
};

const ITEMS = ['PackageReference', 'PackageVersion', 'GlobalPackageReference'];

/** Throws on what is not well-formed. */
export function parseProjectFile(bytes: Uint8Array): readonly Declared[] {
  const elements = elementsOf(bytes, [...ITEMS, 'PropertyGroup']);
  const groups = elements.filter(({ name }) => name === 'PropertyGroup').flatMap(({ children }) => children);
  const properties = new Map(groups.map(({ name, text }) => [name.toLowerCase(), text.trim()]));
  return elements
    .filter(({ name }) => name !== 'PropertyGroup')
    .flatMap((item) => {
      const asked = fieldOf(item, 'VersionOverride') || fieldOf(item, 'Version');
      const version = filled(asked, properties);
      return asked === '' ? [] : declaredNuget(fieldOf(item, 'Include'), version, scopeOf(item));
    });
}

function filled(asked: string, properties: ReadonlyMap<string, string>): string {
  return asked
    .slice(0, 500)
    .replace(/\$\((\w+)\)/g, (whole, name: string) => properties.get(name.toLowerCase()) ?? whole)
    .slice(0, 500);
}

function scopeOf(item: XmlElement): DependencyScope {
  const isPrivate = /^all$/i.test(fieldOf(item, 'PrivateAssets')) || item.name === 'GlobalPackageReference';
  return isPrivate ? 'development' : item.name === 'PackageVersion' ? 'unknown' : 'runtime';
}
