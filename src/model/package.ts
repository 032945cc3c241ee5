/** Installed packages: what, where, how it was recognised. An inventory knows no vulnerability. */
import type { Distro } from './distro.ts';

/** `installed`: a package manager's own record; `declared`: only metadata, no content; `bundled`: inside another artefact; `by signature`: recognised by its bytes. */
export type Confidence = 'installed' | 'declared' | 'bundled' | 'by signature';

/** What a package is there for, by the word of a manifest or lock file; `unknown` where none tells: mostly so for installed ones. */
export type DependencyScope = (typeof DEPENDENCY_SCOPES)[number];
export const DEPENDENCY_SCOPES = ['runtime', 'optional', 'development', 'test', 'unknown'] as const;

/** Where a package was seen. */
export interface FoundAt {
  /** The file that proves it; of a nested jar `app.jar!/BOOT-INF/lib/x.jar`. */
  readonly path: string;
  /** The layer that brought this package in this version (not the last one that rewrote the database). */
  readonly layerIndex: number;
}

/** What a package was built from, where that differs from the package itself. */
export interface SourcePackage {
  readonly name: string;
  readonly version: string;
}

/** An OS package that owns a language package's files. */
export interface PackageOwner {
  readonly purl: string;
  readonly name: string;
  /** The owner's advisory namespace (`debian:12`), or empty where that release has none. */
  readonly namespace: string;
  /** True if the distribution itself built the owner (not a third-party repository). */
  readonly ofDistribution: boolean;
}

export interface Package {
  /** Canonical package URL, made only by model/purl.ts. */
  readonly purl: string;
  /** The ecosystem's id: `dpkg`, `apk`, `rpm`, `npm`, `pypi`, `maven`, `golang`. */
  readonly ecosystem: string;
  readonly name: string;
  /** Version in the ecosystem's own spelling; empty where none is recorded. */
  readonly version: string;
  /** Architecture in the package manager's spelling, or empty. */
  readonly architecture: string;
  /** Equal to name and version where the package is its own source. */
  readonly source: SourcePackage;
  readonly distro: Distro | null;
  readonly confidence: Confidence;
  readonly scope: DependencyScope;
  /** How it was recognised, in words: `pom.properties`, `MANIFEST.MF`, `file name`, `dpkg status`. */
  readonly evidence: string;
  readonly foundAt: FoundAt;
  /** Licences as declared by the package itself, unparsed. */
  readonly licences: readonly string[];
  /** Vendor or maintainer as recorded, or empty. */
  readonly vendor: string;
  /** Module stream of rpm (`name:stream`), slot of portage (`3.12`), or empty. */
  readonly moduleStream: string;
  readonly ownedBy: PackageOwner | null;
}

/** How an ecosystem's own records say which files a package owns. */
export interface OwnedFiles {
  readonly purl: string;
  /** Cleaned paths in the image, one a line: there can be millions. One that ends in `/` is a folder with all below it. */
  readonly paths: string;
  /** Null where the package manager records no digests. */
  readonly sums: OwnedSums | null;
}

/** What files are by the package's own record: which of them nobody has changed. */
export interface OwnedSums {
  readonly algorithm: 'md5' | 'sha1' | 'sha256';
  /** As in OwnedFiles; not all of a package's files have a digest. */
  readonly paths: string;
  /** The first 16 hexadecimal digits for each of these paths, in their order, one after the other; blanks for one without. */
  readonly digests: string;
}
