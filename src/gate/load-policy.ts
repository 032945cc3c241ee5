/**
 * A policy with all that it extends and the keys that it names, read and made into one. What can be told without
 * reading anything is in policy/document.
 */
import { canonicalJson } from '../base/canonical-json.ts';
import { InputError, UsageError } from '../base/errors.ts';
import type { Digest } from '../model/digest.ts';
import { sha256 } from '../model/digest.ts';
import type { Policy } from '../model/policy.ts';
import { DEFAULT_TEXT } from '../policy/document/default-policy.ts';
import { type Flaw, formatFlaw } from '../policy/document/flaw.ts';
import type { LoadedDocument } from '../policy/document/loaded-document.ts';
import { type ParsedDocument, parseDocument, parseInline } from '../policy/document/parse-document.ts';
import type { Named } from '../policy/document/policy-text.ts';
import { DEFAULT_REFERENCE } from '../policy/document/references.ts';
import { orderDocuments, resolvePolicy } from '../policy/document/resolve.ts';
import { findUnpinned, isPinned } from './pinned.ts';
import type { DocumentReader } from './read-document.ts';
import { readKeys } from './read-keys.ts';

/** What came of reading a policy. */
export interface PolicyReading {
  /** As far as it could be read; to be judged by only if nothing is wrong. */
  readonly policy: Policy;
  /** In the order of `policy.documents`. */
  readonly documents: readonly LoadedDocument[];
  readonly flaws: readonly Flaw[];
}

/** A policy that is written into a settings file. */
export interface InlineSource {
  /** Plain data. */
  readonly inline: unknown;
  /** The file: what the policy names lies beside it. */
  readonly path: string;
}

/**
 * The policy that `reference` names (a path, `https://…#sha256:…`, `oci://…@sha256:…`, `default`); else the one that
 * the settings file holds; else the default one. Throws UsageError `bad-policy` if anything is
 * wrong with it, InputError for documents that cannot be read.
 */
export async function loadPolicy(
  reference: string | null,
  reader: DocumentReader,
  inline: InlineSource | null,
): Promise<Policy> {
  return getPolicy(await readPolicy(reference, reader, inline));
}

/** Throws UsageError `bad-policy` if anything is wrong with it. */
export function getPolicy({ policy, flaws }: PolicyReading): Policy {
  if (flaws.length === 0) return policy;
  const shown = flaws.slice(0, SHOWN_FLAWS).map(formatFlaw);
  const more = flaws.length > shown.length ? ` (and ${flaws.length - shown.length} more)` : '';
  throw new UsageError('bad-policy', {
    what: `the policy cannot be used: ${shown.join('; ')}${more}`,
    where: policy.documents[0]!.reference,
    wayOut: 'see `plimsoll policy check` for all that is wrong with it, and docs/policy.md',
  });
}

const SHOWN_FLAWS = 3;

/** As loadPolicy, but what is wrong with a policy is told and not thrown. */
export async function readPolicy(
  reference: string | null,
  reader: DocumentReader,
  inline: InlineSource | null,
): Promise<PolicyReading> {
  const first =
    reference !== null ? await readFirst(reference, reader) : inline === null ? DEFAULT : toInline(inline);
  const loading: Loading = { reader, isPinned: isPinned(reference ?? ''), found: [], flaws: [] };
  await addDocument(loading, first, []);
  const order = orderDocuments(loading.found.map((document) => document.extends));
  const documents = order.map((index) => renumber(loading.found[index]!, order));
  const { policy, flaws } = resolvePolicy(documents);
  const wrong = [...loading.flaws, ...(await checkExpressions(documents))];
  // Of a text that could not be read, everything else would seem to be missing.
  return { policy, documents, flaws: wrong.length > 0 ? wrong : flaws };
}

async function checkExpressions(documents: readonly LoadedDocument[]): Promise<readonly Flaw[]> {
  const rules = documents.flatMap(({ reference, text }) =>
    text.stages.flatMap((stage) => stage.rules.map((named) => ({ reference, named }))),
  );
  const asked = rules.filter(({ named }) => named.rule.expression !== '');
  if (asked.length === 0) return [];
  const { checkExpression } = await import('../policy/expression/check-expression.ts');
  return asked.flatMap(({ reference, named: { rule, path, line } }): Flaw[] => {
    const flaw = checkExpression(rule.expression, rule.subject);
    if (flaw === null) return [];
    const what = `${flaw.message} (at character ${flaw.position + 1})`;
    return [
      {
        document: reference,
        path: `${path}.if`,
        line,
        what,
        hint: 'see docs/policy.md for what expressions can say',
      },
    ];
  });
}

/** A document before what it extends is known. */
interface Source {
  readonly reference: string;
  readonly digest: Digest;
  readonly parsed: ParsedDocument;
}

const DEFAULT: Source = toSource(DEFAULT_REFERENCE, Buffer.from(DEFAULT_TEXT));

function toSource(reference: string, bytes: Uint8Array): Source {
  return { reference, digest: sha256(bytes), parsed: parseDocument(bytes, reference) };
}

function toInline({ inline, path }: InlineSource): Source {
  return { reference: path, digest: sha256(canonicalJson(inline)), parsed: parseInline(inline, path) };
}

async function readFirst(reference: string, reader: DocumentReader): Promise<Source> {
  const source = await readSource(reference, null, reader);
  if (source !== null) return source;
  throw new InputError('policy-not-found', {
    what: 'The policy is not there.',
    where: reference,
    wayOut: 'Name another file, or write one with `plimsoll policy init`.',
  });
}

async function readSource(
  reference: string,
  from: string | null,
  reader: DocumentReader,
): Promise<Source | null> {
  if (reference === DEFAULT_REFERENCE) return DEFAULT;
  const document = await reader.read(reference, from);
  return document === null ? null : toSource(document.reference, document.bytes);
}

interface Loading {
  readonly reader: DocumentReader;
  /** The policy itself is named with a digest. */
  readonly isPinned: boolean;
  /** Grows; a document that several extend is in it once. */
  readonly found: LoadedDocument[];
  readonly flaws: Flaw[];
}

const MAX_DEPTH = 10;
const MAX_DOCUMENTS = 50;

/** The document's index; what it extends is added too. */
async function addDocument(loading: Loading, source: Source, trail: readonly string[]): Promise<number> {
  const { reference, digest, parsed } = source;
  const known = loading.found.findIndex((document) => document.reference === reference);
  if (known >= 0) return known;
  loading.flaws.push(...parsed.flaws);
  if (loading.isPinned) loading.flaws.push(...findUnpinned(parsed.text, reference));
  const keys = await readKeys({ reference, text: parsed.text }, loading.reader, loading.flaws);
  const edges: number[] = [];
  const index = loading.found.push({ reference, digest, text: parsed.text, keys, extends: edges }) - 1;
  for (const named of parsed.text.extends) {
    const next = await readExtended(loading, named, [...trail, reference]);
    if (next !== null) edges.push(await addDocument(loading, next, [...trail, reference]));
  }
  return index;
}

async function readExtended(
  loading: Loading,
  named: Named,
  trail: readonly string[],
): Promise<Source | null> {
  const from = trail.at(-1)!;
  const refuse = (what: string, hint: string): null => {
    loading.flaws.push({ document: from, path: named.path, line: named.line, what, hint });
    return null;
  };
  if (trail.length > MAX_DEPTH || loading.found.length >= MAX_DOCUMENTS) {
    return refuse(
      'too many documents extend each other',
      `${MAX_DEPTH} deep and ${MAX_DOCUMENTS} in all are read`,
    );
  }
  const source = await readSource(named.name, from, loading.reader);
  if (source === null)
    return refuse(`there is no file "${named.name}"`, 'it is looked for beside this document');
  if (!trail.includes(source.reference)) return source;
  return refuse(
    `the document extends itself: ${[...trail.slice(trail.indexOf(source.reference)), source.reference].join(', ')}`,
    'take one of them out',
  );
}

function renumber(document: LoadedDocument, order: readonly number[]): LoadedDocument {
  return { ...document, extends: document.extends.map((index) => order.indexOf(index)) };
}
