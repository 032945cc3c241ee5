/**
 * How most detectors are written: a token by its own form, or a value of a known form beside a known name. Left out:
 * names and values that a program puts together, and values on another line than their name (but for the pairs of name
 * and value of Kubernetes, ECS and the like).
 */
import type { Detector } from '../detector.ts';

/** What all rows of a group say, as `Detector` explains it. */
interface Row {
  readonly id: string;
  readonly title: string;
  readonly provider: string;
  readonly severity: Detector['severity'];
  readonly keywords: readonly string[];
  readonly revoke: string;
  readonly source: string;
}

interface TokenRow extends Row {
  /** Source of a pattern for the token alone, without what may stand beside it; case counts. */
  readonly form: string;
  readonly maxLength: number;
}

interface AssignmentRow extends Row {
  /** Sources of patterns for names, words apart by a blank: `datadog api key` is DATADOG_API_KEY, datadogApiKey, … */
  readonly names: readonly string[];
  readonly value: Value;
}

/** Random characters that have no form of their own. */
interface Value {
  /** Source of a pattern; case counts. */
  readonly form: string;
  readonly maxLength: number;
  readonly entropy: number;
}

/** Bits for each character: what a placeholder of repeated characters stays under, and no token with random ones. */
const TOKEN_ENTROPY = 3;
/** Of what random characters have at most; a random text of 20 has over 0.85 of it, all but for one in a billion. */
const ENTROPY_SHARE = 0.75;
/** Characters around a value that its longest name and what stands between may take. */
const NAME_LENGTH = 180;

/**
 * For the front of a form that is not telling enough to be found inside of longer text, where binary content may have it
 * (names of C++ in programs).
 */
export const WHOLE: string = '(?<![A-Za-z0-9_-])';
/** The same for its end. */
export const WHOLE_END: string = '(?![A-Za-z0-9_-])';

/** A detector of texts that tell by themselves what they are. */
export function token({ form, ...row }: TokenRow): Detector {
  const toSource = (): string => `(?<![A-Za-z0-9_-])(?:${form})(?![A-Za-z0-9_-])`;
  return withPattern({ ...row, kind: 'token', entropy: TOKEN_ENTROPY, examine: null }, toSource);
}

/** A token whose form is not telling enough without a word (the source of a pattern) at most 60 characters in front of it. */
export function tokenNear(word: string, { form, maxLength, ...row }: TokenRow): Detector {
  const toSource = (): string =>
    `${anyCase(`(?:${word})`)}[\\s\\S]{0,60}?(?<![A-Za-z0-9])(${form})(?![A-Za-z0-9_-])`;
  const rest = { maxLength: maxLength + 100, entropy: TOKEN_ENTROPY, examine: null };
  return withPattern({ ...row, kind: 'token', ...rest }, toSource);
}

/** A detector of values that the name beside them tells apart. */
export function assignment(row: AssignmentRow): Detector {
  return named('assignment', row);
}

function named(kind: Detector['kind'], { names, value, ...row }: AssignmentRow): Detector {
  const toSource = (): string => `${namePattern(names)}${BETWEEN}(${value.form})(?![A-Za-z0-9_+/=-])`;
  const rest = { maxLength: NAME_LENGTH + value.maxLength, entropy: value.entropy, examine: null };
  return withPattern({ ...row, kind, ...rest }, toSource);
}

/** Made when it is first asked for: most detectors' keywords stand nowhere, and all of them take long at a start. */
function withPattern(row: Omit<Detector, 'pattern'>, toSource: () => string): Detector {
  let made: RegExp | null = null;
  return {
    ...row,
    get pattern() {
      made ??= new RegExp(toSource(), 'g');
      return made;
    },
  };
}

/** A token whose form is not telling enough without the name beside it, but whose start is fixed all the same. */
export function namedToken(row: AssignmentRow): Detector {
  return named('token', row);
}

export function hex(length: number): Value {
  return randomValue('[0-9a-f]', length, 16);
}

export function lowerDigits(length: number): Value {
  return randomValue('[0-9a-z]', length, 36);
}

export function alnum(length: number): Value {
  return randomValue('[0-9A-Za-z]', length, 62);
}

export function base64url(length: number): Value {
  return randomValue('[0-9A-Za-z_-]', length, 64);
}

export const UUID: Value = {
  form: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  maxLength: 36,
  entropy: TOKEN_ENTROPY,
};

/** Any other form. */
export function formed(form: string, maxLength: number): Value {
  return { form, maxLength, entropy: TOKEN_ENTROPY };
}

function randomValue(characters: string, length: number, alphabet: number): Value {
  const entropy = ENTROPY_SHARE * Math.log2(Math.min(length, alphabet));
  return { form: `${characters}{${length}}`, maxLength: length, entropy };
}

/**
 * What stands between name and value: signs of assignment, brackets, quotes and blanks of whatever language, also quoted
 * themselves; or `value:` of a list of pairs, `default` of Terraform. Kept simple: V8 takes long to compile what has many ways to go.
 */
const BETWEEN =
  '(?:["\'`\\\\=:,|?>()\\[\\]{} \\t]{1,16}|["\'`\\\\,{ ]{0,6}\\s{0,40}["\']?(?:value|default)["\'`\\\\=: \\t]{1,8})' +
  '(?:[Bb]earer |[Tt]oken |[Bb]asic )?';

/** Behind a name may stand which of several it is. The letter of an escaped line break is none of the name. */
function namePattern(names: readonly string[]): string {
  const texts = names.map((name) => name.replaceAll(' ', '[_. -]?'));
  const which = '(?:_(?:live|prod|test|dev|[0-9]))?';
  return `(?:(?<![A-Za-z0-9])|(?<=\\\\[nrt]))${anyCase(`(?:${texts.join('|')})${which}`)}`;
}

/**
 * The pattern with each lower case letter outside of classes in both cases. Not `(?i:…)`: V8 14.6 misses matches of
 * alternatives that start alike in it.
 */
export function anyCase(source: string): string {
  return source.replace(/\[[^\]]*\]|\\.|[a-z]/g, (part) =>
    part.length === 1 ? `[${part}${part.toUpperCase()}]` : part,
  );
}
