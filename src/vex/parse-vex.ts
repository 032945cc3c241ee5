/**
 * A document that may hold VEX to statements: in one of the forms of formats/list.ts, bare, in an in-toto statement
 * (attestation spec 0.1 and 1), or in a signed envelope (DSSE, Sigstore bundle) around either. Left out: envelopes in
 * envelopes.
 */
import { isSignedBy, looksLikeDsse, parseDsse } from '../base/dsse.ts';
import { messageOf } from '../base/errors.ts';
import { parseJsonText } from '../base/json.ts';
import { isObject, type JsonObject, listField, objectField, textField } from '../base/json-fields.ts';
import { DsseError, keyFingerprint } from '../base/public-key.ts';
import { isDigest } from '../model/digest.ts';
import { vexFormats } from './formats/list.ts';
import type { ParsedVex, VexFacts } from './vex-format.ts';
import { vexProblem } from './vex-problem.ts';

export interface VexReading {
  /** Keys in PEM that signatures are checked with. */
  readonly publicKeys: readonly string[];
  /** Digests of the image that is judged; empty = not known. */
  readonly digests: ReadonlySet<string>;
}

/** Never throws: what cannot be read is a Problem, and findings count as if it were not there. */
export function parseVex(bytes: Uint8Array, facts: VexFacts, reading: VexReading): ParsedVex {
  try {
    const json = parseObject(bytes);
    return looksLikeDsse(json) ? openEnvelope(bytes, facts, reading) : openPlain(json, facts, reading);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError || thrown instanceof DsseError)) throw thrown;
    return failed('vex-unreadable', `it cannot be read: ${messageOf(thrown)}`, facts);
  }
}

const NOTHING: ParsedVex = { statements: [], problems: [] };
/** A document of the largest size that is read has fewer, unless somebody wants it to be slow. */
const MOST_VALUES = 1_000_000;
const IN_TOTO = 'https://in-toto.io/Statement/';
const IN_TOTO_TYPE = 'application/vnd.in-toto+json';

/** Throws SyntaxError. */
function parseObject(bytes: Uint8Array): JsonObject {
  const json = parseJsonText(new TextDecoder().decode(bytes), MOST_VALUES);
  if (!isObject(json)) throw new SyntaxError('it is not a JSON object');
  return json;
}

function openEnvelope(bytes: Uint8Array, facts: VexFacts, reading: VexReading): ParsedVex {
  const envelope = parseDsse(bytes);
  const json = parseObject(envelope.payload);
  // What was signed as something else is not to be read as a statement about an image.
  if (isStatement(json) !== (envelope.payloadType === IN_TOTO_TYPE)) {
    return failed(
      'vex-unreadable',
      `its payload is not what its type says (${envelope.payloadType.slice(0, 80)})`,
      facts,
    );
  }
  const signers = reading.publicKeys.filter((key) => isReadable(key) && isSignedBy(envelope, key));
  const verifiedBy = [...new Set(signers.map(keyFingerprint))].sort();
  return openPlain(json, { ...facts, verifiedBy }, reading);
}

/** A policy whose key cannot be read believes nobody by it. */
function isReadable(publicKey: string): boolean {
  try {
    return keyFingerprint(publicKey) !== '';
  } catch {
    return false;
  }
}

function isStatement(json: JsonObject): boolean {
  return textField(json, '_type').startsWith(IN_TOTO);
}

function openPlain(json: JsonObject, facts: VexFacts, reading: VexReading): ParsedVex {
  if (!isStatement(json)) return parseForm(json, facts);
  const subjects = subjectsOf(json);
  const own = subjects.find((digest) => reading.digests.has(digest));
  const isKnown = reading.digests.size > 0;
  if (own === undefined && facts.isOfImage && isKnown) {
    return failed('attestation-of-another-image', 'it was made for another image', facts);
  }
  const subject = own ?? subjects[0];
  if (subject === undefined)
    return failed('vex-unreadable', 'it does not say which digest it was made for', facts);
  const predicate = predicateOf(json);
  return predicate === null ? NOTHING : parseForm(predicate, { ...facts, subject });
}

function subjectsOf(json: JsonObject): readonly string[] {
  return listField(json, 'subject').flatMap((item) => {
    const digests = isObject(item) ? objectField(item, 'digest') : {};
    return ['sha256', 'sha512'].map((name) => `${name}:${textField(digests, name)}`).filter(isDigest);
  });
}

/** cosign puts predicates that it does not know into `Data`, as text or as they are. Null for what is no object. */
function predicateOf(json: JsonObject): JsonObject | null {
  const predicate = json['predicate'];
  if (!isObject(predicate)) return null;
  const data = predicate['Data'];
  if (isObject(data)) return data;
  if (typeof data !== 'string') return predicate;
  try {
    const inner = parseJsonText(data, MOST_VALUES);
    return isObject(inner) ? inner : null;
  } catch {
    return null;
  }
}

/** Images have all kinds of things attached to them; but what a policy names is meant to be VEX. */
function parseForm(json: JsonObject, facts: VexFacts): ParsedVex {
  const format = vexFormats.find((one) => one.fits(json));
  if (format !== undefined) return format.parse(json, facts);
  return facts.isOfImage
    ? NOTHING
    : failed('vex-unreadable', 'it is no OpenVEX, CSAF or CycloneDX document', facts);
}

function failed(code: string, why: string, { reference }: VexFacts): ParsedVex {
  return { statements: [], problems: [vexProblem(code, `The VEX document is not used: ${why}.`, reference)] };
}
