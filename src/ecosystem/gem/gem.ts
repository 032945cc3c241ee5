/**
 * Gems of Ruby: those that RubyGems and Bundler installed, those that came with the interpreter (default gems), and what
 * lock files declare. A default gem stays listed beside a newer one: `gem list` shows both, and both can be loaded.
 * Left out: the interpreter itself; gems that only lie there (`*.gem`); compiled extensions, which are part of their gem.
 */

import type { Package } from '../../model/package.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type Catalog, EMPTY_CATALOG } from '../cataloger.ts';
import { declaredCataloger, isPublished } from '../declared.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { catalogLanguage, type LanguagePart } from '../language-package.ts';
import { type GemFact, gemspecReader } from './gemspec.ts';
import { GEM_LOCKS } from './locks/list.ts';
import { gemPurl } from './name.ts';
import { type GemPlace, gemPlace, installedTwin } from './place.ts';

export const gem: Ecosystem = {
  id: 'gem',
  purlType: 'gem',
  scheme: 'gem',
  kind: 'language',
  catalogers: [
    { id: 'gem-gemspec', readers: [gemspecReader], catalog },
    declaredCataloger('gem', GEM_LOCKS, ({ name, version }, qualifiers) =>
      gemPurl(name, version, qualifiers),
    ),
  ],
  advisoryQueries,
  ofDistribution: () => false,
  dataOnlyReason: () => '',
};

const EVIDENCE: Readonly<Record<GemPlace, string>> = {
  installed: 'gemspec',
  default: 'gemspec of a default gem of the interpreter',
  git: 'gemspec of a check-out by Bundler',
};

function catalog(facts: MergedFacts): Catalog {
  const installed = new Set(facts.all(gemspecReader).map(({ path }) => path));
  const packages = catalogLanguage('gem', facts, gemspecReader, toParts).filter(({ foundAt: { path } }) => {
    const isTwin = gemPlace(path) === 'default' && installed.has(installedTwin(path));
    return !isTwin;
  });
  return { ...EMPTY_CATALOG, packages };
}

function toParts(path: string, { name, version, licences }: GemFact): LanguagePart[] {
  const place = gemPlace(path);
  if (place === null) return [];
  return [
    {
      purl: gemPurl(name, version),
      name,
      version,
      confidence: 'installed',
      scope: 'unknown',
      evidence: EVIDENCE[place],
      path,
      licences,
      vendor: '',
    },
  ];
}

function advisoryQueries(pkg: Package): readonly AdvisoryQuery[] {
  if (pkg.version === '' || !isPublished(pkg)) return [];
  return [{ key: { namespace: 'gem', name: pkg.name }, version: pkg.version }];
}
