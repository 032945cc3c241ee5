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
  /** The file this was read from, and its layer. */
  readonly foundAt: { readonly path: string; readonly layerIndex: number };
}
