/** Why a document cannot be read: what, where, and the way out. */
import { InputError } from '../base/errors.ts';

/** Documents are written by people; an export of a waiver tool may be longer. */
export const MAX_BYTES: number = 4 * 1024 * 1024;

export function missingPin(reference: string, sign: '#' | '@'): never {
  throw new InputError('digest-missing', {
    what: 'A document from a network must be named with its digest, or whoever runs the server decides.',
    where: reference,
    wayOut: `Write ${sign}sha256:… after it${sign === '@' ? ': the digest of the manifest' : ': `sha256sum` of the file'}.`,
  });
}

export function badPin(reference: string, pin: string): InputError {
  return new InputError('bad-digest', {
    what: `"${pin.slice(0, 140)}" is no digest.`,
    where: reference,
    wayOut: 'Write sha256: and 64 hexadecimal digits in small letters.',
  });
}

export function unknownScheme(reference: string, scheme: string): InputError {
  return new InputError('unknown-scheme', {
    what: `Documents cannot be read from ${scheme}://.`,
    where: reference,
    wayOut: 'Use a path, https://…#sha256:… or oci://…@sha256:….',
  });
}

/** Whoever publishes a policy must not choose which files of a build machine are read. */
export function localFromRemote(reference: string, from: string): InputError {
  return new InputError('local-file-refused', {
    what: `A document from a network names a file of this machine: "${reference}".`,
    where: from,
    wayOut: 'Publish that file too, and name it with https://…#sha256:… or oci://…@sha256:….',
  });
}

export function unreadable(where: string, why: string, cause?: unknown): InputError {
  return new InputError('document-unreadable', {
    what: `The document cannot be read: ${why}.`,
    where,
    wayOut: 'Name a file that can be read.',
    cause,
  });
}

export function tooLarge(where: string): InputError {
  return new InputError('document-too-large', {
    what: `The document has more than ${MAX_BYTES} bytes.`,
    where,
    wayOut: 'Split it, or take out what is not used.',
  });
}
