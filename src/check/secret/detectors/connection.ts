/**
 * Passwords of connection strings, whatever their form: those that lead to this machine and those that stand for another
 * (`password`, `${DB_PASSWORD}`) are none, nor are words for hosts of examples.
 */
import { CONFIRMED, type Detector, type Examined } from '../detector.ts';
import { nameOrMask } from '../mask.ts';

/** A detector of addresses `scheme://user:password@host`, but for `examine`, which is `examineUrl`. */
export interface UrlRow {
  readonly id: string;
  readonly title: string;
  readonly provider: string;
  /** Sources of patterns, what stands before `://`. */
  readonly schemes: readonly string[];
  readonly keywords: readonly string[];
  readonly revoke: string;
  readonly source: string;
}

/** User, password and host as a text has them; empty where it has none. */
export interface Login {
  readonly user: string;
  readonly password: string;
  readonly host: string;
}

/** With `@`, as Azure has it and mail. */
const USER = '[^\\s\\x00-\\x1f\\x7f:/"\'`<>\\\\]{0,100}';
/** With `@`, `?` and `#`, which should be percent-encoded and often are not. */
const PASSWORD = '[^\\s\\x00-\\x1f\\x7f/"\'`<>\\\\]{1,200}';
const HOST = '\\[[0-9A-Fa-f:.]{2,45}\\]|[^\\s/?#"\'`<>,:;@&|)\\\\]{1,255}';

/** RFC 3986, section 3.2. */
export function connectionUrl({ schemes, ...row }: UrlRow): Detector {
  return {
    ...row,
    kind: 'token',
    severity: 'high',
    pattern: new RegExp(`(?<![A-Za-z0-9+.-])(?:${schemes.join('|')})://${USER}:(${PASSWORD})@(${HOST})`, 'g'),
    maxLength: 700,
    entropy: 0,
    examine: ({ match, secret, groups }) =>
      examineLogin({ user: /:\/\/([^:]*)/.exec(match)?.[1] ?? '', password: secret, host: groups[1] ?? '' }),
  };
}

/** Null for what leads nowhere. A host of one label is another container, nobody knows where it runs, and a word is a password in
 * documentation more often than elsewhere: both are weaker. */
export function examineLogin({ user, password, host }: Login): Examined | null {
  if (/[[\]{}<>$]/.test(user)) return null;
  if (isLocalHost(host) || isStandIn(password, user)) return null;
  if (/^example\.(?:com|net|org)$/i.test(host) || (isExampleHost(host) && !isRandom(password))) return null;
  const note = [
    user === '' ? '' : `for user ${nameOrMask(toPlain(user))}`,
    host === '' ? '' : `at ${toPlain(host)}`,
  ];
  const isWeak = isWord(password) || (host !== '' && /^[A-Za-z0-9_-]+$/.test(host));
  return {
    ...CONFIRMED,
    severity: isWeak ? 'medium' : null,
    note: note.filter((part) => part !== '').join(' '),
  };
}

/** For passwords beside a name, without a host. Words are weaker. */
export function examinePassword(password: string): Examined | null {
  const text = password.replace(/^(["'])(.*)\1$/, '$2');
  if (isStandIn(text, '') || /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(text)) return null;
  return isWord(text) ? { ...CONFIRMED, severity: 'medium' } : CONFIRMED;
}

/** Small letters and nothing else, or words with hyphens: few of those who draw at random draw 18 of them. */
function isWord(password: string): boolean {
  return /^(?:[A-Za-z]?[a-z]{2,18}|[a-z]{1,18}(?:[-_][a-z]{1,18}){1,6})$/.test(
    withoutEscapes(password).replace(/[\^]/g, '_'),
  );
}

/** What nobody writes into documentation. */
function isRandom(password: string): boolean {
  return password.length >= 12 && /[0-9]/.test(password) && new Set(password).size >= 10;
}

function isLocalHost(host: string): boolean {
  return /^(?:localhost|(?:[\w-]+\.)?localhost\.?(?:localdomain)?|127\.[0-9.]+|0\.0\.0\.0|\[?::1\]?|host\.docker\.internal|\(local\)|\(localdb\).*|\.|\.\\.*)$/i.test(
    host,
  );
}

/** RFC 2606 and 6761, and words that stand for a host in documentation. */
function isExampleHost(host: string): boolean {
  return (
    /(?:^|\.)example(?:\.(?:com|net|org|edu))?$|\.(?:test|invalid)$|^(?:my|your|some|the)?[_-]?(?:db|database|server|remote)?[_-]?(?:host|hostname|server|servername|address|ip|endpoint|url)(?:[_-]?name)?$/i.test(
      host,
    ) || /^(?:your|my|some)[-_.]/i.test(host)
  );
}

/** Short words before and behind what means `password`. */
const WORDS =
  /^(?:(?:a|the|my|your|our|some|proxy|testing|db|database|user|root|admin|test|dev|pass|pa|default|example|sample|insert|enter|strong|super|very|secure|new|old|app|postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|sql|rabbitmq|amqp|sa|secret|top|different|random|long|another|same|plain|actual|real)[_-]?){0,4}(?:pass|passw|passwd|pass[_-]?word|passphrase|pwd|pw|secret|credential|credentials|token|key|here)?(?:12345[0-9]{0,5}|[0-9!@#$*_-]{0,4})$/i;
const KNOWN =
  /^(?:change[_-]?(?:me|it|this)?[0-9!]{0,4}|(?:pl(?:ea)?se[_-]?)?change.{0,20}|replace.{0,20}|foo|bar|baz|foobar|foobared|foopass|abc|abc123|[0-9]{1,6}|1234567(?:8(?:9(?:0)?)?)?|qwerty|hunter2|s3cr[e3]t|p[a@4]ssw[o0]rd[0-9!]{0,4}|dummy|fake|do[_-]?nt[_-]?[a-z]{3,6}[_-]?(?:me|this|it)|redacted|hidden|masked|removed|todo|none|null|nil|undefined|true|false|guest|welcome|letmein|iloveyou|monkey|dragon|toor|tiger|toto|user|username|root|admin|string|empty|port|host|localhost|value|xxx.*|x+|\*+|\.+|-+|_+|#+|\?+)[0-9!]{0,4}$/i;

/** Whether a password is a word that stands for one, a variable, a part of a template, or the name of the user again. */
function isStandIn(password: string, user: string): boolean {
  return (
    !/[A-Za-z0-9]/.test(password) ||
    password.toLowerCase() === user.toLowerCase() ||
    /^[$%{[(*]|[{}]|\$\(|%[sdv@]|^:|^\+|^&/.test(password) ||
    /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(password) ||
    /^(?:process\.env|os\.environ|System\.getenv|your)|here$/i.test(password) ||
    /^[0-9]{2,5}(?:[?,].*)?$/.test(password) ||
    new Set(password).size < 3 ||
    [password, withoutDisguise(password), withoutDisguise(withoutEscapes(password))].some(
      (text) => WORDS.test(text) || KNOWN.test(text),
    )
  );
}

/** What a URL has to escape is as good as a sign between words: `my%20secret`. */
function withoutEscapes(password: string): string {
  return password.replace(/%40/g, '@').replace(/%[0-9A-F]{2}/gi, '_');
}

/** Digits and signs that look like letters, as letters: `p@ssw0rd`. */
function withoutDisguise(password: string): string {
  const letters: Readonly<Record<string, string>> = {
    '0': 'o',
    '1': 'i',
    '3': 'e',
    '4': 'a',
    '5': 's',
    '@': 'a',
    $: 's',
  };
  return password.replace(/[01345@$](?=[a-z0-9@$])/gi, (sign) => letters[sign] ?? sign);
}

function toPlain(text: string): string {
  return text.replace(/[^A-Za-z0-9._@-]/g, '').slice(0, 60);
}
