/** Examples of logins in files of well-known tools. */
import { createHash } from 'node:crypto';
import { type Examples, expand } from './example.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function jwt(header: object, claims: object, seed: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.${expand('{base64url:43}', seed)}`;
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** Serialized as BIP 32 says, of made-up bytes; the check digits are right unless told. */
function extendedKey(seed: string, isDamaged = false): string {
  const body = Buffer.concat([
    Buffer.from('0488ade4', 'hex'),
    createHash('sha512').update(seed).digest(),
    Buffer.alloc(10, 3),
  ]);
  const sum = createHash('sha256').update(createHash('sha256').update(body).digest()).digest().subarray(0, 4);
  if (isDamaged) sum[0]! ^= 1;
  let value = BigInt(`0x${Buffer.concat([body, sum]).toString('hex')}`);
  let text = '';
  for (; value > 0n; value /= 58n) text = `${BASE58[Number(value % 58n)]}${text}`;
  return text;
}

/** In front of a brace it would make a placeholder of the language. */
const D = '$';

const HEADER = { alg: 'HS256', typ: 'JWT' };

export const FILE_EXAMPLES: readonly Examples[] = [
  {
    detector: 'url-login',
    matches: [
      'git clone https://deploy:{alnum:20}@git.shop.internal/team/app.git',
      'index-url = https://ci:{alnum:16}@pypi.shop.internal/simple',
      'proxy: "http://proxy-user:{alnum:12}@proxy.corp.internal:3128"',
      'ftp://upload:{alnum:14}@files.shop.internal/in',
    ],
    misses: [
      'https://user:password@git.shop.internal/team/app.git',
      'https://deploy:{alnum:20}@localhost/team/app.git',
      'https://git.shop.internal:8443/team/app.git?a=b@c',
      `https://deploy:\${TOKEN}@git.shop.internal/team/app.git`,
      'https://user:{alnum:12}@example.com/',
    ],
  },
  {
    detector: 'docker-registry-login',
    matches: [
      (seed) => `{"auths":{"registry.shop.internal":{"auth":"${base64(expand('robot:{alnum:24}', seed))}"}}}`,
      (seed) =>
        `{\n  "auths": {\n    "r.internal": {\n      "auth": "${base64(expand('ci:{hex:32}', seed))}"\n    }\n  }\n}`,
      (seed) =>
        `DOCKER_CONFIG='{\\"auths\\":{\\"r\\":{\\"auth\\":\\"${base64(expand('ci:{alnum:20}', seed))}\\"}}}'`,
    ],
    misses: [
      () => `{"auth": "${base64('user without a colon')}"}`,
      () => `{"auth": "${base64('user:password')}"}`,
      '{"auth": "{base64:40}"}',
      '{"auth": "required"}',
    ],
  },
  {
    detector: 'docker-registry-identity-token',
    matches: [
      '{"auths":{"shop.azurecr.internal":{"identitytoken":"{base64url:80}"}}}',
      '"identitytoken": "{alnum:64}"',
      '"registrytoken" : "{base64url:120}"',
    ],
    misses: [
      '"identitytoken": ""',
      '"identitytoken": "{alnum:12}"',
      '"identitytoken": null, "other": "{alnum:64}"',
    ],
  },
  {
    detector: 'netrc-login',
    matches: [
      'machine git.shop.internal login deploy password {alnum:20}',
      'machine api.shop.internal\n  login deploy\n  password {alnum:16}\n',
      'machine files.shop.internal\tlogin up\tpassword {alnum:12}',
    ],
    misses: [
      'machine git.shop.internal login deploy password changeme',
      'machine git.shop.internal login deploy',
      'the machine that you login to asks for a password {alnum:20}',
    ],
  },
  {
    detector: 'npm-registry-login',
    matches: [
      '//npm.shop.internal/:_authToken={alnum:40}',
      '//npm.shop.internal/path/:_password={alnum:30}',
      '_auth = {alnum:32}',
    ],
    misses: [
      `//npm.shop.internal/:_authToken=\${NPM_TOKEN}`,
      '//npm.shop.internal/:_authToken=',
      'user_auth={alnum:40}',
    ],
  },
  {
    detector: 'maven-server-password',
    matches: [
      '<server><id>releases</id><username>ci</username><password>{alnum:16}</password></server>',
      '<password>\n        {alnum:20}\n      </password>',
      '<passphrase>{alnum:18}</passphrase>',
    ],
    misses: [
      `<password>\${env.MAVEN_PASSWORD}</password>`,
      '<password>{COQLCE6DU6GtcS5P=}</password>',
      '<password>password</password>',
    ],
  },
  {
    detector: 'password-hash',
    matches: [
      `root:${D}6${D}{alnum:16}${D}{alnum:86}:19000:0:99999:7:::`,
      `admin:${D}2y${D}10${D}{alnum:53}`,
      `web:${D}apr1${D}{alnum:8}${D}{alnum:22}`,
      'app:{SSHA}{base64:38}==',
    ],
    misses: [
      'root:*:19000:0:99999:7:::',
      'root:!$6:19000:0:99999:7:::',
      `cost:${D}2y${D}10${D}{alnum:40}`,
      'price:$1$2 for a:$3',
    ],
  },
  {
    detector: 'ansible-vault',
    matches: [
      '$ANSIBLE_VAULT;1.1;AES256\n{hex:80}\n{hex:80}\n',
      'secret: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  {hex:80}\n',
      '$ANSIBLE_VAULT;1.2;AES256;prod\n{hex:80}\n',
    ],
    misses: [
      'a file begins with $ANSIBLE_VAULT;1.1;AES256 and then hexadecimal digits',
      '$ANSIBLE_VAULT;2.1;AES256\n{hex:80}',
      'ANSIBLE_VAULT_PASSWORD_FILE=/run/secrets/vault',
    ],
  },
  {
    detector: 'ethereum-keystore',
    matches: [
      '{"crypto":{"ciphertext":"{hex:64}","kdf":"scrypt"}}',
      '{ "Crypto": { "cipher": "aes-128-ctr", "ciphertext": "{hex:64}", "kdfparams": {} } }',
      '"ciphertext" : "{hex:64}",\n  "cipherparams": {"iv": "{hex:32}"},\n  "kdf": "pbkdf2"',
    ],
    misses: [
      '{"ciphertext":"{hex:64}"}',
      '{"ciphertext":"{hex:40}","kdf":"scrypt"}',
      '{"kdf":"scrypt","ciphertext":""}',
    ],
  },
  {
    detector: 'bitcoin-extended-private-key',
    matches: [
      (seed) => extendedKey(seed),
      (seed) => `WALLET=${extendedKey(seed)}`,
      (seed) => `"${extendedKey(`${seed}b`)}"`,
    ],
    misses: [(seed) => extendedKey(seed, true), (seed) => extendedKey(seed).slice(0, -4), 'xprv9{alnum:60}'],
  },
  {
    detector: 'json-web-token',
    matches: [
      (seed) => jwt(HEADER, { sub: 'deploy', exp: 2_000_000_000 }, seed),
      (seed) =>
        `token: ${jwt({ alg: 'RS256', kid: 'a' }, { iss: 'kubernetes/serviceaccount', sub: 'x' }, seed)}`,
      (seed) => `Authorization: Bearer ${jwt(HEADER, { sub: 'a', exp: 1_000_000_000 }, seed)}`,
    ],
    misses: [
      (seed) => jwt({ typ: 'none' }, { sub: 'a' }, seed),
      'eyJ{base64url:30}.eyJ{base64url:60}.{base64url:43}',
      (seed) => jwt(HEADER, { sub: 'a' }, seed).split('.').slice(0, 2).join('.'),
    ],
  },
];

export const GENERIC_EXAMPLES: readonly Examples[] = [
  {
    detector: 'generic-password',
    matches: [
      'DB_PASSWORD=kT{alnum:14}9x',
      'password: "a7{alnum:12}Z"',
      '  --password q8{alnum:10}R',
      "'passwd' => 'x5{alnum:16}'",
      '<property name="password" value="x5{alnum:16}"/>',
      '<entry key="shop.db.password">x5{alnum:16}</entry>',
      '- name: DB_PASSWORD\n  value: "x5{alnum:16}"',
      '"password": "xBdTqPwZhRkKvNcGfXjS"',
    ],
    misses: [
      'password = get_password(config)',
      'password: required',
      'DB_PASSWORD=short1',
      'password_file=/run/secrets/db',
      '<label for="password">Choose one of 12 characters</label>',
      '"password": "getPasswordFromTheVault"',
      '- name: password\n  description: {alnum:20}',
    ],
  },
  {
    detector: 'generic-secret',
    matches: [
      'SHOP_API_KEY={alnum:31}7',
      '"client_secret": "{alnum:39}4"',
      'Authorization: Bearer {alnum:40}1',
      '<apiKey>{alnum:31}7</apiKey>',
      '<add key="jwtSecret" value="{base64:42}8=" />',
      'shop.signing.key={hex:40}',
      'SHOP_APIKEY_PRIVATE={hex:32}',
      'SHOP_API_KEY\x01\x00\x12Ljava/lang/String;\x01\x00\x0dConstantValue\x01\x00\x21{alnum:32}7',
    ],
    misses: [
      'api_key = os.environ',
      'api_key: {alnum:10}',
      'MINIO_ACCESS_KEY_FILE=access_key',
      'client_secret = settings.client_secret',
      'accessToken\x01\x00\x3bLorg/shop/security/OAuth2AuthorizedClient{alnum:8}Parameters;',
    ],
  },
];
