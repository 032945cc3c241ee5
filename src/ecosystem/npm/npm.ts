/** npm packages: installed ones under `node_modules`, and applications by their own `package.json`. */

import type { Package } from '../../model/package.ts';
import { makePurl } from '../../model/purl.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type Catalog, EMPTY_CATALOG } from '../cataloger.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { catalogLanguage, type LanguagePart } from '../language-package.ts';
import { type NpmFact, packageJsonReader } from './package-json.ts';
import { npmPlace } from './place.ts';

export const npm: Ecosystem = {
  id: 'npm',
  purlType: 'npm',
  scheme: 'semver',
  kind: 'language',
  catalogers: [{ id: 'npm-package-json', readers: [packageJsonReader], catalog }],
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

function npmPurl(name: string, version: string): string {
  const slash = name.indexOf('/');
  if (slash < 0) return makePurl({ type: 'npm', name, version });
  return makePurl({ type: 'npm', namespace: name.slice(0, slash), name: name.slice(slash + 1), version });
}

function advisoryQueries(pkg: Package): AdvisoryQuery[] {
  if (pkg.evidence === PRIVATE) return [];
  return [{ key: { namespace: 'npm', name: pkg.name }, version: pkg.version }];
}
