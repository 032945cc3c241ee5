/**
 * VEX statements, member by member. One document makes thousands of them: a statement names its document by its
 * place in a list, and what became of a statement names the statement in the same way.
 */
import type { JudgedStatement, StatementOutcome, VexDocument, VexStatement } from '../../../model/vex.ts';
import { type JsonTree, listOf } from '../../json-tree.ts';

export type JsonStatement = Omit<VexStatement, 'document'> & { readonly document: number };
export type JsonJudgedStatement = Omit<JudgedStatement, 'statement'> & { readonly statement: number };

export interface StatementLists {
  readonly documents: JsonTree;
  readonly statements: JsonTree;
  readonly judged: JsonTree;
}

export function toStatementLists(
  statements: readonly VexStatement[],
  judged: readonly JudgedStatement[],
): StatementLists {
  const documents = numbered(
    statements.map(({ document }) => document),
    documentKey,
  );
  const placeOf = new Map(statements.map((statement, i) => [statementKey(statement), i]));
  return {
    documents: listOf(documents.items, (document) => ({ value: toDocument(document) })),
    statements: listOf(statements, (statement) => ({
      value: toStatement(statement, documents.placeOf(statement.document)),
    })),
    judged: listOf(judged, ({ statement, outcome }) => ({
      value: { statement: placeOf.get(statementKey(statement)) ?? -1, outcome: toOutcome(outcome) },
    })),
  };
}

/** The distinct ones in the order in which they come. */
function numbered<T extends object>(
  items: readonly T[],
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; placeOf(item: T): number } {
  const distinct = new Map<string, T>();
  const places = new Map<T, number>();
  const numbers = new Map<string, number>();
  for (const item of items) {
    if (places.has(item)) continue;
    const key = keyOf(item);
    const place = numbers.get(key) ?? numbers.size;
    numbers.set(key, place);
    places.set(item, place);
    if (!distinct.has(key)) distinct.set(key, item);
  }
  return { items: [...distinct.values()], placeOf: (item) => places.get(item)! };
}

function documentKey(document: VexDocument): string {
  return JSON.stringify(toDocument(document));
}

function statementKey({ document, index }: VexStatement): string {
  return `${index} ${document.digest} ${document.reference}`;
}

function toDocument(document: VexDocument): VexDocument {
  return {
    reference: document.reference,
    digest: document.digest,
    format: document.format,
    id: document.id,
    author: document.author,
    timestamp: document.timestamp,
    isOfImage: document.isOfImage,
    subject: document.subject,
    verifiedBy: document.verifiedBy,
    trustRules: document.trustRules,
  };
}

function toStatement(statement: VexStatement, document: number): JsonStatement {
  return {
    document,
    index: statement.index,
    vulnerabilities: statement.vulnerabilities,
    products: statement.products.map((product) => ({ id: product.id, components: product.components })),
    status: statement.status,
    justification: statement.justification,
    text: statement.text,
    timestamp: statement.timestamp,
  };
}

function toOutcome(outcome: StatementOutcome): StatementOutcome {
  switch (outcome.kind) {
    case 'applied':
    case 'told':
      return { kind: outcome.kind, fingerprints: outcome.fingerprints };
    case 'no-product':
      return { kind: outcome.kind, nearest: outcome.nearest };
    case 'no-finding':
      return { kind: outcome.kind };
    case 'not-trusted':
      return { kind: outcome.kind, reason: outcome.reason };
    case 'contradictory':
      return { kind: outcome.kind, other: outcome.other };
  }
}
