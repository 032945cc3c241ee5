/** All image sources, sorted by id. A new one is a folder in `sources/` and one line here. */
import type { ImageSource } from './source.ts';
import { createArchiveSource, createDockerArchiveSource } from './sources/archive/archive.ts';
import type { EngineEnvironment } from './sources/engine/endpoint.ts';
import { createEngineSource } from './sources/engine/engine.ts';
import { createLayoutSource } from './sources/layout/layout.ts';
import { createRegistrySource, type RegistrySettings } from './sources/registry/source.ts';
import { rootfsSource } from './sources/rootfs/rootfs.ts';
import type { StoredSettings } from './stored/open-stored.ts';

/** What the sources need of the world around them. */
export interface SourceSettings {
  readonly stored: StoredSettings;
  readonly environment: EngineEnvironment;
  readonly registry: RegistrySettings;
}

export function listSources({ stored, environment, registry }: SourceSettings): readonly ImageSource[] {
  return [
    createArchiveSource(stored),
    createEngineSource('docker', stored, environment),
    createDockerArchiveSource(stored),
    createLayoutSource(stored),
    createEngineSource('podman', stored, environment),
    createRegistrySource(registry),
    rootfsSource,
  ];
}
