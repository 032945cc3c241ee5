/** Opens a state by its reference: a path, or `oci://host/repository:tag`. */
import { resolve } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { parseReference } from '../../base/reference.ts';
import { openStateFile } from './file.ts';
import type { StateSettings, StateStore } from './store.ts';

export type { StateStore } from './store.ts';

const ARTIFACT = 'oci://';

/** Nothing is read yet. Throws InputError `bad-state-reference`, `bad-reference`. */
export function openState(reference: string, settings: StateSettings): StateStore {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(reference)?.[0].toLowerCase();
  if (scheme === undefined && reference !== '') {
    return openStateFile(resolve(settings.cwd, reference), reference, settings.signal);
  }
  if (scheme !== ARTIFACT) throw badReference(reference, 'It is neither a path nor an artifact.');
  const target = reference.slice(ARTIFACT.length);
  if (target.includes('@')) throw badReference(reference, 'A digest names what can never change.');
  parseReference(target);
  const store = async (): Promise<StateStore> =>
    (await import('./oci.ts')).openStateArtifact(target, settings);
  return {
    read: async () => (await store()).read(),
    merge: async (entries) => (await store()).merge(entries),
  };
}

function badReference(where: string, what: string): InputError {
  return new InputError('bad-state-reference', {
    what: `A state cannot be kept there. ${what}`,
    where,
    wayOut: 'Write a path, or oci://registry/repository:tag.',
  });
}
