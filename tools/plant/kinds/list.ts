/** All kinds, sorted by id. */
import type { SecretKind } from '../kind.ts';
import { cloud } from './cloud.ts';
import { communication } from './communication.ts';
import { files } from './files.ts';
import { generic } from './generic.ts';
import { keys } from './keys.ts';
import { registries } from './registries.ts';
import { services } from './services.ts';
import { sourceHosts } from './source-hosts.ts';

export const secretKinds: readonly SecretKind[] = [
  ...[cloud, communication, files, generic, keys, registries, services, sourceHosts].flat(),
].sort((a, b) => (a.id < b.id ? -1 : 1));
