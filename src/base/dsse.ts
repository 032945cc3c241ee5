/**
 * Signed envelopes. Specification: DSSE 1.0.2 (envelope.md, protocol.md); also the envelope in a Sigstore bundle. A
 * signature is checked against a key that is given, ECDSA over P-256, RSA or Ed25519, by the library that Sigstore's
 * own tools use. Left out: certificates, transparency logs, and key ids, which are hints that nobody signed.
 */
import type { KeyObject } from 'node:crypto';
import { toSignedEntity, Verifier } from '@sigstore/verify';
import { parseJsonText } from './json.ts';
import { isObject, type JsonObject, listField, objectField, textField } from './json-fields.ts';
import { DsseError, parsePublicKey } from './public-key.ts';

export interface SignedPayload {
  /** What the payload is, by its signer's word: `application/vnd.in-toto+json`. */
  readonly payloadType: string;
  readonly payload: Uint8Array;
}

export interface DsseEnvelope extends SignedPayload {
  /** Never empty. */
  readonly signatures: readonly Uint8Array[];
}

/** What is signed, once one of the signatures is by this key (PEM, SPKI). Throws DsseError. */
export function verifyDsse(bytes: Uint8Array, publicKeyPem: string): SignedPayload {
  const envelope = parseDsse(bytes);
  if (!isSignedBy(envelope, publicKeyPem)) {
    throw new DsseError('bad-signature', 'it is not signed with the key that is asked for');
  }
  const { payloadType, payload } = envelope;
  return { payloadType, payload };
}

/** Nothing in it is checked but its form. Throws DsseError `no-envelope`. */
export function parseDsse(bytes: Uint8Array): DsseEnvelope {
  let json: unknown;
  try {
    json = parseJsonText(new TextDecoder('utf-8', { fatal: true }).decode(bytes), MOST_VALUES);
  } catch (cause) {
    throw new DsseError('no-envelope', 'it is not JSON', { cause });
  }
  if (!isObject(json)) throw new DsseError('no-envelope', 'it is not a JSON object');
  return toEnvelope(isBundle(json) ? objectField(json, 'dsseEnvelope') : json);
}

/** True for what parseDsse would take for an envelope, whole or damaged. */
export function looksLikeDsse(json: JsonObject): boolean {
  return isBundle(json) || (Object.hasOwn(json, 'payload') && Object.hasOwn(json, 'signatures'));
}

/** True if one of the signatures is by this key (PEM, SPKI). Throws DsseError `bad-key`. */
export function isSignedBy(envelope: DsseEnvelope, publicKeyPem: string): boolean {
  const key = parsePublicKey(publicKeyPem);
  return envelope.signatures.some((signature) => isValid(envelope, signature, key));
}

/** Real envelopes have a dozen values; a bundle has a log's proof too. */
const MOST_VALUES = 10_000;
/** Each costs a check. */
const MOST_SIGNATURES = 20;

function isBundle(json: JsonObject): boolean {
  return isObject(json['dsseEnvelope']);
}

function toEnvelope(json: JsonObject): DsseEnvelope {
  const payloadType = textField(json, 'payloadType');
  const payload = decodeBase64(json['payload']);
  const signatures = listField(json, 'signatures').flatMap((item) => {
    const signature = isObject(item) ? decodeBase64(item['sig']) : null;
    return signature === null || signature.length === 0 ? [] : [signature];
  });
  if (payloadType === '') throw new DsseError('no-envelope', 'it does not say what its payload is');
  if (payload === null) throw new DsseError('no-envelope', 'its payload is no Base64');
  if (signatures.length === 0) throw new DsseError('no-envelope', 'it has no signature');
  if (signatures.length > MOST_SIGNATURES) {
    throw new DsseError('no-envelope', `it has more than ${MOST_SIGNATURES} signatures`);
  }
  return { payloadType, payload, signatures };
}

/** DSSE allows both alphabets. Null for anything else, which Buffer would silently leave out. */
function decodeBase64(value: unknown): Uint8Array | null {
  if (typeof value !== 'string' || value.length % 4 === 1) return null;
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(value) ? Buffer.from(value, 'base64') : null;
}

/** The library looks at an envelope's first signature only, so each gets an envelope of its own. */
function isValid({ payloadType, payload }: DsseEnvelope, signature: Uint8Array, key: KeyObject): boolean {
  const dsseEnvelope = {
    payloadType,
    payload: Buffer.from(payload),
    signatures: [{ sig: Buffer.from(signature), keyid: '' }],
  };
  const entity = toSignedEntity({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    content: { $case: 'dsseEnvelope', dsseEnvelope },
    verificationMaterial: {
      content: { $case: 'publicKey', publicKey: { hint: '' } },
      tlogEntries: [],
      timestampVerificationData: { rfc3161Timestamps: [] },
    },
  });
  const trust = {
    certificateAuthorities: [],
    timestampAuthorities: [],
    tlogs: [],
    ctlogs: [],
    publicKey: () => ({ publicKey: key, validFor: () => true }),
  };
  try {
    new Verifier(trust, { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 }).verify(entity);
    return true;
  } catch {
    return false;
  }
}
