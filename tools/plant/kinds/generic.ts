/** Connection strings, passwords and keys of an application's own, and wallets. */
import type { Chance } from '../chance.ts';
import { base58Check, bech32 } from '../check-digits.ts';
import { named, token, type ValueKind } from '../kind.ts';

const URI = 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1';
const TWELVE_FACTOR = 'https://12factor.net/config';

export const generic: readonly ValueKind[] = [
  token('postgres-url', 'DATABASE_URL', 'https://www.postgresql.org/docs/current/libpq-connect.html', (c) =>
    c.fill(`postgresql://app_${word(c)}:{a18}@db-{l4}.${host(c)}:5432/orders?sslmode=require`),
  ),
  token(
    'mysql-url',
    'MYSQL_URL',
    'https://dev.mysql.com/doc/refman/8.4/en/connecting-using-uri-or-key-value-pairs.html',
    (c) => c.fill(`mysql://${word(c)}:{a16}@mysql.${host(c)}:3306/shop`),
  ),
  token(
    'mongodb-url',
    'MONGODB_URI',
    'https://www.mongodb.com/docs/manual/reference/connection-string/',
    (c) =>
      c.fill(`mongodb+srv://${word(c)}:{a20}@cluster0.{l5}.mongodb.net/prod?retryWrites=true&w=majority`),
  ),
  token('redis-url', 'REDIS_URL', 'https://www.iana.org/assignments/uri-schemes/prov/redis', (c) =>
    c.fill(`redis://default:{a32}@cache.${host(c)}:6379/0`),
  ),
  token('amqp-url', 'AMQP_URL', 'https://www.rabbitmq.com/docs/uri-spec', (c) =>
    c.fill(`amqps://${word(c)}:{a22}@mq.${host(c)}:5671/events`),
  ),
  token(
    'sqlserver-connection',
    'SQLSERVER_CONNECTION',
    'https://learn.microsoft.com/en-us/dotnet/framework/data/adonet/connection-string-syntax',
    (c) =>
      c.fill(
        `Server=tcp:sql.${host(c)},1433;Initial Catalog=crm;User ID=${word(c)};Password={a9}!{a10};Encrypt=True;`,
      ),
  ),
  token('jdbc-url', 'SPRING_DATASOURCE_URL', 'https://jdbc.postgresql.org/documentation/use/', (c) =>
    c.fill(`jdbc:postgresql://db.${host(c)}:5432/app?user=${word(c)}&password={a20}`),
  ),
  token('basic-auth-url', 'UPSTREAM_URL', URI, (c) => c.fill(`https://${word(c)}:{a20}@api.${host(c)}/v1/`)),
  token('ftp-url', 'BACKUP_TARGET', URI, (c) => c.fill(`ftp://${word(c)}:{a14}@files.${host(c)}/daily`)),
  named('database-password', 'DB_PASSWORD', TWELVE_FACTOR, password),
  named('admin-password', 'ADMIN_PASSWORD', TWELVE_FACTOR, password),
  named(
    'client-secret',
    'OAUTH_CLIENT_SECRET',
    'https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1',
    '{a40}',
  ),
  named('api-key', 'PARTNER_API_KEY', TWELVE_FACTOR, '{a32}'),
  named('signing-key', 'JWT_SECRET', 'https://www.rfc-editor.org/rfc/rfc7518#section-3.2', (c) =>
    c.bytes(32).toString('base64'),
  ),
  named('rails-secret', 'SECRET_KEY_BASE', 'https://guides.rubyonrails.org/security.html', '{h128}'),
  named(
    'django-secret',
    'DJANGO_SECRET_KEY',
    'https://docs.djangoproject.com/en/5.2/ref/settings/#secret-key',
    (c) => c.text('abcdefghijklmnopqrstuvwxyz0123456789!@%^&*(-_=+)', 50).replace(/^[^a-z]/, 'k'),
  ),
  named(
    'laravel-key',
    'APP_KEY',
    'https://laravel.com/docs/12.x/encryption',
    (c) => `base64:${c.bytes(32).toString('base64')}`,
  ),
  named(
    'ethereum-key',
    'DEPLOYER_PRIVATE_KEY',
    'https://ethereum.org/en/developers/docs/accounts/',
    '0x{h64}',
  ),
  named('bitcoin-wif', 'BITCOIN_PRIVATE_KEY', 'https://en.bitcoin.it/wiki/Wallet_import_format', (c) =>
    base58Check(Buffer.concat([Buffer.from([0x80]), c.bytes(32), Buffer.from([1])])),
  ),
  token(
    'bip32-private',
    'WALLET_XPRV',
    'https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki',
    (c) =>
      base58Check(
        Buffer.concat([
          Buffer.from('0488ade4000000000000000000', 'hex'),
          c.bytes(32),
          Buffer.from([0]),
          c.bytes(32),
        ]),
      ),
  ),
  token('age-identity', 'AGE_IDENTITY', 'https://age-encryption.org/v1', (c) =>
    bech32('age-secret-key-', c.bytes(32)),
  ),
  named(
    'kubeadm-token',
    'KUBEADM_TOKEN',
    'https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/',
    '{l6}.{l16}',
  ),
];

function word(chance: Chance): string {
  return chance.pick(['svc', 'billing', 'worker', 'reports', 'crm', 'sync', 'portal']);
}

function host(chance: Chance): string {
  return `${chance.pick(['prod', 'internal', 'core', 'eu1'])}.acme-${chance.fill('{l3}')}.internal`;
}

/** As a password manager makes them, without what shells and quotes would need. */
function password(chance: Chance): string {
  return chance.fill('{L3}{a7}!{a4}#{a4}-{d2}');
}
