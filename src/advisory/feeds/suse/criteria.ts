/** The criteria of one definition, read by their comments: which packages of which products, and what holds for them. */
import { type Fields, isName } from '../../fields.ts';
import { attributeOf, childrenOf } from '../../xml-documents.ts';

/** What SUSE says of a package in a product. */
export interface Statement {
  readonly product: string;
  readonly package: string;
  /** First version that is not affected any more; `affected`: none yet; `not-affected`: never was. */
  readonly verdict: 'fixed' | 'affected' | 'not-affected';
  /** Empty unless `fixed`. */
  readonly fixed: string;
}

/** In the document's order; a statement may stand there more than once. Throws where the criteria lie too deep. */
export function findStatements(definition: Fields): Statement[] {
  return childrenOf(definition, 'criteria').flatMap((top) => [...walk(top, [], 0)]);
}

const MOST_DEPTH = 30;

/** `AND` of products (one, or an `OR` of several) and of packages, which in turn may be an `AND` with their signature. */
function* walk(criteria: Fields, around: readonly string[], depth: number): Generator<Statement> {
  if (depth > MOST_DEPTH) throw new Error('its criteria lie too deep in each other');
  const comments = commentsOf(criteria);
  const inner = childrenOf(criteria, 'criteria');
  const isAnd = attributeOf(criteria, 'operator') !== 'OR';
  const ownProducts = isAnd ? [...comments, ...inner.flatMap(alternatives)].flatMap(productOf) : [];
  const products = ownProducts.length > 0 ? ownProducts : around;
  for (const comment of comments) {
    const found = packageOf(comment);
    if (found !== null) for (const product of products) yield { product, ...found };
  }
  for (const one of inner) yield* walk(one, products, depth + 1);
}

function commentsOf(criteria: Fields): string[] {
  return childrenOf(criteria, 'criterion').map((one) => attributeOf(one, 'comment').trim());
}

function alternatives(criteria: Fields): string[] {
  return attributeOf(criteria, 'operator') === 'OR' ? commentsOf(criteria) : [];
}

/** Names of products have blanks in them, those of packages never do. */
function productOf(comment: string): string[] {
  const name = /^(\S+ .{1,150}) is installed$/.exec(comment)?.[1];
  return name === undefined ? [] : [name];
}

function packageOf(comment: string): Omit<Statement, 'product'> | null {
  const [, subject, words] = /^(\S+) is (installed|affected|not affected)$/.exec(comment) ?? [];
  if (subject === undefined || words === undefined) return null;
  if (words !== 'installed') {
    if (!isName(subject)) return null;
    return { package: subject, verdict: words === 'affected' ? 'affected' : 'not-affected', fixed: '' };
  }
  // Neither a version nor a release has a hyphen in it (rpm-spec).
  const [, name, fixed] = /^(.+)-([^-]+-[^-]+)$/.exec(subject) ?? [];
  return isName(name) && isName(fixed) ? { package: name, verdict: 'fixed', fixed } : null;
}
