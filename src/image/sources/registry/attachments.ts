/**
 * What a registry has attached to an image: its referrers, page by page, or the tag that stands for them (OCI
 * distribution-spec 1.1, "Listing Referrers", "Unavailable Referrers API"); cosign's attestations; BuildKit's.
 */
import { InputError } from '../../../base/errors.ts';
import type { Digest } from '../../../model/digest.ts';
import { type Descriptor, type Index, MEDIA_TYPE, parseManifest } from '../../manifest.ts';
import { type AttachmentStore, attestationsIn, referrersTag } from '../../referrers.ts';
import { fetchConfig, fetchManifest } from './document.ts';
import type { Session } from './session.ts';

/** `limitBytes`: of each manifest and of each page of referrers. */
export function registryAttachments(session: Session, limitBytes: number): AttachmentStore {
  return {
    async list(digests) {
      const found: Descriptor[] = [];
      for (const digest of digests) {
        found.push(...(await listReferrers(session, digest, limitBytes)));
        found.push(...(await findTagged(session, `${referrersTag(digest)}.att`, limitBytes)));
      }
      for (const digest of digests.slice(1)) {
        const index = await findIndex(session, { tag: '', digest }, limitBytes);
        if (index !== null) found.push(...attestationsIn(index, digests));
      }
      return found;
    },
    readManifest: async ({ digest }) => (await fetchManifest(session, { tag: '', digest }, limitBytes)).bytes,
    readBlob: ({ digest, sizeBytes }) => fetchConfig(session, digest, sizeBytes),
  };
}

const MOST_PAGES = 20;
const MOST_LISTED = 2000;
/** A registry without the API answers this or that, some with a web page. */
const NO_API = new Set([
  'not-found',
  'damaged-manifest',
  'registry-failed',
  'not-a-registry',
  'no-permission',
  'login-required',
]);

async function listReferrers(
  session: Session,
  digest: Digest,
  limitBytes: number,
): Promise<readonly Descriptor[]> {
  const found: Descriptor[] = [];
  let query: string | null = '';
  try {
    for (let page = 0; query !== null && page < MOST_PAGES && found.length < MOST_LISTED; page++) {
      const answer = await fetchPage(session, `referrers/${digest}${query}`, limitBytes);
      found.push(...answer.index.manifests);
      query = answer.next;
    }
    return found;
  } catch (thrown) {
    if (found.length > 0 || !(thrown instanceof InputError && NO_API.has(thrown.code))) throw thrown;
    const index = await findIndex(session, { tag: referrersTag(digest), digest: null }, limitBytes);
    return index?.manifests ?? [];
  }
}

interface Page {
  readonly index: Index;
  /** Query of the next page; null = this is the last. */
  readonly next: string | null;
}

async function fetchPage(session: Session, path: string, limitBytes: number): Promise<Page> {
  const response = await session.get(path, { accept: MEDIA_TYPE.ociIndex });
  const bytes = await response.bytes(limitBytes);
  const { where, host } = session.asked();
  const document = /json/i.test(response.headers.get('content-type') ?? '')
    ? parseManifest(bytes, MEDIA_TYPE.ociIndex, where)
    : null;
  if (document?.kind !== 'index') throw noList(host, where);
  return { index: document, next: nextQuery(response.headers.get('link') ?? '') };
}

/** Only the query is taken: the next page is asked of the same registry and image, whatever the link says. */
function nextQuery(link: string): string | null {
  const target = /<([^<>]{1,4000})>\s*;[^<>]*\brel="?next\b/i.exec(link.slice(0, 8000))?.[1];
  if (target === undefined) return null;
  const query = URL.parse(target, 'https://registry.invalid/')?.search ?? '';
  return query === '' ? null : query;
}

async function findTagged(session: Session, tag: string, limitBytes: number): Promise<readonly Descriptor[]> {
  const found = await find(session, { tag, digest: null }, limitBytes);
  if (found === null) return [];
  const { document, digest, bytes } = found;
  const { mediaType } = document;
  return [{ mediaType, digest, sizeBytes: bytes.length, platform: null, artifactType: '', annotations: {} }];
}

async function findIndex(session: Session, target: Target, limitBytes: number): Promise<Index | null> {
  const found = await find(session, target, limitBytes);
  return found?.document.kind === 'index' ? found.document : null;
}

type Target = Parameters<typeof fetchManifest>[1];

async function find(session: Session, target: Target, limitBytes: number) {
  try {
    return await fetchManifest(session, target, limitBytes);
  } catch (thrown) {
    if (thrown instanceof InputError && thrown.code === 'not-found') return null;
    throw thrown;
  }
}

function noList(host: string, where: string): InputError {
  return new InputError('not-a-registry', {
    what: `${host} answered with something that is no list of referrers.`,
    where,
    wayOut: 'Ask who runs the registry.',
  });
}
