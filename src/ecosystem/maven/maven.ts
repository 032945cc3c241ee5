/** Java libraries in archives, by Maven coordinates: the name is `group:artifact`, or the artefact alone where nothing tells the group. */
import { withLibraryVendor } from '../../base/rebuilt.ts';
import type { Package } from '../../model/package.ts';
import type { Problem } from '../../model/problem.ts';
import { makePurl } from '../../model/purl.ts';
import type { Located, MergedFacts } from '../../model/reader.ts';
import { type Catalog, EMPTY_CATALOG } from '../cataloger.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { catalogLanguage, type LanguagePart } from '../language-package.ts';
import type { ArchiveFact } from './archive-fact.ts';
import type { FoundLibrary } from './classes/find-libraries.ts';
import { type Artifact, identifyArchive, unsureLibraries } from './identify.ts';
import { javaArchiveReader } from './read-archive.ts';

export const maven: Ecosystem = {
  id: 'maven',
  purlType: 'maven',
  scheme: 'maven',
  kind: 'language',
  catalogers: [{ id: 'maven-java-archive', readers: [javaArchiveReader], catalog }],
  advisoryQueries,
  ofDistribution: () => false,
  dataOnlyReason: () => '',
};

function catalog(facts: MergedFacts): Catalog {
  return {
    ...EMPTY_CATALOG,
    packages: catalogLanguage('maven', facts, javaArchiveReader, toParts),
    problems: facts.all(javaArchiveReader).flatMap(unknownContent),
  };
}

function toParts(path: string, archives: readonly ArchiveFact[]): LanguagePart[] {
  return archives.flatMap((archive) => {
    const place = placeOf(path, archive);
    return identifyArchive(place, archive).map((artifact) => toPart(place, artifact, archive));
  });
}

function placeOf(path: string, archive: ArchiveFact): string {
  return archive.path === '' ? path : `${path}!/${archive.path}`;
}

function toPart(path: string, artifact: Artifact, archive: ArchiveFact): LanguagePart {
  const { group, version, confidence, evidence } = artifact;
  const isWhole = confidence === 'installed';
  return {
    purl: makePurl({ type: 'maven', namespace: group, name: artifact.artifact, version }),
    name: group === '' ? artifact.artifact : `${group}:${artifact.artifact}`,
    version,
    confidence,
    scope: 'unknown',
    evidence,
    path,
    licences: isWhole ? (archive.manifest?.licences ?? []) : [],
    vendor: isWhole ? (archive.manifest?.vendor ?? '') : '',
  };
}

/** An archive that bundles other artefacts may hold more than is named: that is told, not passed over. */
function unknownContent(located: Located<readonly ArchiveFact[]>): Problem[] {
  return located.fact.flatMap((archive) => {
    const path = placeOf(located.path, archive);
    const words = [...unsureLibraries(path, archive).map(unsureWords), ...unexplainedWords(archive)];
    return words.map((message) => ({
      code: 'bundled-content-unknown',
      effect: 'note',
      message,
      layerIndex: located.layerIndex,
      path,
      wayOut: '',
    }));
  });
}

function unsureWords({ group, artifact, folders }: FoundLibrary): string {
  return `Classes in this archive are like those of ${group}:${artifact}, of a version that is not known here: ${folders.slice(0, 3).join(', ')}`;
}

function unexplainedWords({ unexplained, poms, libraries }: ArchiveFact): string[] {
  const others = poms.filter((pom) => pom.present).length + libraries.length;
  const isShaded = others > 1 || (poms.length === 0 && new Set(unexplained.map(rootOf)).size > 1);
  if (unexplained.length === 0 || !isShaded) return [];
  return [`Classes in this archive belong to no library that it names: ${unexplained.join(', ')}`];
}

/** Whose it is: of names in the order of domains the first two. */
function rootOf(folder: string): string {
  return folder.split('/', 2).join('/');
}

/** A descriptor without its classes has no flaw; an artefact without a group has no name that advisories use. */
function advisoryQueries(pkg: Package): readonly AdvisoryQuery[] {
  if (pkg.confidence === 'declared' || !pkg.name.includes(':')) return [];
  return withLibraryVendor({ key: { namespace: 'maven', name: pkg.name }, version: pkg.version });
}
