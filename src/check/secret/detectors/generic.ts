/**
 * Random text beside a name that says what it is: `DB_PASSWORD=…`, `"apiKey": "…"`, `--token …`. Weaker than all
 * others, since only the name tells: what reads like a name, a word or a path is none (filter/).
 */
import { CONFIRMED, type Detector } from '../detector.ts';
import { anyCase } from './forms.ts';

/** `'`, `"`, `\"`; then what assigns in configuration and source text. */
const SIGNS = '\\\\?["\'`]?\\]?\\)?[ \\t]{0,12}(?::=|=>|=|:)[ \\t]{0,12}(?:[A-Za-z]{1,8}\\()?\\\\?["\'`]?';
/** `<password>…`, `<entry key="password">…`. */
const ELEMENT = '["\']?[ \\t]?>\\s{0,20}';
/** `key="password" value="…"`; a list of pairs of name and value in YAML and JSON. */
const PAIR = '["\'`\\\\,]{0,4}\\s{1,30}["\']?[Vv]alue["\'`\\\\=: \\t]{1,8}';
/** The first constant of a class of Java (its specification, section 4.4): behind each tag stand two bytes of a length or place. */
const CONSTANT =
  '\\x01\\x00\\x12Ljava/lang/String;\\x01\\x00\\x0dConstantValue(?:\\x08[\\s\\S]{2})?\\x01\\x00[\\s\\S]';

const ASSIGNS = `(?:${SIGNS}|${ELEMENT}|${PAIR}|${CONSTANT})`;

/** Which of several it is. */
const WHICH = '(?:[_.-]?(?:private|live|prod|production|test|dev|staging|[0-9]{1,2}))?';

function generic(
  row: Pick<Detector, 'id' | 'title' | 'keywords' | 'severity' | 'revoke'>,
  names: string,
  /** `option`: what only a blank parts from the value, an option of a command or the scheme of an HTTP header. */
  value: { readonly form: string; readonly entropy: number; readonly option: string },
): Detector {
  return {
    ...row,
    kind: 'assignment',
    provider: 'Generic',
    pattern: new RegExp(
      `(?:${anyCase(names + WHICH)}${ASSIGNS}|(?:${value.option}) {1,4}["']?)(${value.form})(?![A-Za-z0-9_+/=.-])`,
      'g',
    ),
    maxLength: 360,
    entropy: value.entropy,
    examine: ({ secret }) => (isMixed(secret) ? CONFIRMED : null),
    source: 'https://cwe.mitre.org/data/definitions/798.html',
  };
}

/** Words apart by a blank, which stands for `_`, `-`, `.` or nothing. */
const SECRET_NAMES: readonly string[] = [
  'access key',
  'access token',
  'account key',
  'admin key',
  'api key',
  'api secret',
  'api token',
  'app key',
  'app secret',
  'auth token',
  'bot token',
  'client secret',
  'consumer secret',
  'cookie secret',
  'encryption key',
  'jwt secret',
  'master key',
  'private token',
  'refresh token',
  'sdk key',
  'secret key',
  'service key',
  'session secret',
  'signing key',
  'storage key',
  'webhook secret',
];

/** Digits among letters, or capitals among small ones without words: whoever draws at random gets that. */
function isMixed(text: string): boolean {
  if (!/[A-Za-z]/.test(text)) return false;
  return /[0-9]/.test(text) || (text.length >= 16 && turnsOf(text) >= 0.4 * text.length);
}

/** Neighbours of which one is a small letter and the other none; in names of words three of ten are. */
function turnsOf(text: string): number {
  let turns = 0;
  for (let index = 1; index < text.length; index++) {
    if (isSmall(text[index]!) !== isSmall(text[index - 1]!)) turns++;
  }
  return turns;
}

function isSmall(character: string): boolean {
  return character >= 'a' && character <= 'z';
}

export const GENERIC: readonly Detector[] = [
  generic(
    {
      id: 'generic-password',
      title: 'Password in configuration',
      severity: 'medium',
      keywords: ['password', 'passwd', 'passphrase', ...endings(['_pass', '_pwd', '.pass', '.pwd'])],
      revoke: 'Change the password where it is used, and give it to the container when it starts.',
    },
    '(?:password|passwd|passphrase|[_.](?:pass|pwd))',
    { form: '[A-Za-z0-9!@#%^&*_+=.~?/-]{8,120}', entropy: 2.8, option: '--(?:password|passwd|passphrase)' },
  ),
  generic(
    {
      id: 'generic-secret',
      title: 'Key or token in configuration',
      severity: 'medium',
      keywords: [
        ...SECRET_NAMES.flatMap(spellings),
        ...endings(['_secret']),
        ...endings(['_token']),
        'bearer ',
      ],
      revoke: 'Revoke it where it was issued, and give the new one to the container when it starts.',
    },
    `(?:${SECRET_NAMES.map((name) => name.replace(' ', '[_.-]?')).join('|')}|_secret|_token|bearer)`,
    { form: '[A-Za-z0-9+/=_.~!-]{16,200}', entropy: 3.2, option: '--(?:token|api-?key|secret)|[Bb]earer' },
  ),
];

function spellings(name: string): readonly string[] {
  return ['_', '-', '.', ''].map((sign) => name.replace(' ', sign));
}

/** A short name is only looked for with what assigns. */
function endings(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => ['=', ':', ' =', '"', "'", '>'].map((sign) => `${name}${sign}`));
}
