/**
 * What lies attached to an image in an OCI layout: artifacts that index.json lists beside the images, the lists of
 * referrers and the attestations that clients keep under tags, and BuildKit's attestations in the image's index.
 */
import type { Digest } from '../../model/digest.ts';
import { type Descriptor, type Index, MEDIA_TYPE, parseManifest } from '../manifest.ts';
import { type Attached, attestationsIn, NOTHING_ATTACHED, readAttached } from '../referrers.ts';
import { isRunnable } from '../select-platform.ts';
import { findBlob, readBlob, type StoredContext } from './context.ts';

/** `readLayout` gives index.json; null where there is none. Read at once: what was spooled is gone when the image is closed. */
export async function readStoredAttached(
  context: StoredContext,
  readLayout: (() => Promise<Index>) | null,
  digests: readonly (Digest | null)[],
): Promise<Attached> {
  const known = digests.filter((digest) => digest !== null);
  if (readLayout === null || known.length === 0) return NOTHING_ATTACHED;
  return readAttached(
    {
      list: async (all) => list(context, await readLayout(), all),
      readManifest: (descriptor) => readBlob(context, descriptor),
      readBlob: (descriptor) => readBlob(context, descriptor),
    },
    known,
  );
}

async function list(
  context: StoredContext,
  layout: Index,
  digests: readonly Digest[],
): Promise<readonly Descriptor[]> {
  const found: Descriptor[] = [...attestationsIn(layout, digests)];
  for (const descriptor of layout.manifests) {
    const isIndex = [MEDIA_TYPE.ociIndex, MEDIA_TYPE.dockerIndex].some(
      (type) => type === descriptor.mediaType,
    );
    if (isRunnable(descriptor) && !digests.includes(descriptor.digest)) continue;
    if (!isIndex) {
      if (!isRunnable(descriptor)) found.push(descriptor);
      continue;
    }
    const index = await findIndex(context, descriptor);
    if (index === null) continue;
    // The image's own index lists images too; one of referrers lists nothing else.
    found.push(...(isRunnable(descriptor) ? attestationsIn(index, digests) : index.manifests));
  }
  return found;
}

async function findIndex(context: StoredContext, descriptor: Descriptor): Promise<Index | null> {
  if ((await findBlob(context.bundle, descriptor.digest)) === null) return null;
  const bytes = await readBlob(context, descriptor);
  const document = parseManifest(
    bytes,
    descriptor.mediaType,
    `${context.bundle.where}, ${descriptor.digest}`,
  );
  return document.kind === 'index' ? document : null;
}
