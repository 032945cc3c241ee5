/** Platforms as an image index names them (image-spec, image-index.md): `os/architecture[/variant]`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** CPU variant such as `v8`; empty where the index gives none. */
  readonly variant: string;
}

/** `linux/arm64/v8`, the form that `--platform` takes. */
export function formatPlatform(platform: Platform): string {
  const base = `${platform.os}/${platform.architecture}`;
  return platform.variant === '' ? base : `${base}/${platform.variant}`;
}

/** Parses `os/architecture[/variant]`; null if the text has another shape. */
export function parsePlatform(text: string): Platform | null {
  const [os, architecture, variant = '', ...rest] = text.split('/');
  if (!os || !architecture || rest.length > 0) return null;
  return { os, architecture, variant };
}

const ARCHITECTURE_OF: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  arm64: 'arm64',
  arm: 'arm',
};

/** `linux` on the architecture given in Node's spelling; containers on other hosts run in a Linux machine. */
export function hostPlatform(nodeArchitecture: string): Platform {
  return { os: 'linux', architecture: ARCHITECTURE_OF[nodeArchitecture] ?? nodeArchitecture, variant: '' };
}
