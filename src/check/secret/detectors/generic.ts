/**
 * Random text beside a name that says what it is: `DB_PASSWORD=…`, `"apiKey": "…"`, `--token …`. Weaker than all
 * others, since only the name tells: what reads like a name, a word or a path is none (filter/).
 */
import { CONFIRMED, type Detector } from '../detector.ts';
import { anyCase } from './forms.ts';

/** `'`, `"`, `\"`; then what assigns in configuration and source text. */
const ASSIGNS = '\\\\?["\'`]?\\]?\\)?[ \\t]{0,12}(?::=|=>|=|:)[ \\t]{0,12}(?:[A-Za-z]{1,8}\\()?\\\\?["\'`]?';

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
      `(?:${anyCase(names)}${ASSIGNS}|(?:${value.option}) {1,4}["']?)(${value.form})(?![A-Za-z0-9_+/=.-])`,
      'g',
    ),
    maxLength: 340,
    entropy: value.entropy,
    examine: ({ secret }) => (isMixed(secret) ? CONFIRMED : null),
    source: 'https://cwe.mitre.org/data/definitions/798.html',
  };
}

/** Digits among letters: whoever draws at random gets both. */
function isMixed(text: string): boolean {
  return /[0-9]/.test(text) && /[A-Za-z]/.test(text);
}

export const GENERIC: readonly Detector[] = [
  generic(
    {
      id: 'generic-password',
      title: 'Password in configuration',
      severity: 'medium',
      keywords: ['password', 'passwd', 'passphrase', '_pass=', '_pwd='],
      revoke: 'Change the password where it is used, and give it to the container when it starts.',
    },
    '(?:password|passwd|passphrase|_pass|_pwd)',
    { form: '[A-Za-z0-9!@#%^&*_+=.~?/-]{8,120}', entropy: 2.8, option: '--(?:password|passwd|passphrase)' },
  ),
  generic(
    {
      id: 'generic-secret',
      title: 'Key or token in configuration',
      severity: 'medium',
      keywords: [
        'api_key',
        'apikey',
        'api-key',
        'access_key',
        'accesskey',
        'secret_key',
        'secretkey',
        'secret-key',
        'client_secret',
        'clientsecret',
        'client-secret',
        'auth_token',
        'authtoken',
        'auth-token',
        'access_token',
        'accesstoken',
        'access-token',
        'refresh_token',
        'private_token',
        'signing_key',
        'encryption_key',
        'app_secret',
        'appsecret',
        'webhook_secret',
        'jwt_secret',
        'session_secret',
        'cookie_secret',
        '_secret=',
        '_token=',
        'bearer ',
      ],
      revoke: 'Revoke it where it was issued, and give the new one to the container when it starts.',
    },
    '(?:api[_-]?key|access[_-]?key|secret[_-]?key|client[_-]?secret|auth[_-]?token|access[_-]?token|refresh[_-]?token|private[_-]?token|signing[_-]?key|encryption[_-]?key|app[_-]?secret|webhook[_-]?secret|jwt[_-]?secret|session[_-]?secret|cookie[_-]?secret|_secret|_token|bearer)',
    { form: '[A-Za-z0-9+/=_.~-]{16,200}', entropy: 3.5, option: '--(?:token|api-?key|secret)|[Bb]earer' },
  ),
];
