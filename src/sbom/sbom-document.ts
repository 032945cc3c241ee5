/** What an SBOM says, whatever its format: parsed, not yet interpreted. */
import type { Distro } from '../model/distro.ts';
import type { ImageInfo } from '../model/image.ts';
import type { Confidence, DependencyScope, PackageOwner } from '../model/package.ts';
import type { Problem } from '../model/problem.ts';

export interface SbomDocument {
  /** `CycloneDX 1.6`, for messages. */
  readonly format: string;
  /** `syft 1.2.3`; or empty. */
  readonly madeBy: string;
  readonly image: SbomImage;
  readonly distros: readonly SbomDistro[];
  readonly components: readonly SbomComponent[];
  /** Null where the document does not say. */
  readonly unidentifiedExecutables: number | null;
  /** What the document says that it lacks. */
  readonly problems: readonly Problem[];
}

/** Empty text, null and empty lists for what the document does not say. */
export interface SbomImage extends Pick<ImageInfo, 'reference' | 'names'> {
  readonly source: string;
  readonly id: string;
  readonly manifestDigest: string;
  readonly indexDigest: string;
  readonly platform: string;
  readonly labels: ReadonlyMap<string, string>;
  /** Of the layers, base first. */
  readonly diffIds: readonly string[];
}

export interface SbomDistro extends Distro {
  /** By which components name it; or empty. */
  readonly ref: string;
}

/** Empty text for what the document does not say. */
export interface SbomComponent {
  /** In full: `group:artifact`, `@scope/name`. */
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  /** Our own id of its ecosystem: only our own documents have it, and then all else of it. */
  readonly ecosystem: string;
  readonly architecture: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly moduleStream: string;
  readonly scope: DependencyScope;
  /** The `ref` of its distribution. */
  readonly distroRef: string;
  readonly confidence: Confidence | null;
  readonly evidence: string;
  readonly path: string;
  readonly layer: SbomLayer;
  readonly licences: readonly string[];
  readonly vendor: string;
  readonly ownedBy: PackageOwner | null;
  /** By which relations of the document name it; or empty. */
  readonly ref: string;
  /** The `ref`s of what it lies in, where the document says that and no more of it: the image, an owner of its files. */
  readonly ownerRefs: readonly string[];
}

export interface SbomLayer {
  /** Base is 0; null where the document does not say. */
  readonly index: number | null;
  readonly diffId: string;
  readonly instruction: string;
  readonly owner: string;
  readonly ownerBasis: string;
}

export const NO_LAYER: SbomLayer = { index: null, diffId: '', instruction: '', owner: '', ownerBasis: '' };

export const NO_IMAGE: SbomImage = {
  reference: '',
  names: [],
  source: '',
  id: '',
  manifestDigest: '',
  indexDigest: '',
  platform: '',
  labels: new Map(),
  diffIds: [],
};

/** A component of which nothing is known but what is given. */
export function sbomComponent(
  parts: Partial<SbomComponent> & Pick<SbomComponent, 'name' | 'version' | 'purl'>,
): SbomComponent {
  return {
    ecosystem: '',
    architecture: '',
    sourceName: '',
    sourceVersion: '',
    moduleStream: '',
    scope: 'unknown',
    distroRef: '',
    confidence: null,
    evidence: '',
    path: '',
    layer: NO_LAYER,
    licences: [],
    vendor: '',
    ownedBy: null,
    ref: '',
    ownerRefs: [],
    ...parts,
  };
}

export function sbomProblem(
  code: string,
  effect: Problem['effect'],
  text: { readonly message: string; readonly wayOut?: string },
): Problem {
  return { code, effect, message: text.message, layerIndex: null, path: '', wayOut: text.wayOut ?? '' };
}
