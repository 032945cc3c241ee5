/** Keys of clouds and hosting. */
import type { Chance } from '../chance.ts';
import { named, token, type ValueKind } from '../kind.ts';

const AWS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html';
const AZURE_STORAGE =
  'https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string';
const GOOGLE = 'https://cloud.google.com/docs/authentication/api-keys';
const GOOGLE_OAUTH = 'https://developers.google.com/identity/protocols/oauth2';
const DIGITALOCEAN = 'https://docs.digitalocean.com/reference/api/create-personal-access-token/';
const CLOUDFLARE = 'https://developers.cloudflare.com/fundamentals/api/get-started/';
const VAULT = 'https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes';
const FLY = 'https://fly.io/docs/security/tokens/';
const SUPABASE = 'https://supabase.com/docs/guides/api/api-keys';

export const cloud: readonly ValueKind[] = [
  token('aws-access-key-id', 'AWS_ACCESS_KEY_ID', AWS, 'AKIA{t16}'),
  named('aws-secret-access-key', 'AWS_SECRET_ACCESS_KEY', AWS, '{b40}'),
  token('aws-temporary-key-id', 'AWS_ACCESS_KEY_ID', AWS, 'ASIA{t16}'),
  named('aws-session-token', 'AWS_SESSION_TOKEN', AWS, (c) => `IQoJb3JpZ2luX2Vj${c.fill('{b340}')}`),
  token(
    'aws-bedrock-key',
    'AWS_BEARER_TOKEN_BEDROCK',
    'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
    (c) => `ABSK${Buffer.from(c.fill('BedrockAPIKey-{l4}-at-{d12}:{b44}')).toString('base64')}`,
  ),
  token('google-api-key', 'GOOGLE_API_KEY', GOOGLE, 'AIza{w35}'),
  token('google-oauth-secret', 'GOOGLE_CLIENT_SECRET', GOOGLE_OAUTH, 'GOCSPX-{w28}'),
  token('google-access-token', 'GOOGLE_ACCESS_TOKEN', GOOGLE_OAUTH, 'ya29.a0A{w160}'),
  token('azure-storage-connection', 'AZURE_STORAGE_CONNECTION_STRING', AZURE_STORAGE, (c) =>
    c.fill(
      `DefaultEndpointsProtocol=https;AccountName=st{l12};AccountKey=${key(c, 64)};EndpointSuffix=core.windows.net`,
    ),
  ),
  named('azure-storage-key', 'AZURE_STORAGE_KEY', AZURE_STORAGE, (c) => key(c, 64)),
  token(
    'azure-client-secret',
    'AZURE_CLIENT_SECRET',
    'https://learn.microsoft.com/en-us/purview/sit-defn-azure-ad-client-secret',
    '{a3}8Q~{a5}~{a8}-{a6}.{a12}',
  ),
  token(
    'azure-service-bus',
    'SERVICEBUS_CONNECTION_STRING',
    'https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-sas',
    (c) =>
      c.fill(
        `Endpoint=sb://bus-{l8}.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=${key(c, 32)}`,
      ),
  ),
  token(
    'azure-cosmos',
    'COSMOS_CONNECTION_STRING',
    'https://learn.microsoft.com/en-us/azure/cosmos-db/secure-access-to-data',
    (c) => c.fill(`AccountEndpoint=https://db-{l8}.documents.azure.com:443/;AccountKey=${key(c, 64)};`),
  ),
  token(
    'azure-sas-url',
    'BACKUP_URL',
    'https://learn.microsoft.com/en-us/azure/storage/common/storage-sas-overview',
    (c) =>
      c.fill(
        `https://st{l12}.blob.core.windows.net/backup?sv=2022-11-02&ss=b&srt=sco&sp=rwdlac&se=2031-01-01T00:00:00Z&st=2023-01-01T00:00:00Z&spr=https&sig=${encodeURIComponent(key(c, 32))}`,
      ),
  ),
  token(
    'azure-app-configuration',
    'APPCONFIG_CONNECTION_STRING',
    'https://learn.microsoft.com/en-us/azure/azure-app-configuration/howto-best-practices',
    (c) => c.fill(`Endpoint=https://cfg-{l6}.azconfig.io;Id={a4}-l0-s0:{a20};Secret=${key(c, 32)}`),
  ),
  token(
    'alibaba-key-id',
    'ALIBABA_CLOUD_ACCESS_KEY_ID',
    'https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair',
    'LTAI5t{a18}',
  ),
  named(
    'alibaba-secret',
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    'https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair',
    '{a30}',
  ),
  token(
    'tencent-secret-id',
    'TENCENTCLOUD_SECRET_ID',
    'https://www.tencentcloud.com/document/product/598/32675',
    'AKID{a32}',
  ),
  named(
    'tencent-secret-key',
    'TENCENTCLOUD_SECRET_KEY',
    'https://www.tencentcloud.com/document/product/598/32675',
    '{a32}',
  ),
  token('digitalocean-pat', 'DIGITALOCEAN_ACCESS_TOKEN', DIGITALOCEAN, 'dop_v1_{h64}'),
  token('digitalocean-oauth', 'DIGITALOCEAN_OAUTH_TOKEN', DIGITALOCEAN, 'doo_v1_{h64}'),
  token('digitalocean-refresh', 'DIGITALOCEAN_REFRESH_TOKEN', DIGITALOCEAN, 'dor_v1_{h64}'),
  named(
    'hetzner',
    'HCLOUD_TOKEN',
    'https://docs.hetzner.com/cloud/api/getting-started/generating-api-token/',
    '{a64}',
  ),
  named('linode', 'LINODE_TOKEN', 'https://techdocs.akamai.com/linode-api/reference/get-started', '{h64}'),
  named('scaleway', 'SCW_SECRET_KEY', 'https://www.scaleway.com/en/docs/iam/how-to/create-api-keys/', (c) =>
    c.uuid(),
  ),
  named('cloudflare-token', 'CLOUDFLARE_API_TOKEN', CLOUDFLARE, '{w40}'),
  named('cloudflare-global-key', 'CLOUDFLARE_API_KEY', CLOUDFLARE, '{h37}'),
  token(
    'cloudflare-origin-ca',
    'CLOUDFLARE_API_USER_SERVICE_KEY',
    'https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/',
    'v1.0-{h24}-{h146}',
  ),
  token('heroku', 'HEROKU_API_KEY', 'https://devcenter.heroku.com/articles/authentication', 'HRKU-AA{w58}'),
  named('heroku-uuid', 'HEROKU_API_KEY', 'https://devcenter.heroku.com/articles/authentication', (c) =>
    c.uuid(),
  ),
  token('fly-io', 'FLY_ACCESS_TOKEN', FLY, 'fo1_{w43}'),
  token('fly-io-macaroon', 'FLY_API_TOKEN', FLY, (c) => `FlyV1 fm2_lJPE${c.bytes(150).toString('base64')}`),
  token(
    'netlify',
    'NETLIFY_AUTH_TOKEN',
    'https://docs.netlify.com/api/get-started/#authentication',
    'nfp_{a36}',
  ),
  token('render', 'RENDER_API_KEY', 'https://render.com/docs/api', 'rnd_{a32}'),
  token('supabase-pat', 'SUPABASE_ACCESS_TOKEN', SUPABASE, 'sbp_{h40}'),
  token('supabase-secret', 'SUPABASE_SECRET_KEY', SUPABASE, 'sb_secret_{w22}_{w8}'),
  token(
    'planetscale-token',
    'PLANETSCALE_SERVICE_TOKEN',
    'https://planetscale.com/docs/concepts/service-tokens',
    'pscale_tkn_{w43}',
  ),
  token(
    'planetscale-password',
    'DATABASE_PASSWORD',
    'https://planetscale.com/docs/concepts/connection-strings',
    'pscale_pw_{w43}',
  ),
  token(
    'databricks',
    'DATABRICKS_TOKEN',
    'https://docs.databricks.com/aws/en/dev-tools/auth/pat',
    'dapi{h32}',
  ),
  token('vault-service', 'VAULT_TOKEN', VAULT, 'hvs.CAESI{w90}'),
  token('vault-batch', 'VAULT_TOKEN', VAULT, 'hvb.AAAAAQ{w140}'),
  token(
    'doppler-personal',
    'DOPPLER_TOKEN',
    'https://docs.doppler.com/reference/auth-token-formats',
    'dp.pt.{a43}',
  ),
  token(
    'doppler-service',
    'DOPPLER_TOKEN',
    'https://docs.doppler.com/reference/auth-token-formats',
    'dp.st.prd.{a43}',
  ),
  token(
    'tailscale-auth',
    'TS_AUTHKEY',
    'https://tailscale.com/kb/1085/auth-keys',
    'tskey-auth-k{a11}CNTRL-{a32}',
  ),
  token(
    'yandex-api-key',
    'YC_API_KEY',
    'https://yandex.cloud/en/docs/iam/concepts/authorization/api-key',
    'AQVN{w36}',
  ),
  token(
    'docker-swarm-join',
    'SWARM_TOKEN',
    'https://docs.docker.com/engine/swarm/join-nodes/',
    'SWMTKN-1-{l50}-{l25}',
  ),
  token(
    'onepassword-service',
    'OP_SERVICE_ACCOUNT_TOKEN',
    'https://developer.1password.com/docs/service-accounts/',
    onePassword,
  ),
  named('ngrok', 'NGROK_AUTHTOKEN', 'https://ngrok.com/docs/agent/#authtokens', '2{a26}_{a21}'),
  named(
    'fastly',
    'FASTLY_API_TOKEN',
    'https://www.fastly.com/documentation/reference/api/#authentication',
    '{w32}',
  ),
];

function key(chance: Chance, bytes: number): string {
  return chance.bytes(bytes).toString('base64');
}

function onePassword(chance: Chance): string {
  const document = {
    signInAddress: 'my.1password.com',
    userAuth: { method: 'SRPg-4096', alg: 'PBES2g-HS256', iterations: 650000, salt: chance.fill('{w22}') },
    email: chance.fill('{l13}@1passwordserviceaccounts.com'),
    srpX: chance.fill('{h64}'),
    muk: {
      alg: 'A256GCM',
      ext: true,
      k: chance.fill('{w43}'),
      key_ops: ['decrypt', 'encrypt'],
      kty: 'oct',
      kid: 'mp',
    },
    secretKey: chance.fill('A3-{U6}-{U6}-{U5}-{U5}-{U5}-{U5}'),
    throttleSecret: { seed: chance.fill('{h64}'), uuid: chance.fill('{A26}') },
    deviceUuid: chance.fill('{l26}'),
  };
  return `ops_${Buffer.from(JSON.stringify(document)).toString('base64url')}`;
}
