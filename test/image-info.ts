/** The description of an image without layers, for tests of what comes after reading. */
import type { ImageInfo } from '../src/model/image.ts';

export function imageInfo(parts: Partial<ImageInfo> = {}): ImageInfo {
  return {
    reference: 'app:1',
    source: 'registry',
    names: [],
    id: `sha256:${'1'.repeat(64)}`,
    manifestDigest: `sha256:${'2'.repeat(64)}`,
    indexDigest: null,
    platform: { os: 'linux', architecture: 'amd64', variant: '' },
    config: {
      env: [],
      entrypoint: [],
      cmd: [],
      user: '',
      labels: {},
      exposedPorts: [],
      healthcheck: [],
      history: [],
    },
    layers: [],
    annotations: {},
    ...parts,
  };
}
