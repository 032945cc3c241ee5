/** Examples of `cloud.ts`. */
import { type Examples, expand } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';

function tunnel(seed: string, account: string): string {
  const json = expand(`{"a":"${account}","t":"{uuid}","s":"{base64:44}"}`, seed);
  return Buffer.from(json).toString('base64');
}

/** Its name may have anything in front. */
function anyPrefixExamples(detector: string, name: string, form: string): Examples {
  const { matches, misses } = assignmentExamples(detector, name, form);
  return { detector, matches, misses: misses.slice(0, -1) };
}

export const CLOUD_EXAMPLES: readonly Examples[] = [
  tokenExamples('alibaba-access-key-id', 'LTAI5t{alnum:18}', [
    'LTAI{alnum:8}',
    'LTAX{alnum:20}',
    'LTAI{alnum:30}',
  ]),
  anyPrefixExamples('alibaba-access-key-secret', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', '{alnum:30}'),
  tokenExamples('digitalocean-personal-access-token', 'dop_v1_{hex:64}', [
    'dop_v1_{hex:63}',
    'dop_v2_{hex:64}',
    'dop_v1_{upper:64}',
  ]),
  tokenExamples('digitalocean-oauth-token', 'doo_v1_{hex:64}', [
    'dor_v1_{hex:40}',
    'dox_v1_{hex:64}',
    'doo_v1_{hex:65}',
  ]),
  anyPrefixExamples('digitalocean-spaces-secret-key', 'DO_SPACES_SECRET_KEY', '{base64:43}'),
  assignmentExamples('scaleway-secret-key', 'SCW_SECRET_KEY', '{uuid}'),
  assignmentExamples('linode-api-token', 'LINODE_API_TOKEN', '{hex:64}'),
  {
    detector: 'akamai-edgegrid-secret',
    matches: [
      '[default]\nclient_secret = {base64:43}=\nhost = akab-{lowerdigit:16}.luna.akamaiapis.net\n',
      'client_secret: {base64:43}=\naccess_token: akab-{lowerdigit:16}-{lowerdigit:16}',
      '{"client_secret": "{base64:43}=", "client_token": "akab-{lowerdigit:16}-{lowerdigit:16}"}',
    ],
    misses: [
      'client_secret = {base64:43}=\nhost = example.com',
      'client_secret = {base64:30}=\nhost = akab-{lowerdigit:16}.luna.akamaiapis.net',
      'host = akab-{lowerdigit:16}.luna.akamaiapis.net',
    ],
  },
  assignmentExamples('vultr-api-key', 'VULTR_API_KEY', '{upperdigit:36}'),
  assignmentExamples('hetzner-cloud-token', 'HCLOUD_TOKEN', '{alnum:64}'),
  anyPrefixExamples('ovh-application-secret', 'OVH_APPLICATION_SECRET', '{alnum:32}'),
  assignmentExamples('ibm-cloud-api-key', 'IBMCLOUD_API_KEY', '{base64url:43}a'),
  tokenExamples('tencent-cloud-secret-id', 'AKID{alnum:32}', [
    'AKID{alnum:30}',
    'AKIX{alnum:32}',
    'AKID{alnum:33}',
  ]),
  assignmentExamples('tencent-cloud-secret-key', 'TENCENTCLOUD_SECRET_KEY', '{alnum:32}'),
  tokenExamples('yandex-cloud-iam-token', 't1.9euelZ{base64url:200}.{base64url:85}a', [
    't1.9euelZ{base64url:200}.{base64url:40}',
    't2.9euelZ{base64url:200}.{base64url:85}a',
    't1.9euelZ{base64url:200}',
  ]),
  tokenExamples('yandex-cloud-api-key', 'AQVN{base64url:35}a', [
    'AQVN{base64url:20}',
    'AQVX{base64url:36}',
    'AQVN{base64url:40}a',
  ]),
  tokenExamples('yandex-cloud-static-key', 'YCM{base64url:36}a', [
    'YCM{base64url:30}',
    'YXM{base64url:36}a',
    'YCM{alnum:38}',
  ]),
  tokenExamples('yandex-oauth-token', 'y0_AgAAAA{base64url:50}a', [
    'y0_{base64url:20}',
    'z0_{base64url:58}',
    'y9_{base64url:58}',
  ]),
  tokenExamples('heroku-api-key', 'HRKU-AA{base64url:57}a', [
    'HRKU-AA{base64url:30}',
    'HRKX-AA{base64url:58}',
    'HRKU-{hex:32}',
  ]),
  assignmentExamples('heroku-legacy-api-key', 'HEROKU_API_KEY', '{uuid}'),
  tokenExamples('cloudflare-api-token', 'cfut_{alnum:48}', [
    'cfut_{alnum:30}',
    'cfxt_{alnum:48}',
    'cfk_{alnum:70}',
  ]),
  assignmentExamples('cloudflare-legacy-api-token', 'CLOUDFLARE_API_TOKEN', '{base64url:39}a'),
  assignmentExamples('cloudflare-global-api-key', 'CLOUDFLARE_API_KEY', '{hex:37}'),
  tokenExamples('cloudflare-origin-ca-key', 'v1.0-{hex:24}-{hex:146}', [
    'v1.0-{hex:24}-{hex:100}',
    'v1.1-{hex:24}-{hex:146}',
    'v1.0-{hex:20}-{hex:146}',
  ]),
  {
    detector: 'cloudflare-tunnel-token',
    matches: [
      (seed) => `TUNNEL_TOKEN=${tunnel(seed, '{hex:32}')}`,
      (seed) => `cloudflared tunnel run --token ${tunnel(seed, '{hex:32}')}\n`,
      (seed) => `command: ["tunnel", "run", "--token", "${tunnel(seed, '{hex:32}')}"]`,
    ],
    misses: [
      (seed) => `TUNNEL_TOKEN=${tunnel(seed, '{upper:32}')}`,
      'TUNNEL_TOKEN=eyJhIjoi{base64:160}',
      (seed) => `TUNNEL_TOKEN=${tunnel(seed, '{hex:32}').slice(0, 90)}`,
    ],
  },
  assignmentExamples('fastly-api-token', 'FASTLY_API_TOKEN', '{base64url:31}a'),
  {
    detector: 'fly-access-token',
    matches: [
      'FLY_API_TOKEN="FlyV1 fm2_lJPE{base64:400}==,fm2_lJPE{base64:200}"',
      'FLY_API_TOKEN=fo1_{base64url:42}a',
      'token: fm1r_lJPE{base64:300}=',
    ],
    misses: [
      'FLY_API_TOKEN=fo1_{base64url:30}',
      'FLY_API_TOKEN=fm2_{base64:40}',
      'FLY_API_TOKEN=fm3_{base64:200}',
    ],
  },
  tokenExamples('netlify-access-token', 'nfp_{alnum:36}', [
    'nfp_{alnum:30}',
    'nfx_{alnum:36}',
    'nfp_{alnum:37}',
  ]),
  {
    detector: 'netlify-legacy-access-token',
    matches: [
      'NETLIFY_AUTH_TOKEN={base64url:42}a',
      'netlifyToken: "{base64url:42}a"',
      'netlify deploy --auth-token x; NETLIFY_TOKEN={base64url:44}a',
    ],
    misses: [
      'NETLIFY_AUTH_TOKEN={alnum:30}',
      'NETLIFY_AUTH_TOKEN=nfp_{alnum:40}',
      'NETLIFY_SITE_ID={base64url:42}a',
    ],
  },
  tokenExamples('vercel-token', 'vcp_{alnum:56}', ['vcp_{alnum:20}', 'vcx_{alnum:56}', 'vcp_{alnum:90}']),
  assignmentExamples('vercel-legacy-token', 'VERCEL_TOKEN', '{alnum:24}'),
  tokenExamples('vercel-blob-token', 'vercel_blob_rw_{alnum:16}_{alnum:30}', [
    'vercel_blob_rw_{alnum:16}_{alnum:20}',
    'vercel_blob_ro_{alnum:16}_{alnum:30}',
    'vercel_blob_rw_{alnum:46}',
  ]),
  tokenExamples('render-api-key', 'rnd_{alnum:32}', ['rnd_{alnum:20}', 'rnx_{alnum:32}', 'rnd_{alnum:40}']),
  assignmentExamples('railway-token', 'RAILWAY_TOKEN', '{uuid}'),
  {
    detector: 'backblaze-application-key',
    matches: [
      'B2_APPLICATION_KEY=K005{alnum:27}',
      '"applicationKey": "K001{base64:26}a"',
      'b2_secret_key: K004{alnum:27}',
    ],
    misses: ['B2_APPLICATION_KEY=K005{alnum:20}', 'B2_APPLICATION_KEY=K015{alnum:27}', 'id = K005{alnum:27}'],
  },
  tokenExamples('deno-deploy-token', 'ddp_{alnum:36}', [
    'ddp_{alnum:30}',
    'ddx_{alnum:36}',
    'ddp_{alnum:37}',
  ]),
  {
    detector: 'cloudinary-url',
    matches: [
      'CLOUDINARY_URL=cloudinary://{digits:15}:{base64url:27}@acme',
      "cloudinary.config({ url: 'cloudinary://{digits:15}:{alnum:27}@acme-media' })",
      'cloudinary://{digits:15}:{alnum:27}@acme\n',
    ],
    misses: [
      'cloudinary://<api_key>:<api_secret>@acme',
      'cloudinary://{digits:15}:{alnum:20}@acme',
      'cloudinary://{alnum:15}:{alnum:27}@acme',
    ],
  },
  tokenExamples('upcloud-api-token', 'ucat_{upperdigit:26}', [
    'ucat_{upperdigit:20}',
    'ucax_{upperdigit:26}',
    'ucat_{lower:26}',
  ]),
  assignmentExamples('exoscale-api-secret', 'EXOSCALE_API_SECRET', '{base64url:42}a'),
];
