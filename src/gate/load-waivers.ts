/**
 * Waivers from the sources that a policy lists, and from no others. A source with a key must be a signed envelope
 * (DSSE) around the file: then the approvals in it are signed; else they are only claimed.
 */
import { InputError } from '../base/errors.ts';
import { DsseError } from '../base/public-key.ts';
import type { Policy, WaiverSource } from '../model/policy.ts';
import type { Problem } from '../model/problem.ts';
import type { Waiver } from '../model/waiver.ts';
import { defaultId, parseWaivers } from '../policy/waiver/parse-waivers.ts';
import type { DocumentReader, ReadDocument } from './read-document.ts';

export interface LoadedWaivers {
  /** In the order of the sources, each with its own id. */
  readonly waivers: readonly Waiver[];
  readonly problems: readonly Problem[];
}

/**
 * Throws InputError for a source that is missing though demanded, or not signed as demanded; UsageError for one that
 * is no file of waivers, or where two of different files have the same id.
 */
export async function loadWaivers(policy: Policy, reader: DocumentReader): Promise<LoadedWaivers> {
  const waivers: Waiver[] = [];
  const problems: Problem[] = [];
  for (const source of policy.waivers.sources) {
    const documents = await readSource(source, policy, reader);
    if (documents.length === 0) problems.push(missing(source));
    for (const document of documents) waivers.push(...(await toWaivers(document, source)));
  }
  return { waivers: withOwnIds(waivers), problems };
}

/** A folder gives its YAML and JSON files. */
async function readSource(
  source: WaiverSource,
  policy: Policy,
  reader: DocumentReader,
): Promise<readonly ReadDocument[]> {
  const { reference } = source;
  const from = policy.documents[source.document]?.reference ?? null;
  const files = await reader.list(reference, from);
  const wanted = files.length === 1 ? files : files.filter((file) => /\.(?:ya?ml|json)$/i.test(file));
  const read = await Promise.all(wanted.map((file) => reader.read(file, null)));
  const documents = read.filter((document) => document !== null);
  if (documents.length > 0 || !source.demanded) return documents;
  throw new InputError('waivers-missing', {
    what: 'The policy lists waivers that are not there.',
    where: reference,
    wayOut: 'Write the file (`plimsoll waiver add`), or take it out of the policy.',
  });
}

async function toWaivers(
  document: ReadDocument,
  { document: policyDocument, publicKey }: WaiverSource,
): Promise<readonly Waiver[]> {
  const { reference, digest } = document;
  const isSigned = publicKey !== '';
  const bytes = isSigned ? await checkedPayload(document, publicKey) : document.bytes;
  const text = new TextDecoder().decode(bytes);
  return parseWaivers(text, { document: { reference, digest }, policyDocument, isSigned });
}

async function checkedPayload({ bytes, reference }: ReadDocument, publicKey: string): Promise<Uint8Array> {
  // Loads much, which most gates do not need.
  const { verifyDsse } = await import('../base/dsse.ts');
  try {
    return verifyDsse(bytes, publicKey).payload;
  } catch (cause) {
    if (!(cause instanceof DsseError)) throw cause;
    throw new InputError('waivers-not-signed', {
      what: `The policy demands that these waivers are signed: ${cause.message}.`,
      where: reference,
      wayOut: 'Sign the file with that key as a DSSE envelope, or correct the key in the policy.',
      cause,
    });
  }
}

/** Ids made of the names of two files in different folders get the folders too; others must not be the same. */
function withOwnIds(waivers: readonly Waiver[]): readonly Waiver[] {
  const named = renameSame(waivers);
  for (const [id, same] of Map.groupBy(named, (waiver) => waiver.id)) {
    if (same.length === 1) continue;
    throw new InputError('waiver-twice', {
      what: `Two waivers have the id "${id}".`,
      where: same.map(({ source }) => `${source.document.reference}:${source.line}`).join(', '),
      wayOut: 'Give each its own id, and name each file once.',
    });
  }
  return named;
}

function renameSame(waivers: readonly Waiver[]): readonly Waiver[] {
  const byId = Map.groupBy(waivers, ({ id }) => id);
  return waivers.map((waiver) => {
    const { reference } = waiver.source.document;
    const number = /#(\d+)$/.exec(waiver.id)?.[1] ?? '';
    const isMade = waiver.id === defaultId(reference, Number(number));
    return isMade && byId.get(waiver.id)!.length > 1 ? { ...waiver, id: `${reference}#${number}` } : waiver;
  });
}

function missing({ reference }: WaiverSource): Problem {
  return {
    code: 'waivers-missing',
    effect: 'note',
    message: 'the policy lists waivers that are not there',
    layerIndex: null,
    path: reference,
    wayOut: 'write the file (`plimsoll waiver add`), or take it out of the policy',
  };
}
