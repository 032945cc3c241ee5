/**
 * What looks like a credential and is none, or is one that its provider publishes as an example: none of it may count
 * against an image. Texts are put together here, so that no other scanner stops at this file.
 */
import { type Entry, file } from '../../test/tar-builder.ts';

export interface Trap {
  readonly id: string;
  /** Path in the image, or `config:…`. */
  readonly path: string;
  readonly text: string;
  /** `silent`: no finding at all; `not-counted`: it may be shown, as published or shared. */
  readonly expect: 'silent' | 'not-counted';
  /** Where it is published, or who stumbled over it. */
  readonly source: string;
}

const join = (...parts: readonly string[]): string => parts.join('');
const pem = (label: string, body: string): string =>
  `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;

const variable = (name: string): string => `\${${name}}`;
const AWS_ID = join('AKIA', 'IOSFODNN7', 'EXAMPLE');
const AWS_SECRET = join('wJalrXUtnFEMI', '/K7MDENG/', 'bPxRfiCY', 'EXAMPLEKEY');
const AWS_SOURCE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html';

export const traps: readonly Trap[] = [
  {
    id: 'aws-example-pair',
    path: 'usr/lib/python3/dist-packages/boto3/docs/credentials.rst',
    text: `    [default]\n    aws_access_key_id = ${AWS_ID}\n    aws_secret_access_key = ${AWS_SECRET}\n`,
    expect: 'not-counted',
    source: AWS_SOURCE,
  },
  {
    id: 'aws-example-in-code',
    path: 'usr/lib/python3/dist-packages/boto3/session.py',
    text: `        :param aws_access_key_id: AWS access key ID\n        >>> boto3.Session("${AWS_ID}",\n        ...     "${AWS_SECRET}")\n`,
    expect: 'not-counted',
    source: 'demands, case 66',
  },
  {
    id: 'r-openssl-docs',
    path: 'usr/lib/R/library/openssl/doc/keys.html',
    text: `<pre><code>str &lt;- write_pem(key)\ncat(str)\n#&gt; -----BEGIN PRIVATE KEY-----\n#&gt; ...\n#&gt; -----END PRIVATE KEY-----\nkey &lt;- read_key("-----BEGIN RSA PRIVATE KEY-----")\n</code></pre>\n`,
    expect: 'silent',
    source: 'demands, case 66',
  },
  {
    id: 'minified-map',
    path: 'app/public/main.js.map',
    text: `{"version":3,"sources":["auth.ts"],"names":["password","apiKey","token","secret"],"mappings":"${'AAAA,SAASA,EAAgBC,GACvB,OAAOC,KAAKC,MAAMH,EAAIA,CAAC;'.repeat(400)}","sourcesContent":["export const login = (password, apiKey) => post({ password, token: apiKey.token, secret: options.secret });"]}`,
    expect: 'silent',
    source: 'demands, case 66',
  },
  {
    id: 'apk-version',
    path: 'config:history',
    text: 'RUN /bin/sh -c apk add --no-cache libcrypto3=3.1.4-r1 libssl3=3.1.4-r1 # buildkit',
    expect: 'silent',
    source: 'demands, case 68',
  },
  {
    id: 'access-log',
    path: 'etc/app/server.properties',
    text: 'access.log = /var/log/app/access-2024.log\nkey.file = /etc/ssl/private/server-2024.key\ntoken.endpoint = https://login.example.com/oauth2/v2.0/token\n',
    expect: 'silent',
    source: 'demands, case 68',
  },
  {
    id: 'name-of-a-file',
    path: 'config:env/MINIO_ACCESS_KEY_FILE',
    text: 'access_key',
    expect: 'silent',
    source: 'demands, case 68',
  },
  {
    id: 'password-file',
    path: 'config:env/POSTGRES_PASSWORD_FILE',
    text: '/run/secrets/postgres_password',
    expect: 'silent',
    source: 'https://docs.docker.com/compose/how-tos/use-secrets/',
  },
  {
    id: 'gpg-fingerprint',
    path: 'config:env/GPG_KEY',
    text: join('A035C8C1', '9219BA821ECEA86B', '64E628F8D684696D'),
    expect: 'silent',
    source: 'demands, case 68: the fingerprint that signs Python',
  },
  {
    id: 'checksum-in-environment',
    path: 'config:env/NODE_KEY_SHA256',
    text: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    expect: 'silent',
    source: 'SHA-256 of "test"',
  },
  {
    id: 'find-sudo',
    path: 'config:history',
    text: 'RUN /bin/sh -c find / -iname sudo -delete # buildkit',
    expect: 'silent',
    source: 'demands, case 68',
  },
  {
    id: 'placeholders',
    path: 'opt/app/.env.sample',
    text: [
      'DB_PASSWORD=changeme',
      'API_KEY=your-api-key-here',
      'SECRET_KEY=<YOUR_SECRET_KEY>',
      'AUTH_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'CLIENT_SECRET=REPLACE_ME_WITH_CLIENT_SECRET',
      `SMTP_PASSWORD=${variable('SMTP_PASSWORD')}`,
      'ADMIN_PASSWORD={{ vault_admin_password }}',
      'GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'NPM_TOKEN=npm_000000000000000000000000000000000000',
      '',
    ].join('\n'),
    expect: 'silent',
    source: 'https://12factor.net/config',
  },
  {
    id: 'stripe-docs-key',
    path: 'usr/lib/node_modules/stripe/README.md',
    text: `const stripe = require('stripe')('${join('sk_test_', '4eC39HqLyj', 'WDarjtT1zdp7dc')}');\n`,
    expect: 'not-counted',
    source: 'https://docs.stripe.com/keys',
  },
  {
    id: 'jwt-io-example',
    path: 'app/node_modules/jsonwebtoken/README.md',
    text: `Authorization: Bearer ${[
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
      'eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ',
      'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
    ].join('.')}\n`,
    expect: 'not-counted',
    source: 'https://jwt.io',
  },
  {
    id: 'github-docs-token',
    path: 'usr/share/doc/git/api.md',
    text: `curl -H "Authorization: Bearer ${join('gho_', '16C7e42F292c6912', 'E7710c838347Ae178B4a')}" https://api.github.com/user\n`,
    expect: 'not-counted',
    source: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  },
  {
    id: 'slack-docs-webhook',
    path: 'opt/app/notify.yml',
    text: `webhook: https://hooks.slack.com/services/T00000000/B00000000/${'X'.repeat(24)}\n`,
    expect: 'silent',
    source: 'https://api.slack.com/messaging/webhooks',
  },
  {
    id: 'storage-emulator-key',
    path: 'opt/app/appsettings.Development.json',
    text: JSON.stringify({
      Storage: join(
        'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=',
        'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6',
        'IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
        ';BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;',
      ),
    }),
    expect: 'not-counted',
    source: 'https://learn.microsoft.com/en-us/azure/storage/common/storage-use-azurite',
  },
  {
    id: 'urls-of-documentation',
    path: 'usr/share/app/urls.txt',
    text: [
      'https://user:password@example.com/path',
      'postgres://postgres:postgres@localhost:5432/postgres',
      `mongodb://username:${variable('MONGO_PASSWORD')}@mongo:27017/app`,
      'https://$USER:$TOKEN@git.example.com/repo.git',
      'amqp://guest:guest@rabbitmq:5672/',
      'redis://:<password>@cache:6379',
      '',
    ].join('\n'),
    expect: 'silent',
    source: 'https://www.rfc-editor.org/rfc/rfc2606',
  },
  {
    id: 'code-that-reads',
    path: 'app/src/settings.py',
    text: [
      'password = os.environ["DB_PASSWORD"]',
      'secret_key = config.get("secret_key", None)',
      'api_key: str = Field(default="", description="API key of the service")',
      'token = request.headers.get("X-Auth-Token")',
      'access_key = getpass.getpass("Access key: ")',
      'client_secret = load_secret("projects/app/secrets/client-secret/versions/latest")',
      '',
    ].join('\n'),
    expect: 'silent',
    source: 'https://docs.python.org/3/library/os.html#os.environ',
  },
  {
    id: 'translations',
    path: 'app/locales/de.json',
    text: JSON.stringify({
      password: 'Passwort wiederholen',
      apiKey: 'API-Schlüssel des Dienstes',
      secretKey: 'GeheimerSchluesselDesBenutzers',
      token: 'Anmeldetoken_abgelaufen_bitte_neu_anmelden',
    }),
    expect: 'silent',
    source: 'demands, case 66: matched by the name of the key',
  },
  {
    id: 'references-to-secrets',
    path: 'etc/app/values.yaml',
    text: [
      'password: op://production/database/password',
      'apiKey: arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-key-AbCdEf',
      'token: vault:secret/data/app#token',
      'clientSecret: ENC[AES256_GCM,data:Tr7o1s2Q9w==,iv:q2Zt5m1vXw0=,tag:Yl3b9KpD0g==,type:str]',
      'secretName: app-tls-certificate-production',
      'existingSecret: postgresql-credentials-v2',
      '',
    ].join('\n'),
    expect: 'silent',
    source: 'https://getsops.io/docs/',
  },
  {
    id: 'integrity-and-commits',
    path: 'app/package-lock.json',
    text: JSON.stringify({
      integrity:
        'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
      commit: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
      tokenHash: 'd41d8cd98f00b204e9800998ecf8427e',
      requestId: '123e4567-e89b-42d3-a456-426614174000',
    }),
    expect: 'silent',
    source: 'hashes of nothing; https://www.rfc-editor.org/rfc/rfc9562',
  },
  {
    id: 'public-keys',
    path: 'etc/app/trusted.pem',
    text: `${pem('PUBLIC KEY', 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=')}ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJKr6Y5h0rGqVJm3fQxk8mZ0s0p7n1x6m3mC2b1a0Q9z admin@example.com\n`,
    expect: 'silent',
    source: 'https://www.rfc-editor.org/rfc/rfc8410#section-10.1',
  },
];

/** Entries of a layer with all of them that are files. */
export function trapEntries(): Entry[] {
  return traps.filter(({ path }) => !path.startsWith('config:')).map(({ path, text }) => file(path, text));
}

/** The image's environment and history with all the others. */
export function trapConfig(): { readonly env: readonly string[]; readonly history: readonly string[] } {
  const env = traps.filter(({ path }) => path.startsWith('config:env/'));
  return {
    env: env.map(({ path, text }) => `${path.slice('config:env/'.length)}=${text}`),
    history: traps.filter(({ path }) => path === 'config:history').map(({ text }) => text),
  };
}
