/**
 * Logins that the files of well-known tools hold, told by the form of the file's text, whatever its name: registries'
 * logins, netrc, npm, Python's package index, Maven, password hashes, vaults, wallets.
 * Left out: seed phrases of wallets, which are plain words.
 */
import { type Candidate, CONFIRMED, type Detector, type Examined } from '../detector.ts';
import { readBase58 } from '../keys/base58.ts';
import { nameOrMask } from '../mask.ts';
import { examineLogin, examinePassword, type Login } from './connection.ts';
import { jwtExpiry, objectOfBase64 } from './offline.ts';

const CHANGE =
  'Change the password where the host keeps its accounts, and look at its log for logins that are not yours.';

export const FILES: readonly Detector[] = [
  {
    id: 'url-login',
    kind: 'token',
    title: 'Web address with a password',
    provider: 'Generic',
    severity: 'high',
    // Of `git+https://` the part behind the sign.
    keywords: ['http://', 'https://', 'ftp://', 'ftps://', 'sftp://', 'ssh://', 'git://', 'smb://', 'svn://'],
    pattern:
      /(?<![A-Za-z0-9.-])(?:https?|s?ftps?|ssh|git|smb|svn):\/\/[^\s\x00-\x1f\x7f:/@"'`<>\\?#,;]{0,100}:([^\s\x00-\x1f\x7f/"'`<>\\?#@]{3,200})@[^\s/?#"'`<>,:;@&|)\\]{1,255}/g,
    maxLength: 620,
    entropy: 0,
    examine: ({ secret, match }) => examineLogin(loginOf(secret, match)),
    revoke: CHANGE,
    source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  },
  {
    id: 'docker-registry-login',
    kind: 'token',
    title: 'Login of a container registry',
    provider: 'Docker',
    severity: 'high',
    keywords: ['"auth"', '\\"auth\\"'],
    pattern: /\\?"auth\\?"\s{0,20}:\s{0,20}\\?"([A-Za-z0-9+/]{8,4000}={0,2})\\?"/g,
    maxLength: 4100,
    entropy: 0,
    examine: examineDockerAuth,
    revoke:
      'Log out and change the password, or revoke the access token, in the settings of the account at the registry.',
    source: 'https://docs.docker.com/reference/cli/docker/login/#credential-stores',
  },
  {
    id: 'docker-registry-identity-token',
    kind: 'token',
    title: 'Identity token of a container registry',
    provider: 'Docker',
    severity: 'high',
    keywords: ['identitytoken', 'registrytoken'],
    pattern: /\\?"(?:identitytoken|registrytoken)\\?"\s{0,20}:\s{0,20}\\?"([A-Za-z0-9+/=._-]{20,4000})\\?"/g,
    maxLength: 4100,
    entropy: 3,
    examine: ({ secret }) => ({ ...CONFIRMED, expiresAt: jwtExpiry(secret) }),
    revoke: 'Revoke it in the settings of the account at the registry.',
    source: 'https://distribution.github.io/distribution/spec/auth/oauth/',
  },
  {
    id: 'netrc-login',
    kind: 'token',
    title: 'Login in a netrc file',
    provider: 'Generic',
    severity: 'high',
    keywords: ['machine '],
    pattern:
      /(?<![\w-])machine[ \t]{1,8}[\w.:-]{3,255}\s{1,20}login[ \t]{1,8}\S{1,100}\s{1,20}password[ \t]{1,8}(\S{3,400})/g,
    maxLength: 900,
    entropy: 0,
    examine: ({ secret, match }) => noted(examinePassword(secret), `for ${match.split(/\s+/)[1]}`),
    revoke: CHANGE,
    source: 'https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html',
  },
  {
    id: 'npm-registry-login',
    kind: 'token',
    title: 'Login of an npm registry',
    provider: 'npm',
    severity: 'high',
    keywords: [':_auth', '_authToken', ':_password', '_auth =', '_auth='],
    pattern:
      /(?<![\w$])(?:\/\/[\w.:/-]{1,300}:)?_(?:authToken|auth|password)\s{0,3}=\s{0,3}["']?([A-Za-z0-9+/=._~-]{12,2000})/g,
    maxLength: 2400,
    entropy: 3,
    examine: ({ secret }) => ({ ...CONFIRMED, expiresAt: jwtExpiry(secret) }),
    revoke: 'Revoke the token at the registry (npm token revoke), or change the password of the account.',
    source: 'https://github.com/npm/cli/blob/latest/docs/lib/content/configuring-npm/npmrc.md',
  },
  {
    id: 'maven-server-password',
    kind: 'token',
    title: 'Password in Maven settings',
    provider: 'Maven',
    severity: 'high',
    keywords: ['<password>', '<passphrase>'],
    pattern: /<(?:password|passphrase)>\s{0,40}([^<>\s{}$]{4,300})\s{0,40}<\/(?:password|passphrase)>/g,
    maxLength: 420,
    entropy: 2.5,
    examine: ({ secret, path }) =>
      /settings[^/]*\.xml$/i.test(path) ? examinePassword(secret) : weaker(examinePassword(secret)),
    revoke:
      'Change the password, or revoke the token, of the user at the repository that the server element names.',
    source: 'https://maven.apache.org/settings.html#servers',
  },
  {
    id: 'password-hash',
    kind: 'token',
    title: 'Password hash of a user',
    provider: 'Generic',
    severity: 'medium',
    keywords: [
      ':$1$',
      ':$5$',
      ':$6$',
      ':$y$',
      ':$7$',
      ':$2a$',
      ':$2b$',
      ':$2y$',
      ':$apr1$',
      ':{SSHA}',
      ':{SHA}',
      ':$argon2',
    ],
    pattern:
      /(?<![\w$.:/@-])[\w.@-]{1,64}:(\$(?:1|5|6|7|y|gy|apr1)\$[./A-Za-z0-9$,=]{10,160}|\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|\$argon2id?\$[A-Za-z0-9+/$,=]{30,200}|\{SS?HA\}[A-Za-z0-9+/]{20,60}={0,2})/g,
    maxLength: 320,
    entropy: 0,
    examine: ({ match }) => ({ ...CONFIRMED, note: `of user ${nameOrMask(match.split(':', 1)[0]!)}` }),
    revoke: 'Change the password, and set it when the container starts instead of in the image.',
    source: 'https://man7.org/linux/man-pages/man5/crypt.5.html',
  },
  {
    id: 'ansible-vault',
    kind: 'token',
    title: 'Ansible Vault (encrypted)',
    provider: 'Ansible',
    severity: 'low',
    keywords: ['$ANSIBLE_VAULT;'],
    pattern: /\$ANSIBLE_VAULT;1\.[12];AES256(?:;[\w.-]{1,60})?\s{1,40}([0-9a-f]{40,120})/g,
    maxLength: 260,
    entropy: 0,
    examine: () => ({ ...CONFIRMED, note: 'encrypted with a password' }),
    revoke: 'Change what is in it, then ansible-vault rekey.',
    source: 'https://docs.ansible.com/ansible/latest/vault_guide/vault_using_encrypted_content.html',
  },
  {
    id: 'ethereum-keystore',
    kind: 'token',
    title: 'Ethereum key store (encrypted)',
    provider: 'Ethereum',
    severity: 'medium',
    keywords: ['"ciphertext"', '"kdfparams"'],
    pattern: /"ciphertext"\s{0,20}:\s{0,20}"([0-9a-f]{64})"(?=[\s\S]{0,1500}"kdf(?:params)?")/g,
    maxLength: 1700,
    entropy: 3,
    examine: () => ({ ...CONFIRMED, note: 'encrypted with a password' }),
    revoke: 'Move what it holds to a new account.',
    source: 'https://ethereum.org/en/developers/docs/data-structures-and-encoding/web3-secret-storage/',
  },
  {
    id: 'bitcoin-extended-private-key',
    kind: 'token',
    title: 'Extended private key of a wallet',
    provider: 'Bitcoin',
    severity: 'critical',
    keywords: ['xprv', 'yprv', 'zprv', 'tprv'],
    pattern: /(?<![A-Za-z0-9])[xyzt]prv[1-9A-HJ-NP-Za-km-z]{107,108}(?![A-Za-z0-9])/g,
    maxLength: 120,
    entropy: 4,
    examine: ({ secret }) => (readBase58(secret) === null ? null : CONFIRMED),
    revoke: 'Move what it holds to a new wallet.',
    source: 'https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki#serialization-format',
  },
  {
    id: 'json-web-token',
    kind: 'token',
    title: 'JSON Web Token',
    provider: 'Generic',
    severity: 'high',
    keywords: ['eyJ'],
    pattern:
      /(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{10,600}\.eyJ[A-Za-z0-9_-]{10,6000}\.[A-Za-z0-9_-]{20,700}(?![A-Za-z0-9_.-])/g,
    maxLength: 7400,
    entropy: 0,
    examine: examineJwt,
    revoke:
      'Where it was issued: end the session or revoke the grant; where that cannot be done, change the signing key.',
    source: 'https://www.rfc-editor.org/rfc/rfc7519',
  },
];

/** `scheme://user:password@host`. */
function loginOf(password: string, match: string): Login {
  const rest = match.slice(match.indexOf('://') + 3);
  return { user: rest.slice(0, rest.indexOf(':')), password, host: rest.slice(rest.lastIndexOf('@') + 1) };
}

function noted(examined: Examined | null, note: string): Examined | null {
  return examined === null ? null : { ...examined, note };
}

/** In XML that is no file of Maven's. */
function weaker(examined: Examined | null): Examined | null {
  return examined === null ? null : { ...examined, severity: 'medium' };
}

/** `user:password` in base64; several registries store an access token as the password. */
function examineDockerAuth({ secret }: Candidate): Examined | null {
  const text = Buffer.from(secret, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const password = text.slice(colon + 1).replace(/\0+$/, '');
  if (colon < 1 || password === '' || /[\0-\x1f\ufffd]/.test(text.replace(/\0+$/, ''))) return null;
  const examined = examinePassword(password);
  return examined === null
    ? null
    : { ...examined, note: `of user ${nameOrMask(text.slice(0, colon).slice(0, 60))}` };
}

/** RFC 7519, section 7.2: both parts are JSON objects, the first one names an algorithm. */
function examineJwt({ secret }: Candidate): Examined | null {
  const [header, claims] = secret.split('.', 2).map(objectOfBase64);
  if (!header || !claims || typeof header.get('alg') !== 'string') return null;
  const expiresAt = jwtExpiry(secret);
  const issuer = claims.get('iss');
  const note = [
    typeof issuer === 'string' ? `issued by ${nameOrMask(issuer.slice(0, 100))}` : '',
    expiresAt === '' ? 'without an end' : '',
  ];
  return {
    ...CONFIRMED,
    severity: expiresAt === '' ? 'high' : 'medium',
    note: note.filter(Boolean).join('; '),
    expiresAt,
  };
}
