/**
 * Licences as CycloneDX wants them: an identifier of the SPDX list as `id`, one valid SPDX expression (SPDX 2.3,
 * annex D) as `expression`, all else as `name`. Nothing is guessed from names that only look similar.
 */
import { once } from '../../base/once.ts';
import { idsOf, SPDX_EXCEPTIONS, SPDX_LICENCES } from './spdx-licences.ts';

export type LicenceChoice =
  | readonly [{ readonly expression: string; readonly acknowledgement: 'declared' }]
  | readonly { readonly license: { readonly id: string } | { readonly name: string } }[];

/** Undefined where the package declares none. */
export function toLicences(declared: readonly string[]): LicenceChoice | undefined {
  const texts = [...new Set(declared.map((text) => text.trim()).filter((text) => text !== ''))];
  if (texts.length === 0) return undefined;
  const [only, ...others] = texts;
  const expression = others.length > 0 || findLicence(only!) !== null ? null : toExpression(only!);
  if (expression !== null) return [{ expression, acknowledgement: 'declared' }];
  return texts.map((text) => {
    const id = findLicence(text);
    return { license: { ...(id === null ? { name: text } : { id }), acknowledgement: 'declared' } };
  });
}

const licences = once(() => byLowerCase(SPDX_LICENCES));
const exceptions = once(() => byLowerCase(SPDX_EXCEPTIONS));

function byLowerCase(list: string): ReadonlyMap<string, string> {
  return new Map(idsOf(list).map((id) => [id.toLowerCase(), id]));
}

/** The identifier in its canonical case (SPDX compares without regard to case); null if the list has none. */
function findLicence(text: string): string | null {
  return licences().get(text.toLowerCase()) ?? null;
}

const TOKEN = /\s*([()]|[A-Za-z0-9.:+-]+)/y;
/** No real expression comes near; it bounds the depth of the recursion, too. */
const MAX_TOKENS = 500;

/** The expression in canonical spelling; null if the text is none. */
export function toExpression(text: string): string | null {
  const tokens = toTokens(text);
  if (tokens === null || tokens.length === 0) return null;
  const parser = { tokens, at: 0 };
  const expression = parseTerms(parser, 'OR');
  return parser.at === tokens.length ? expression : null;
}

function toTokens(text: string): string[] | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const plain = text.trim();
  while (TOKEN.lastIndex < plain.length) {
    const match = TOKEN.exec(plain);
    if (match === null || tokens.length === MAX_TOKENS) return null;
    tokens.push(match[1]!);
  }
  return tokens;
}

interface Parser {
  readonly tokens: readonly string[];
  at: number;
}

/** `AND` binds closer than `OR`. The operators are read in any case and written in capitals. */
function parseTerms(parser: Parser, operator: 'OR' | 'AND'): string | null {
  const terms: string[] = [];
  do {
    const term = operator === 'OR' ? parseTerms(parser, 'AND') : parseTerm(parser);
    if (term === null) return null;
    terms.push(term);
  } while (takeWord(parser, operator));
  return terms.join(` ${operator} `);
}

function parseTerm(parser: Parser): string | null {
  const token = parser.tokens[parser.at++];
  if (token === undefined) return null;
  if (token === '(') {
    const inner = parseTerms(parser, 'OR');
    return inner !== null && parser.tokens[parser.at++] === ')' ? `(${inner})` : null;
  }
  const licence = toSimple(token);
  if (licence === null || !takeWord(parser, 'WITH')) return licence;
  const exception = exceptions().get((parser.tokens[parser.at++] ?? '').toLowerCase());
  return exception === undefined ? null : `${licence} WITH ${exception}`;
}

const LICENCE_REF = /^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/;

function toSimple(token: string): string | null {
  if (LICENCE_REF.test(token)) return token;
  const id = findLicence(token);
  if (id !== null || !token.endsWith('+')) return id;
  const older = findLicence(token.slice(0, -1));
  return older === null ? null : `${older}+`;
}

function takeWord(parser: Parser, word: string): boolean {
  const found = parser.tokens[parser.at]?.toUpperCase() === word;
  if (found) parser.at++;
  return found;
}
