/** The public keys that a document of a policy names: in it, or in files beside it. */
import { createPublicKey } from 'node:crypto';
import type { Flaw } from '../policy/document/flaw.ts';
import type { LoadedDocument } from '../policy/document/loaded-document.ts';
import type { Key } from '../policy/document/policy-text.ts';
import type { DocumentReader } from './read-document.ts';

/** PEMs by the path of the name; what is wrong with a key is told in `flaws`. */
export async function readKeys(
  { reference, text }: Pick<LoadedDocument, 'reference' | 'text'>,
  reader: DocumentReader,
  flaws: Flaw[],
): Promise<ReadonlyMap<string, string>> {
  const keys = new Map<string, string>();
  const named = [...(text.waivers?.sources ?? []), ...(text.vex?.trust ?? [])].flatMap(
    ({ key }) => key ?? [],
  );
  for (const key of named) {
    const pem = await readKey(key, reference, reader);
    const fault = pem === null ? `there is no file "${key.name}"` : findKeyFault(pem);
    if (fault === null) keys.set(key.path, toPublicKey(pem!));
    else {
      const { path, line } = key;
      const hint = 'name a file with a public key in PEM, as `openssl pkey -pubout` writes it';
      flaws.push({ document: reference, path, line, what: fault, hint });
    }
  }
  return keys;
}

async function readKey(key: NonNullable<Key>, from: string, reader: DocumentReader): Promise<string | null> {
  if (key.kind === 'pem') return key.name;
  const document = await reader.read(key.name, from);
  return document === null ? null : Buffer.from(document.bytes).toString('latin1');
}

function findKeyFault(pem: string): string | null {
  // The key becomes part of every report.
  if (pem.includes('PRIVATE KEY')) return 'this is a private key';
  try {
    createPublicKey(pem);
    return null;
  } catch {
    return 'this is no public key';
  }
}

/** In one form, whatever the file looks like. */
function toPublicKey(pem: string): string {
  return createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
}
