/**
 * The manifest of an advisory database: which shards there are and from which snapshots of feeds they were made.
 * It is canonical JSON, and its SHA-256 is the advisory digest that every report prints.
 */
import { canonicalJson } from '../base/canonical-json.ts';
import type { FeedSnapshot } from '../model/advisory.ts';
import { type Digest, isDigest, sha256 } from '../model/digest.ts';
import { compareText } from '../model/problem.ts';
import { fieldsOf, isFields, isName, listOf, parseObject, textOf } from './fields.ts';

/** Raised with ROW_VERSION too: what was built from other rows is built anew. 4: tables beside advisories. */
export const MANIFEST_SCHEMA = 4;

export interface Manifest {
  readonly schema: typeof MANIFEST_SCHEMA;
  /** By namespace. */
  readonly shards: readonly Shard[];
  /** By feed, then first namespace. */
  readonly snapshots: readonly Snapshot[];
}

/** The data of one namespace, or of one table (model/table.ts). Its file is named by the digest. */
export interface Shard {
  readonly namespace: string;
  /** SHA-256 of the rows in canonical order (shard.ts). */
  readonly digest: Digest;
  /** Bytes of the rows in canonical form. */
  readonly sizeBytes: number;
  /** Advisories, or rows of a table. */
  readonly rows: number;
  /** Packages with advisories, or keys of a table. */
  readonly names: number;
}

export interface Snapshot extends FeedSnapshot {
  readonly sources: readonly SnapshotSource[];
}

/** One file that a snapshot was made from. */
export interface SnapshotSource {
  /** Where it came from, without credentials; of a local file its name alone. */
  readonly url: string;
  readonly etag: string;
  readonly lastModified: string;
  readonly sha256: Digest;
  readonly sizeBytes: number;
}

/** The manifest's bytes and their digest. */
export function writeManifest(manifest: Manifest): { readonly text: string; readonly digest: Digest } {
  const text = canonicalJson({
    ...manifest,
    shards: manifest.shards.toSorted((a, b) => compareText(a.namespace, b.namespace)),
    snapshots: manifest.snapshots.toSorted(compareSnapshots),
  });
  return { text, digest: sha256(text) };
}

/** The schema number of any version's manifest; null if the text is none. */
export function schemaOf(text: string): number | null {
  try {
    const { schema } = parseObject(text);
    return typeof schema === 'number' ? schema : null;
  } catch {
    return null;
  }
}

/** The namespaces that any version's manifest names, sorted; none where it is damaged. */
export function namespacesOf(text: string): string[] {
  const shards = listOf(parseObject(text)['shards']).map(fieldsOf);
  return [...new Set(shards.map((shard) => shard['namespace']).filter(isName))].sort();
}

/** Throws on text that is not a manifest of this schema. */
export function parseManifest(text: string): Manifest {
  const fields = parseObject(text);
  if (fields['schema'] !== MANIFEST_SCHEMA) throw new Error('another schema');
  const shards = listOf(fields['shards']).map(parseShard);
  if (new Set(shards.map((s) => s.namespace)).size !== shards.length)
    throw new Error('a namespace is there twice');
  return { schema: MANIFEST_SCHEMA, shards, snapshots: listOf(fields['snapshots']).map(parseSnapshot) };
}

export function compareSnapshots(a: FeedSnapshot, b: FeedSnapshot): number {
  return compareText(a.feed, b.feed) || compareText(a.namespaces[0] ?? '', b.namespaces[0] ?? '');
}

function parseShard(value: unknown): Shard {
  const fields = fieldsOf(value);
  const { namespace, digest } = fields;
  if (!isName(namespace)) throw new Error('a shard has no namespace');
  return {
    namespace,
    digest: parseSha256(digest),
    sizeBytes: parseCount(fields['sizeBytes']),
    rows: parseCount(fields['rows']),
    names: parseCount(fields['names']),
  };
}

function parseSnapshot(value: unknown): Snapshot {
  if (!isFields(value)) throw new Error('a snapshot is damaged');
  const { feed, namespaces, fetchedAt, licence } = value;
  if (!isName(feed) || typeof fetchedAt !== 'string') throw new Error('a snapshot is damaged');
  return {
    feed,
    namespaces: listOf(namespaces).filter(isName),
    fetchedAt,
    records: parseCount(value['records']),
    licence: textOf(licence),
    sources: listOf(value['sources']).map(parseSource),
  };
}

function parseSource(value: unknown): SnapshotSource {
  const fields = fieldsOf(value);
  return {
    url: textOf(fields['url']),
    etag: textOf(fields['etag']),
    lastModified: textOf(fields['lastModified']),
    sha256: parseSha256(fields['sha256']),
    sizeBytes: parseCount(fields['sizeBytes']),
  };
}

function parseSha256(value: unknown): Digest {
  if (typeof value === 'string' && isDigest(value) && value.startsWith('sha256:')) return value;
  throw new Error('a digest is damaged');
}

function parseCount(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error('a count is damaged');
}
