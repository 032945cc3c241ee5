/**
 * Content digests as the OCI image specification writes them (image-spec, descriptor.md, "Digests").
 * Only SHA-256 and SHA-512 are registered there; everything Plimsoll makes itself is SHA-256.
 */
import { hash } from 'node:crypto';

/** `sha256:` or `sha512:` and lower-case hexadecimal digits. */
export type Digest = `sha256:${string}` | `sha512:${string}`;

const LENGTH_OF = { sha256: 64, sha512: 128 } as const;

/** True for a well-formed digest of a registered algorithm. */
export function isDigest(text: string): text is Digest {
  const match = /^(sha256|sha512):([0-9a-f]+)$/.exec(text);
  return match !== null && match[2]!.length === LENGTH_OF[match[1] as keyof typeof LENGTH_OF];
}

/** The algorithm's name as `node:crypto` spells it. */
export function digestAlgorithm(digest: Digest): 'sha256' | 'sha512' {
  return digest.startsWith('sha256:') ? 'sha256' : 'sha512';
}

/** SHA-256 of bytes or of text in UTF-8. */
export function sha256(data: Uint8Array | string): Digest {
  return `sha256:${hash('sha256', data)}`;
}

/** Chain id of each layer, base first (image-spec, config.md, "Layer ChainID"). */
export function chainIds(diffIds: readonly Digest[]): Digest[] {
  const chain: Digest[] = [];
  for (const diffId of diffIds) {
    const parent = chain.at(-1);
    chain.push(parent === undefined ? diffId : sha256(`${parent} ${diffId}`));
  }
  return chain;
}
