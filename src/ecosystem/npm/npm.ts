/**
 * npm packages: installed ones under `node_modules`, applications by their own `package.json`, and what lock files
 * declare.
 */

import { withLibraryVendor } from '../../base/rebuilt.ts';
import type { Package } from '../../model/package.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type Catalog, EMPTY_CATALOG } from '../cataloger.ts';
import { declaredCataloger, isPublished } from '../declared.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { catalogLanguage, type LanguagePart } from '../language-package.ts';
import { LOCKS } from './locks/list.ts';
import { npmPurl } from './name.ts';
import { type NpmFact, packageJsonReader } from './package-json.ts';
import { npmPlace } from './place.ts';

export const npm: Ecosystem = {
  id: 'npm',
  purlType: 'npm',
  scheme: 'semver',
  kind: 'language',
  catalogers: [
    { id: 'npm-package-json', readers: [packageJsonReader], catalog },
    declaredCataloger('npm', LOCKS, ({ name, version }, qualifiers) => npmPurl(name, version, qualifiers)),
  ],
  advisoryQueries,
  ofDistribution: () => false,
  dataOnlyReason: () => '',
};

/** Evidence of a package that is never published: one of the same name in the npm registry is another one. */
const PRIVATE = 'package.json of a private application';

function catalog(facts: MergedFacts): Catalog {
  return { ...EMPTY_CATALOG, packages: catalogLanguage('npm', facts, packageJsonReader, toParts) };
}

function toParts(path: string, fact: NpmFact): LanguagePart[] {
  const installed = npmPlace(path) === 'installed';
  return [
    {
      purl: npmPurl(fact.name, fact.version),
      name: fact.name,
      version: fact.version,
      scope: 'unknown',
      confidence: installed ? 'installed' : 'declared',
      evidence: installed ? 'package.json' : fact.private ? PRIVATE : 'package.json of an application',
      path,
      licences: fact.licences,
      vendor: '',
    },
  ];
}

function advisoryQueries(pkg: Package): readonly AdvisoryQuery[] {
  if (pkg.evidence === PRIVATE || !isPublished(pkg) || pkg.version === '') return [];
  return withLibraryVendor({ key: { namespace: 'npm', name: pkg.name }, version: pkg.version });
}
