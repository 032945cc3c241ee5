/** Lock files and manifests of .NET, sorted by id. */
import type { DeclaredForm } from '../../declared.ts';
import { packagesConfig } from './packages-config.ts';
import { packagesLock } from './packages-lock.ts';
import { paketLock } from './paket-lock.ts';
import { projectAssets } from './project-assets.ts';
import { projectFile } from './project-file.ts';

export const NUGET_LOCKS: readonly DeclaredForm[] = [
  packagesConfig,
  packagesLock,
  paketLock,
  projectAssets,
  projectFile,
];
