/**
 * What a Java archive is, and what else is in it. In this order:
 *  1. its own `pom.properties`: the one that the file's name repeats, or the only one, if its classes are there;
 *  2. the file's name and the manifest: an artefact needs a version, and its name from the file; the group then comes
 *     from the place of a `pom.xml`, from a table of artefacts that carry none, or from the manifest;
 *  3. every other `pom.properties` is another artefact, bundled if its classes are there, else only declared;
 *  4. some libraries are known by a class that holds their version, where nothing else names them;
 *  5. libraries of the table of known classes, by what is in the archive: they also say which group an artefact is of
 *     that nothing else tells, and that a descriptor is left over whose classes are of another version.
 * An archive without a version anywhere gives no package.
 */
import type { Confidence } from '../../model/package.ts';
import type { ArchiveFact, PomFact } from './archive-fact.ts';
import type { FoundLibrary } from './classes/find-libraries.ts';
import type { Manifest, Pom } from './descriptor.ts';
import { parseArchiveName, stemOf } from './file-name.ts';
import { findGroup } from './group-ids.ts';

export interface Artifact {
  /** Empty where nothing tells it. */
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly confidence: Confidence;
  readonly evidence: string;
}

const NOT_PRESENT = 'pom.properties: declared, not present';

/** The artefacts of one archive, its own first. `path` names the archive as the image or the outer archive does. */
export function identifyArchive(path: string, archive: ArchiveFact): Artifact[] {
  const own = findOwnPom(path, archive);
  const named = own === null ? nameArchive(path, archive) : null;
  const others = archive.poms.filter((pom) => pom !== own && pom.version !== '' && !isSame(pom, named));
  const described = [
    ...(own === null ? [] : [toArtifact(own, 'installed', 'pom.properties')]),
    ...(named === null ? [] : [named]),
    ...others.map((pom) => describe(pom, archive)),
  ];
  const signed = [...described, ...signedArtifacts(archive, described)];
  return [...signed, ...knownArtifacts(archive, signed, own !== null || named !== null)];
}

/** Known libraries in an archive whose version fits none of the known ones, and that nothing else names. */
export function unsureLibraries(path: string, archive: ArchiveFact): FoundLibrary[] {
  const known = new Set(identifyArchive(path, archive).map(({ artifact }) => artifact));
  return archive.libraries.filter(({ versions, artifact }) => versions.length === 0 && !known.has(artifact));
}

/** Of an archive with a name: a library that is there as a whole, and is not the archive itself under another name. */
const WHOLE = 95;
const ITSELF = 90;

function knownArtifacts(archive: ArchiveFact, described: readonly Artifact[], hasName: boolean): Artifact[] {
  const known = new Set(described.filter((a) => a.confidence !== 'declared').map((a) => a.artifact));
  return archive.libraries.flatMap(({ group, artifact, versions, coverage, share }) => {
    const [version] = versions;
    if (version === undefined || known.has(artifact)) return [];
    if (hasName && (coverage < WHOLE || share >= ITSELF)) return [];
    const same = versions.length === 1 ? '' : `, the same in ${versions.join(', ')}`;
    return [
      { group, artifact, version, confidence: 'by signature', evidence: `classes of a release${same}` },
    ];
  });
}

function describe(pom: PomFact, { libraries }: ArchiveFact): Artifact {
  if (!pom.present) return toArtifact(pom, 'declared', NOT_PRESENT);
  const real = libraries.find(({ group, artifact }) => group === pom.group && artifact === pom.artifact);
  if (real === undefined || real.versions.length === 0 || real.versions.includes(pom.version)) {
    return toArtifact(pom, 'bundled', 'pom.properties in a larger archive');
  }
  return toArtifact(
    pom,
    'declared',
    `pom.properties: declared, its classes are of ${real.versions.join(', ')}`,
  );
}

/** Classes speak where no descriptor does; a descriptor may be of a later patch release than the constant. */
function signedArtifacts(archive: ArchiveFact, described: readonly Artifact[]): Artifact[] {
  const known = new Set(described.filter((a) => a.confidence !== 'declared').map((a) => a.artifact));
  return archive.signed
    .filter((pom) => !known.has(pom.artifact))
    .map((pom) => toArtifact(pom, 'by signature', 'version constant of a class'));
}

function isSame(pom: PomFact, named: Artifact | null): boolean {
  return named !== null && pom.artifact === named.artifact && pom.version === named.version;
}

function toArtifact(pom: Pom, confidence: Confidence, evidence: string): Artifact {
  return { group: pom.group, artifact: pom.artifact, version: pom.version, confidence, evidence };
}

function findOwnPom(path: string, archive: ArchiveFact): PomFact | null {
  const stem = stemOf(path);
  const poms = archive.poms.filter((pom) => pom.version !== '');
  const named =
    poms.find((pom) => startsAsWord(stem, `${pom.artifact}-${pom.version}`)) ??
    poms.find((pom) => pom.artifact === stem) ??
    poms.find((pom) => pom.artifact === parseArchiveName(path).artifact);
  if (named !== undefined) return withClassifier(named, stem);
  const [only, ...more] = poms;
  if (only === undefined || more.length > 0) return null;
  // An application may have a library's descriptor left over, and its own classes or loader beside it.
  return only.present || (archive.hasClasses && !archive.isApplication) ? only : null;
}

/** Some are released for several versions of Java from one build: `mssql-jdbc-13.4.0.jre11`. */
function withClassifier(pom: PomFact, stem: string): PomFact {
  const start = `${pom.artifact}-${pom.version}`;
  const rest = stem.startsWith(start) ? stem.slice(start.length) : '';
  return /^\.jre\d{1,2}$/.test(rest) ? { ...pom, version: pom.version + rest } : pom;
}

function startsAsWord(text: string, start: string): boolean {
  return text.startsWith(start) && /^(?:$|[-.])/.test(text.slice(start.length));
}

const ARTIFACT = /^[\w.+~-]+$/;

/** By file name and manifest; null where no version is told. */
function nameArchive(path: string, archive: ArchiveFact): Artifact | null {
  const manifest = archive.manifest;
  const told = [manifest?.version ?? '', manifest?.bundleVersion ?? ''].filter((version) => version !== '');
  const name = parseArchiveName(path, told);
  if (!ARTIFACT.test(name.artifact)) return null;
  const agreed = told.find(
    (version) => startsAsWord(version, name.version) || startsAsWord(name.version, version),
  );
  if (name.version !== '') {
    const evidence = agreed === undefined ? 'file name' : 'MANIFEST.MF and file name';
    return {
      ...withGroup(name.artifact, name.version, archive),
      version: name.version,
      confidence: 'installed',
      evidence,
    };
  }
  const [version] = told;
  if (manifest === null || version === undefined || !namesItself(manifest, name.artifact)) return null;
  return {
    ...withGroup(name.artifact, version, archive),
    version,
    confidence: 'installed',
    evidence: 'MANIFEST.MF',
  };
}

/** A file name alone is no artefact id: the manifest has to say the same (`jrt-fs.jar` of Java says something else). */
function namesItself(manifest: Manifest, artifact: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '');
  const own = plain(artifact);
  return [manifest.title, manifest.bundleName, manifest.moduleName].some(
    (name) => own.length > 1 && plain(name).endsWith(own),
  );
}

function withGroup(
  artifact: string,
  version: string,
  archive: ArchiveFact,
): { group: string; artifact: string } {
  const described = archive.poms.find((pom) => pom.artifact === artifact)?.group;
  const known = archive.libraries.find(
    (library) => library.artifact === artifact && library.coverage >= ITSELF,
  )?.group;
  return { group: described ?? known ?? findGroup(artifact, version, archive.manifest) ?? '', artifact };
}
