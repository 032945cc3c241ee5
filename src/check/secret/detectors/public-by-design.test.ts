/** Keys that their providers tell people to put into web pages and programs: no detector of a provider may call one a secret. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScanner } from '../engine/scanner.ts';
import { isFalseAlarm } from '../filter/false-alarm.ts';
import { expand } from './example.ts';
import { detectors } from './list.ts';

const TEXTS: readonly string[] = [
  'STRIPE_PUBLISHABLE_KEY=pk_live_51{alnum:97}',
  'SENTRY_DSN=https://{hex:32}@o{digits:6}.ingest.sentry.io/{digits:7}',
  'posthog.init("phc_{alnum:43}")',
  'mapboxgl.accessToken = "pk.eyJ1Ijoi{base64url:60}.{base64url:22}";',
  'RAZORPAY_KEY_ID=rzp_live_{alnum:14}',
  'PAYPAL_CLIENT_ID=A{base64url:78}a',
  'new Paddle({ token: "live_{hex:27}" })',
  'algoliasearch("{upperdigit:10}", "{hex:32}")',
  'ALGOLIA_SEARCH_API_KEY={hex:32}',
  'NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=pk_live_{alnum:40}',
  'RECAPTCHA_SITE_KEY=6L{base64url:38}',
  'HCAPTCHA_SITE_KEY={uuid}',
  'DD_CLIENT_TOKEN=pub{hex:32}',
  'NREUM.info={licenseKey:"NRJS-{hex:19}"}',
  'LANGFUSE_PUBLIC_KEY=pk-lf-{uuid}',
  'SUPABASE_PUBLISHABLE_KEY=sb_publishable_{base64url:31}',
  'FLW_PUBLIC_KEY=FLWPUBK-{hex:32}-X',
  'LD_CLIENT_SIDE_ID={hex:24}',
  'SPOTIFY_CLIENT_ID={hex:32}',
  'FACEBOOK_APP_ID={digits:15}',
];

test('keys that are public by design are no findings', () => {
  const known = detectors.filter((each) => each.provider !== 'Generic');
  const scanner = createScanner(known, isFalseAlarm);
  TEXTS.forEach((text, index) => {
    const found: string[] = [];
    const bytes = Buffer.from(expand(text, `public ${index}`));
    const scan = scanner.open('app/page.js', bytes, (hit) => found.push(hit.detector.id));
    scan.push(bytes);
    scan.end();
    assert.deepEqual(found, [], text);
  });
});
