/** What is read out of a Java archive. What an archive is, is decided by the cataloger; here are only the facts. */
import { count, flag, list, nullable, object, type Shape, text } from '../../model/shape.ts';
import type { FoundLibrary } from './classes/find-libraries.ts';
import type { Manifest, Pom } from './descriptor.ts';

export interface PomFact extends Pom {
  /** Classes that it explains are in the archive. */
  readonly present: boolean;
}

export interface ArchiveFact {
  /** Path inside the outer archive, `!/` between two levels; empty for the outer archive itself. */
  readonly path: string;
  readonly poms: readonly PomFact[];
  /** Libraries whose classes tell their version. */
  readonly signed: readonly Pom[];
  readonly manifest: Manifest | null;
  readonly hasClasses: boolean;
  /** True for an application around its libraries (`BOOT-INF`, `WEB-INF`). */
  readonly isApplication: boolean;
  /** Folders with classes that no descriptor explains: the first ones in order, none inside another. */
  readonly unexplained: readonly string[];
  /** Known libraries whose classes are here. */
  readonly libraries: readonly FoundLibrary[];
  /** SHA-1 of the archive where nothing in it tells its group, else empty. */
  readonly sha1: string;
}

const archiveShape: Shape<ArchiveFact> = object<ArchiveFact>({
  path: text,
  poms: list(object<PomFact>({ group: text, artifact: text, version: text, present: flag })),
  signed: list(object<Pom>({ group: text, artifact: text, version: text })),
  manifest: nullable(
    object<Manifest>({
      title: text,
      version: text,
      vendor: text,
      vendorId: text,
      bundleName: text,
      bundleVersion: text,
      moduleName: text,
      licences: list(text),
    }),
  ),
  hasClasses: flag,
  isApplication: flag,
  unexplained: list(text),
  libraries: list(
    object<FoundLibrary>({
      group: text,
      artifact: text,
      versions: list(text),
      coverage: count,
      share: count,
      folders: list(text),
    }),
  ),
  sha1: text,
});

export const archiveFactsShape: Shape<readonly ArchiveFact[]> = list(archiveShape);
