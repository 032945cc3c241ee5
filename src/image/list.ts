/**
 * All image sources, sorted by id. A new one is a folder in `sources/` and one line here. Those that most scans do
 * without are loaded when they are asked.
 */
import type { ImageSource } from './source.ts';
import { createArchiveSource, createDockerArchiveSource } from './sources/archive/archive.ts';
import type { EngineEnvironment } from './sources/engine/endpoint.ts';
import { createLayoutSource } from './sources/layout/layout.ts';
import type { RegistrySettings } from './sources/registry/source.ts';
import type { StoredSettings } from './stored/open-stored.ts';

/** What the sources need of the world around them. */
export interface SourceSettings {
  readonly stored: StoredSettings;
  readonly environment: EngineEnvironment;
  registry(): Promise<RegistrySettings>;
}

export function listSources({ stored, environment, registry }: SourceSettings): readonly ImageSource[] {
  const engine = (id: 'docker' | 'podman'): ImageSource =>
    late(id, async () => {
      const { createEngineSource } = await import('./sources/engine/engine.ts');
      return createEngineSource(id, stored, environment);
    });
  return [
    createArchiveSource(stored),
    late('dir', async () => (await import('./sources/rootfs/rootfs.ts')).dirSource),
    engine('docker'),
    createDockerArchiveSource(stored),
    createLayoutSource(stored),
    engine('podman'),
    late('registry', async () => {
      const { createRegistrySource } = await import('./sources/registry/source.ts');
      return createRegistrySource(await registry());
    }),
    late('rootfs', async () => (await import('./sources/rootfs/rootfs.ts')).rootfsSource),
  ];
}

function late(id: string, load: () => Promise<ImageSource>): ImageSource {
  return { id, open: async (request) => (await load()).open(request) };
}
