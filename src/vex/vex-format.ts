/** Forms in which VEX is written: each plug-in reads one of them into our statements. */
import type { JsonObject } from '../base/json-fields.ts';
import type { Problem } from '../model/problem.ts';
import type { VexDocument, VexStatement } from '../model/vex.ts';

/** What is known of a document before it is looked into. */
export type VexFacts = Omit<VexDocument, 'format' | 'id' | 'author' | 'timestamp'>;

export interface ParsedVex {
  readonly statements: readonly VexStatement[];
  /** What could not be used: without it, findings count. */
  readonly problems: readonly Problem[];
}

export interface VexFormat {
  readonly id: VexDocument['format'];
  /** True for a document that says that it has this form. */
  fits(json: JsonObject): boolean;
  /** Never throws: what is wrong with one statement is a Problem. */
  parse(json: JsonObject, facts: VexFacts): ParsedVex;
}
