/** Python packages: distributions as installers record them. One installed twice is found twice, each at its place. */
import { withLibraryVendor } from '../../base/rebuilt.ts';
import type { Package } from '../../model/package.ts';
import { makePurl } from '../../model/purl.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type Catalog, EMPTY_CATALOG } from '../cataloger.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { catalogLanguage, type LanguagePart } from '../language-package.ts';
import { eggReader, metadataReader } from './distribution.ts';
import { normalName, type PypiFact } from './metadata.ts';

export const pypi: Ecosystem = {
  id: 'pypi',
  purlType: 'pypi',
  scheme: 'pep440',
  kind: 'language',
  catalogers: [{ id: 'pypi-metadata', readers: [metadataReader, eggReader], catalog }],
  advisoryQueries,
  ofDistribution: () => false,
  dataOnlyReason: () => '',
};

function catalog(facts: MergedFacts): Catalog {
  const packages = [metadataReader, eggReader].flatMap((r) => catalogLanguage('pypi', facts, r, toParts));
  return { ...EMPTY_CATALOG, packages };
}

function toParts(path: string, fact: PypiFact): LanguagePart[] {
  return [
    {
      purl: makePurl({ type: 'pypi', name: fact.name, version: fact.version }),
      name: fact.name,
      version: fact.version,
      confidence: 'installed',
      scope: 'unknown',
      evidence: path.endsWith('.egg') ? 'PKG-INFO in the egg' : evidenceOf(path),
      path,
      licences: fact.licences,
      vendor: fact.author,
    },
  ];
}

function evidenceOf(path: string): string {
  return path.endsWith('/METADATA') ? 'METADATA' : 'PKG-INFO';
}

function advisoryQueries(pkg: Package): readonly AdvisoryQuery[] {
  return withLibraryVendor({ key: { namespace: 'pypi', name: normalName(pkg.name) }, version: pkg.version });
}
