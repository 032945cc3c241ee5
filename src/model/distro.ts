/** A distribution as its own release file names it. */
export interface Distro {
  /** `ID` of os-release: `debian`, `alpine`, `ubuntu`, `rhel`, … */
  readonly id: string;
  /** `ID_LIKE`, split. */
  readonly idLike: readonly string[];
  /** `VERSION_ID` or what an older release file gives: `12`, `3.20.3`; empty for rolling releases. */
  readonly versionId: string;
  /** `VERSION_CODENAME`, or empty. */
  readonly codename: string;
  readonly prettyName: string;
  /** Streams besides the ordinary one that the image takes part in, as in AdvisoryScope; sorted. */
  readonly streams: readonly string[];
  /** `guessed`: no release file says it; versions and sources of packages do. */
  readonly confidence: 'release-file' | 'guessed';
  /** The file this was read from, and its layer. */
  readonly foundAt: { readonly path: string; readonly layerIndex: number };
}
