/** One format of SBOMs. */
import type { JsonObject } from '../base/json-fields.ts';
import type { SbomDocument } from './sbom-document.ts';

export interface SbomFormat {
  readonly id: string;
  /** True for the beginning of a document that may be one; only its first few thousand bytes are there. */
  sniffs(head: string): boolean;
  recognises(json: JsonObject): boolean;
  /** Throws InputError `sbom-version` or `sbom-damaged`. */
  parse(json: JsonObject, where: string): SbomDocument;
}
