/** Gathers the statements of one document: what decides is checked here, the same for all forms. */
import type { Problem } from '../model/problem.ts';
import {
  VEX_JUSTIFICATIONS,
  VEX_STATUSES,
  type VexDocument,
  type VexProduct,
  type VexStatement,
  type VexStatus,
} from '../model/vex.ts';
import type { ParsedVex } from './vex-format.ts';

/** A statement as a document writes it. */
export interface StatementParts {
  readonly vulnerabilities: readonly string[];
  readonly products: readonly VexProduct[];
  /** In OpenVEX's words. */
  readonly status: string;
  readonly justification: string;
  readonly text: string;
  /** As toUtc gives it; empty = the document's. */
  readonly timestamp: string;
}

export interface StatementList {
  add(parts: StatementParts): void;
  /** A statement that cannot be used. */
  refuse(why: string): void;
  /** How many products and components more its document may name: who makes long lists of short ones must stop there. */
  room(): number;
  done(): ParsedVex;
}

/** In products and components. */
function sizeOf(products: readonly VexProduct[]): number {
  return products.reduce((sum, { components }) => sum + 1 + components.length, 0);
}

/** As many products as there is room for, and one more, with which the statement is refused. */
export function takeProducts<T>(
  items: readonly T[],
  room: number,
  toProducts: (item: T) => readonly VexProduct[],
): readonly VexProduct[] {
  const taken: VexProduct[] = [];
  let size = 0;
  for (const item of items) {
    for (const product of toProducts(item)) {
      taken.push(product);
      size += 1 + product.components.length;
      if (size > room) return taken;
    }
  }
  return taken;
}

/** Why a statement with this word for its status cannot be used. */
export function unknownStatus(word: string): string {
  return word === '' ? 'it has no status' : `its status "${word.toWellFormed().slice(0, 40)}" is not known`;
}

/** Of products and components of one document: real ones name some thousand. */
const MOST_PRODUCTS = 50_000;
const MOST_PROBLEMS = 20;
const MOST_TEXT = 2000;
const MOST_ID = 1000;

export function createStatementList(document: VexDocument): StatementList {
  const statements: VexStatement[] = [];
  const reasons: string[] = [];
  let number = 0;
  let left = MOST_PRODUCTS;
  const refuse = (why: string): void => void reasons.push(`statement ${number++} is not used: ${why}`);
  return {
    refuse,
    room: () => left,
    add(parts) {
      left -= sizeOf(parts.products) + parts.vulnerabilities.length;
      if (left < 0) return refuse(`its document names more than ${MOST_PRODUCTS} products`);
      const products = parts.products.map(toProduct).filter(({ id }) => id !== '');
      const vulnerabilities = [...new Set(parts.vulnerabilities.map(toId).filter((id) => id !== ''))];
      const why = findFault({ ...parts, products, vulnerabilities });
      if (why !== null) return refuse(why);
      statements.push({
        document,
        index: number++,
        vulnerabilities,
        products,
        status: parts.status as VexStatus,
        justification: toJustification(parts.justification),
        text: parts.text.toWellFormed().trim().slice(0, MOST_TEXT),
        timestamp: parts.timestamp || document.timestamp,
      });
    },
    done: () => ({ statements, problems: toProblems(reasons, document) }),
  };
}

function toJustification(word: string): string {
  return VEX_JUSTIFICATIONS.includes(word) ? word : '';
}

function findFault({ vulnerabilities, products, status }: StatementParts): string | null {
  if (!VEX_STATUSES.some((known) => known === status)) {
    return status === ''
      ? 'it has no status'
      : `its status "${status.toWellFormed().slice(0, 40)}" is not known`;
  }
  if (vulnerabilities.length === 0) return 'it names no vulnerability';
  return products.length === 0 ? 'it names no product' : null;
}

/**
 * A part that cannot be named must not be dropped: the statement would be about the whole product then.
 */
function toProduct({ id, components }: VexProduct): VexProduct {
  const parts = [...new Set(components.map(toId))].filter((part) => part !== '');
  return { id: components.length > 0 && parts.length === 0 ? '' : toId(id), components: parts };
}

/** Empty for what is too long to be one. */
function toId(text: string): string {
  const id = text.trim();
  return id.length > MOST_ID || !id.isWellFormed() ? '' : id;
}

function toProblems(reasons: readonly string[], { reference }: VexDocument): readonly Problem[] {
  const shown = reasons.slice(0, MOST_PROBLEMS);
  const more = reasons.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more statements are not used`] : [])].map((message) => ({
    code: 'vex-statement-not-used',
    effect: 'note',
    message: `VEX: ${message}.`,
    layerIndex: null,
    path: reference,
    wayOut: 'What it says of findings does not count; correct the document.',
  }));
}
