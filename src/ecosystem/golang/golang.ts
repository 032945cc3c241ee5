/**
 * Go modules in programs: what was linked, the program's own module and the standard library.
 * A replaced module is listed as its replacement; a replacement by a folder has no version.
 */
import { withLibraryVendor } from '../../base/rebuilt.ts';
import type { Package } from '../../model/package.ts';
import { makePurl } from '../../model/purl.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type Catalog, EMPTY_CATALOG } from '../cataloger.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { catalogLanguage, type LanguagePart } from '../language-package.ts';
import type { GoBuildInfo } from './build-info.ts';
import { goBinaryReader } from './go-binary.ts';
import { goRelease, releaseToSemver } from './go-version.ts';
import { mainVersion } from './main-version.ts';

export const golang: Ecosystem = {
  id: 'golang',
  purlType: 'golang',
  scheme: 'golang',
  kind: 'language',
  catalogers: [{ id: 'golang-binary', readers: [goBinaryReader], catalog }],
  advisoryQueries,
  ofDistribution: () => false,
  dataOnlyReason: () => '',
};

/** The name that Go's advisories give to the standard library. */
const STANDARD_LIBRARY = 'stdlib';

function catalog(facts: MergedFacts): Catalog {
  return {
    ...EMPTY_CATALOG,
    packages: catalogLanguage('golang', facts, goBinaryReader, toParts),
    identified: facts.all(goBinaryReader).map(({ path }) => path),
  };
}

function toParts(path: string, info: GoBuildInfo): LanguagePart[] {
  const own = mainVersion(info);
  return [
    toPart(path, STANDARD_LIBRARY, goRelease(info.goVersion), 'build information'),
    ...(info.main === null ? [] : [toPart(path, info.main.path, own.version, own.evidence)]),
    ...info.dependencies.map((module) => toPart(path, module.path, module.version, 'build information')),
  ].filter((part) => part.name !== '');
}

function toPart(path: string, name: string, version: string, evidence: string): LanguagePart {
  const slash = name.lastIndexOf('/');
  return {
    purl: makePurl({
      type: 'golang',
      namespace: slash < 0 ? '' : name.slice(0, slash),
      name: name.slice(slash + 1),
      version,
    }),
    name,
    version,
    confidence: 'installed',
    scope: 'unknown',
    evidence,
    path,
    licences: [],
    vendor: '',
  };
}

/** Advisories write versions without the `v`. */
function advisoryQueries(pkg: Package): readonly AdvisoryQuery[] {
  const version =
    pkg.name === STANDARD_LIBRARY ? releaseToSemver(pkg.version) : pkg.version.replace(/^v/, '');
  return version === '' ? [] : withLibraryVendor({ key: { namespace: 'golang', name: pkg.name }, version });
}
