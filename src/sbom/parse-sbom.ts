/**
 * SBOMs as input in place of an image: CycloneDX 1.2 to 1.7 and SPDX 2.2, 2.3 and 3.0, in JSON, also as the predicate of
 * an in-toto statement. Left out: XML, YAML, tag-value, signatures, flaws that a document lists.
 */
import { InputError, messageOf } from '../base/errors.ts';
import { parseJsonText } from '../base/json.ts';
import { isObject, type JsonObject, objectField, textField } from '../base/json-fields.ts';
import type { Inventory } from '../model/inventory.ts';
import { sbomFormats } from './list.ts';
import { toInventory } from './to-inventory.ts';

/** Of an SBOM of an image with some 100,000 packages. */
const MOST_VALUES = 20_000_000;

/** True for the first bytes (some thousand) of a file that looks like an SBOM. */
export function sniffSbom(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  return /^\s*\{/.test(text) && sbomFormats.some((format) => format.sniffs(text));
}

/**
 * The inventory that an SBOM describes; `where` names it. Without secrets (null), with what was lost in its problems.
 * Throws InputError `sbom-damaged`, `sbom-version`, `sbom-unknown`, `sbom-several-images`.
 */
export function parseSbom(bytes: Uint8Array, where: string): Inventory {
  const json = unwrap(parseObject(bytes, where));
  const format = sbomFormats.find((known) => known.recognises(json));
  if (format === undefined) throw unknownFormat(where);
  return toInventory(format.parse(json, where), where);
}

function parseObject(bytes: Uint8Array, where: string): JsonObject {
  try {
    const value = parseJsonText(new TextDecoder().decode(bytes), MOST_VALUES);
    if (isObject(value)) return value;
    throw new SyntaxError('it is no JSON object');
  } catch (cause) {
    throw new InputError('sbom-damaged', {
      what: `The SBOM cannot be read: ${messageOf(cause).slice(0, 200)}.`,
      where,
      wayOut: 'Make it again; it must be JSON.',
      cause,
    });
  }
}

/** An in-toto statement (attestation) has the document as its predicate; whoever signed it is not looked at here. */
function unwrap(json: JsonObject): JsonObject {
  const isStatement = textField(json, '_type').startsWith('https://in-toto.io/Statement/');
  return isStatement ? objectField(json, 'predicate') : json;
}

function unknownFormat(where: string): InputError {
  return new InputError('sbom-unknown', {
    what: 'This is no SBOM in a format that can be read.',
    where,
    wayOut: 'CycloneDX 1.2 to 1.7 and SPDX 2.2 to 3.0 can be read, in JSON.',
  });
}
