/** Examples of `google.ts`. */
import { type Examples, expand } from './example.ts';
import { tokenExamples } from './forms.examples.ts';

function serviceAccount(seed: string, id: string, body: string): string {
  const key = `-----BEGIN PRIVATE KEY-----\\nMII${body}\\n-----END PRIVATE KEY-----\\n`;
  return expand(
    `{\n  "type": "service_account",\n  "project_id": "acme",\n  "private_key_id": "${id}",\n  "private_key": "${key}",\n  "client_email": "ci@acme.iam.gserviceaccount.com"\n}`,
    seed,
  );
}

const LINES = '{base64:64}\\n'.repeat(24);

export const GOOGLE_EXAMPLES: readonly Examples[] = [
  tokenExamples('google-api-key', 'AIza{base64url:34}a', [
    'AIza{base64url:33}a',
    'AIza{base64url:37}a',
    'Aiza{base64url:34}a',
  ]),
  {
    detector: 'google-service-account-key',
    matches: [
      (seed) => serviceAccount(seed, '{hex:40}', LINES),
      (seed) => serviceAccount(seed, '{hex:40}', `${LINES}{base64:32}==`).replaceAll('\n', ''),
      (seed) => serviceAccount(seed, '{hex:40}', LINES).replaceAll(': "', ':"'),
    ],
    misses: [
      (seed) => serviceAccount(seed, '{hex:39}', LINES),
      (seed) => serviceAccount(seed, '{hex:40}', '...'),
      (seed) => serviceAccount(seed, '{hex:40}', LINES).replaceAll('PRIVATE KEY', 'PUBLIC KEY'),
    ],
  },
  tokenExamples('google-oauth-client-secret', 'GOCSPX-{base64url:27}a', [
    'GOCSPX-{base64url:22}a',
    'GOCSPX_{base64url:27}a',
    'gocspx-{base64url:27}a',
  ]),
  tokenExamples('google-oauth-refresh-token', '1//0{base64url:98}a', [
    '1//0{base64url:30}',
    '1/0{base64url:98}',
    '1//1{base64url:98}',
  ]),
  tokenExamples('google-oauth-access-token', 'ya29.a0{base64url:210}0163', [
    'ya29.{base64url:30}',
    'ya28.{base64url:210}',
    'ya29-{base64url:210}',
  ]),
  {
    detector: 'google-storage-hmac-secret',
    matches: [
      'GOOG1E{upperdigit:55},{base64:40}\n',
      'access_key = GOOG1E{upperdigit:55}\nsecret_key = {base64:40}\n',
      'GOOGTS{upperdigit:18}:{base64:40}\n',
    ],
    misses: [
      'GOOG1E{upperdigit:55},{base64:44}',
      'GOOG{lower:20},{base64:40}',
      'GOOG1E{upperdigit:55} and some text {base64:40}',
    ],
  },
  tokenExamples('firebase-messaging-server-key', 'AAAA{base64url:7}:APA91b{base64url:133}a', [
    'AAAA{base64url:7}:APA91b{base64url:60}',
    'AAAA{base64url:7}:APA81b{base64url:133}a',
    'AAAA{base64url:5}:APA91b{base64url:133}a',
  ]),
];
