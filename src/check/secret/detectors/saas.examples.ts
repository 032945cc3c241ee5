/** Examples of `saas.ts`. */
import { type Examples, expand } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';

function intercomToken(seed: string): string {
  const text = expand('tok:{hex:8}_{hex:4}_{hex:4}_{hex:4}_{hex:12}:1:0', seed);
  return Buffer.from(text).toString('base64');
}

export const SAAS_EXAMPLES: readonly Examples[] = [
  tokenExamples('notion-token', 'ntn_{digits:11}{alnum:35}', [
    'ntn_{digits:11}{alnum:30}',
    'secret_{hex:43}',
    'nta_{digits:11}{alnum:35}',
  ]),
  {
    detector: 'airtable-personal-access-token',
    matches: [
      'AIRTABLE_API_KEY=pat{alnum:14}.{hex:64}',
      'new Airtable({ apiKey: "pat{alnum:14}.{hex:64}" })',
      'airtable:\ttoken: pat{alnum:14}.{hex:64}',
    ],
    misses: [
      'AIRTABLE_API_KEY=pat{alnum:14}.{hex:60}',
      'API_KEY=pat{alnum:14}.{hex:64}',
      'AIRTABLE_API_KEY=pat{alnum:12}.{hex:64}',
    ],
  },
  tokenExamples('figma-token', 'figd_{base64url:39}A', ['figd_{base64url:20}A', 'figz_{base64url:39}A']),
  tokenExamples('linear-api-key', 'lin_api_{alnum:40}', ['lin_api_{alnum:38}', 'lin_abc_{alnum:40}']),
  assignmentExamples('asana-access-token', 'ASANA_ACCESS_TOKEN', '1/{digits:16}:{hex:32}'),
  assignmentExamples('trello-token', 'TRELLO_TOKEN', 'ATTA{hex:72}'),
  tokenExamples('clickup-token', 'pk_{digits:8}_{upperdigit:32}', [
    'pk_{digits:8}_{upperdigit:30}',
    'sk_{digits:8}_{upperdigit:32}',
  ]),
  tokenExamples('dropbox-access-token', 'sl.u.A{base64url:180}A', [
    'sl.u.A{base64url:60}A',
    'sl.x.A{base64url:180}A',
  ]),
  assignmentExamples('dropbox-refresh-token', 'DROPBOX_REFRESH_TOKEN', '{base64url:63}A'),
  assignmentExamples('dropbox-app-secret', 'DROPBOX_APP_SECRET', '{lowerdigit:15}'),
  assignmentExamples('box-client-secret', 'BOX_CLIENT_SECRET', '{alnum:32}'),
  tokenExamples('contentful-management-token', 'CFPAT-{base64url:42}A', [
    'CFPAT-{base64url:40}A',
    'CFPAX-{base64url:42}A',
  ]),
  assignmentExamples('contentful-delivery-token', 'CONTENTFUL_ACCESS_TOKEN', '{base64url:42}A'),
  assignmentExamples('sanity-token', 'SANITY_API_TOKEN', 'sk{alnum:178}'),
  assignmentExamples('strapi-api-token', 'STRAPI_API_TOKEN', '{hex:256}'),
  assignmentExamples('datocms-api-token', 'DATOCMS_API_TOKEN', '{hex:30}'),
  assignmentExamples('webflow-api-token', 'WEBFLOW_API_TOKEN', '{hex:64}'),
  tokenExamples('typeform-token', 'tfp_{base64url:58}A', ['tfp_{base64url:30}A', 'tfq_{base64url:58}A']),
  tokenExamples('hubspot-access-token', 'pat-na1-{uuid}', ['pat-na1-{hex:32}', 'pat-us1-{uuid}']),
  assignmentExamples('hubspot-legacy-api-key', 'HUBSPOT_API_KEY', '{uuid}'),
  tokenExamples('salesforce-access-token', '00D{alnum:12}!AQ{alnum:94}', [
    '00D{alnum:12}!AQ{alnum:40}',
    '00E{alnum:12}!AQ{alnum:94}',
  ]),
  {
    detector: 'salesforce-refresh-token',
    matches: [
      'SFDX_AUTH_URL=force://PlatformCLI::5Aep861{alnum:80}@shop.my.salesforce.com',
      '"sfdxAuthUrl": "force://PlatformCLI::5Aep861{alnum:77}@shop.my.salesforce.com"',
      'refresh_token=5Aep861{alnum:80}',
    ],
    misses: [
      'refresh_token=5Aep861{alnum:40}',
      'refresh_token=5Aep761{alnum:80}',
      'force://PlatformCLI::<refreshToken>@shop.my.salesforce.com',
    ],
  },
  assignmentExamples('salesforce-consumer-secret', 'SALESFORCE_CLIENT_SECRET', '{HEX:64}'),
  assignmentExamples('zendesk-api-token', 'ZENDESK_API_TOKEN', '{alnum:40}'),
  {
    detector: 'intercom-access-token',
    matches: [
      (seed) => `INTERCOM_TOKEN=${intercomToken(seed)}`,
      (seed) => `"access_token": "${intercomToken(seed)}"`,
      (seed) => `Authorization: Bearer ${intercomToken(seed)}`,
    ],
    misses: ['dG9rO{base64:55}', 'dG9rO{base64:40}', (seed) => intercomToken(seed).slice(4)],
  },
  assignmentExamples('freshworks-api-key', 'FRESHDESK_API_KEY', '{alnum:20}'),
  assignmentExamples('segment-token', 'SEGMENT_WRITE_KEY', '{alnum:32}'),
  assignmentExamples('amplitude-secret-key', 'AMPLITUDE_SECRET_KEY', '{hex:32}'),
  assignmentExamples('mixpanel-secret', 'MIXPANEL_API_SECRET', '{hex:32}'),
  tokenExamples('posthog-personal-api-key', 'phx_{alnum:48}', ['phc_{alnum:43}', 'phx_{alnum:20}']),
  tokenExamples('postman-api-key', 'PMAK-{hex:24}-{hex:34}', ['PMAK-{hex:24}', 'PMAX-{hex:24}-{hex:34}']),
  tokenExamples('postman-collection-access-key', 'PMAT-{upperdigit:26}', [
    'PMAT-{upperdigit:20}',
    'PMAX-{upperdigit:26}',
  ]),
  tokenExamples('readme-api-key', 'rdme_{lowerdigit:70}', ['rdme_{lowerdigit:60}', 'rdmx_{lowerdigit:70}']),
  tokenExamples('adobe-client-secret', 'p8e-{base64url:31}A', ['p8e-{base64url:20}A', 'p9e-{base64url:31}A']),
  {
    detector: 'make-webhook-url',
    matches: [
      'https://hook.eu1.make.com/',
      'url=https://hook.us2.make.com/',
      'https://hook.integromat.com/',
    ].map((start) => `${start}{lowerdigit:32}`),
    misses: [
      'https://hook.eu1.make.com/{lowerdigit:20}',
      'https://www.make.com/{lowerdigit:32}',
      'https://hook.eu1.make.com/your-hook',
    ],
  },
  assignmentExamples('n8n-encryption-key', 'N8N_ENCRYPTION_KEY', '1{alnum:54}'),
  assignmentExamples('bitly-access-token', 'BITLY_ACCESS_TOKEN', '{hex:40}'),
  assignmentExamples('lokalise-api-token', 'LOKALISE_API_TOKEN', '{hex:40}'),
  assignmentExamples('crowdin-token', 'CROWDIN_PERSONAL_TOKEN', '{hex:80}'),
  assignmentExamples('transifex-api-token', 'TX_TOKEN', '1/{hex:40}'),
  tokenExamples('frameio-token', 'fio-u-{base64url:63}A', ['fio-u-{base64url:40}A', 'fio-x-{base64url:63}A']),
  tokenExamples('prefect-api-key', 'pnu_{alnum:36}', ['pnu_{alnum:30}', 'pnx_{alnum:36}']),
  assignmentExamples('todoist-api-token', 'TODOIST_API_TOKEN', '{hex:40}'),
  assignmentExamples('shortcut-api-token', 'SHORTCUT_API_TOKEN', '{uuid}'),
  assignmentExamples('stream-api-secret', 'STREAM_API_SECRET', '{lowerdigit:64}'),
  assignmentExamples('sendbird-api-token', 'SENDBIRD_API_TOKEN', '{hex:40}'),
  assignmentExamples('agora-app-certificate', 'AGORA_APP_CERTIFICATE', '{hex:32}'),
  tokenExamples('lob-live-key', 'live_{hex:35}', ['live_{hex:33}', 'test_{hex:35}']),
  tokenExamples('rapidapi-key', '{hex:10}msh{hex:15}p1{hex:6}jsn{hex:12}', [
    '{hex:10}msh{hex:15}p1{hex:6}jsn{hex:10}',
    '{hex:10}mss{hex:15}p1{hex:6}jsn{hex:12}',
  ]),
];
