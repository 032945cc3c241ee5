/**
 * A state as an artifact in a registry: a manifest with the empty config and one layer, the text of state-text.ts.
 * Registries have no "replace only if unchanged": a writer looks just before and after it pushed, and begins again
 * where another one was first. Two that push in the same moment can still hide each other's entries until their next
 * run. Left out: mirrors, whose copy may be old.
 */
import { InputError } from '../../base/errors.ts';
import { parseReference } from '../../base/reference.ts';
import { fetchConfig, fetchManifest } from '../../image/sources/registry/document.ts';
import { endpointsOf } from '../../image/sources/registry/endpoint.ts';
import { pushArtifact } from '../../image/sources/registry/push-artifact.ts';
import { openSession } from '../../image/sources/registry/session.ts';
import type { RegistrySettings } from '../../image/sources/registry/source.ts';
import type { HistoryOf } from '../../model/gate.ts';
import { mergeHistory } from '../../policy/history.ts';
import { formatState, MAX_STATE_BYTES, parseState, stateTooLarge } from './state-text.ts';
import type { StateSettings, StateStore } from './store.ts';

const STATE_MEDIA_TYPE = 'application/vnd.plimsoll.state.v1+text';
const MAX_TRIES = 8;

/** `target`: `registry/repository:tag`. */
export function openStateArtifact(target: string, settings: StateSettings): StateStore {
  const registry = async (): Promise<RegistrySettings> => (await settings.network()).registry;
  const { signal } = settings;
  return {
    read: async () => fetchState(await registry(), target, signal),
    merge: async (entries) => push(await registry(), { target, entries, signal }),
  };
}

interface Work {
  readonly target: string;
  readonly entries: readonly HistoryOf[];
  readonly signal: AbortSignal;
}

async function push(registry: RegistrySettings, work: Work): Promise<void> {
  const { target: reference, signal } = work;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const text = await lackingText(registry, work);
    if (text === null) return;
    await pushArtifact(registry, {
      reference,
      mediaType: STATE_MEDIA_TYPE,
      bytes: Buffer.from(text),
      signal,
    });
  }
  if ((await lackingText(registry, work)) !== null) throw busy(reference);
}

/** What the artifact must become to have these entries; null where it has them. */
async function lackingText(registry: RegistrySettings, work: Work): Promise<string | null> {
  const kept = await fetchState(registry, work.target, work.signal);
  const text = formatState(mergeHistory(kept ?? [], work.entries));
  if (Buffer.byteLength(text) > MAX_STATE_BYTES) throw stateTooLarge(work.target);
  return kept !== null && formatState(kept) === text ? null : text;
}

async function fetchState(
  registry: RegistrySettings,
  where: string,
  signal: AbortSignal,
): Promise<readonly HistoryOf[] | null> {
  const reference = parseReference(where);
  const session = openSession(endpointsOf(reference, []).at(-1)!, { ...registry, signal, where });
  const found = await orNull(fetchManifest(session, reference, registry.limits.documentBytes));
  if (found === null) return null;
  const layers = found.document.kind === 'manifest' ? found.document.layers : [];
  const layer = layers.find(({ mediaType }) => mediaType === STATE_MEDIA_TYPE);
  // Nothing that is no state may be overwritten, least of all an image.
  if (layer === undefined || layers.length !== 1) throw notAState(where);
  if (layer.sizeBytes > MAX_STATE_BYTES) throw stateTooLarge(where);
  return parseState(await fetchConfig(session, layer.digest, MAX_STATE_BYTES), where);
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof InputError && thrown.code === 'not-found') return null;
    throw thrown;
  }
}

function notAState(where: string): InputError {
  return new InputError('not-a-state', {
    what: 'There is something else under this name: it is no state of plimsoll.',
    where,
    wayOut: 'Give the state a tag of its own, for example `:plimsoll-state`.',
  });
}

function busy(where: string): InputError {
  return new InputError('state-busy', {
    what: `Others pushed the state ${MAX_TRIES} times while it was to be written.`,
    where,
    wayOut: 'Try again.',
  });
}
