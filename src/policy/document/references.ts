/** References of documents in a policy's text: what can be told to be wrong before anything is read. */
import { isDigest } from '../../model/digest.ts';

/** Names the policy that is built in; a file of this name is `./default`. */
export const DEFAULT_REFERENCE = 'default';

export interface ReferenceFault {
  readonly what: string;
  readonly hint: string;
}

/** Null for a reference that can be read. `from` is the document that names it. */
export function findReferenceFault(reference: string, from: string): ReferenceFault | null {
  const scheme = schemeOf(reference);
  if (scheme === '') {
    if (reference === DEFAULT_REFERENCE || !isRemote(from)) return null;
    const what = 'a document from a network cannot name files of the machine that reads it';
    return { what, hint: 'publish that file too, and name it with its digest' };
  }
  const sign = SIGNS.get(scheme);
  if (sign === undefined) {
    const what = `documents cannot be read from ${scheme}://`;
    return { what, hint: 'use a path, https://…#sha256:… or oci://…@sha256:…' };
  }
  const pin = /[@#]((?:sha256|sha512):.*)$/s.exec(reference)?.[1];
  if (pin !== undefined && isDigest(pin)) return null;
  const what = pin === undefined ? 'what comes from a network needs its digest' : 'this is no digest';
  return { what, hint: `write ${sign}sha256: and 64 hexadecimal digits after it` };
}

/** True for a document that was not on this machine. */
export function isRemote(reference: string): boolean {
  return schemeOf(reference) !== '';
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['https', '#'],
  ['http', '#'],
  ['oci', '@'],
]);

/** Empty for a path. */
function schemeOf(reference: string): string {
  return /^([a-z][a-z0-9+.-]+):\/\//i.exec(reference)?.[1]?.toLowerCase() ?? '';
}
