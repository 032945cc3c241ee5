/** Examples of `social.ts`. */
import type { Examples } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';

export const SOCIAL_EXAMPLES: readonly Examples[] = [
  tokenExamples('facebook-access-token', 'EAA1{alnum:180}', ['EAA1{alnum:60}', 'EBB1{alnum:180}']),
  {
    detector: 'facebook-app-access-token',
    matches: [
      'FACEBOOK_TOKEN={digits:15}|{base64url:26}A',
      '"access_token": "{digits:16}|{base64url:26}A"',
      'https://graph.facebook.com/v19.0/app?access_token={digits:15}|{base64url:26}A',
    ],
    misses: [
      'access_token={digits:10}|{base64url:26}A',
      'access_token={digits:15}|{base64url:20}A',
      'access_token={your-app_id}|{your-app_secret}',
    ],
  },
  assignmentExamples('facebook-app-secret', 'FACEBOOK_APP_SECRET', '{hex:32}'),
  tokenExamples('x-bearer-token', `${'A'.repeat(22)}ML{alnum:6}%2B{alnum:30}%3D{alnum:45}`, [
    `${'A'.repeat(22)}ML{alnum:6}%2B{alnum:10}`,
    `${'A'.repeat(10)}ML{alnum:6}%2B{alnum:30}%3D{alnum:45}`,
    `${'A'.repeat(22)}{alnum:90}`,
  ]),
  assignmentExamples('x-api-secret', 'TWITTER_API_SECRET', '{alnum:50}'),
  assignmentExamples('x-access-token-secret', 'TWITTER_ACCESS_TOKEN_SECRET', '{alnum:45}'),
  tokenExamples('linkedin-client-secret', 'WPL_AP1.{alnum:16}.{base64:6}==', [
    'WPL_AP1.{alnum:10}.{base64:6}==',
    'WPL_XX1.{alnum:16}.{base64:6}==',
  ]),
  assignmentExamples('linkedin-legacy-client-secret', 'LINKEDIN_CLIENT_SECRET', '{alnum:16}'),
  assignmentExamples('spotify-client-secret', 'SPOTIFY_CLIENT_SECRET', '{hex:32}'),
  assignmentExamples('twitch-client-secret', 'TWITCH_CLIENT_SECRET', '1{lowerdigit:29}'),
  assignmentExamples('reddit-client-secret', 'REDDIT_CLIENT_SECRET', '{base64url:29}A'),
  tokenExamples('pinterest-access-token', 'pina_{upperdigit:100}', [
    'pina_{upperdigit:20}',
    'pinb_{upperdigit:100}',
  ]),
  assignmentExamples('strava-client-secret', 'STRAVA_CLIENT_SECRET', '{hex:40}'),
  assignmentExamples('wechat-app-secret', 'WECHAT_APP_SECRET', '{hex:32}'),
  tokenExamples('mapbox-secret-token', 'sk.eyJ1Ijoi{base64url:60}.{base64url:21}A', [
    'pk.eyJ1Ijoi{base64url:60}.{base64url:21}A',
    'sk.eyJ1Ijoi{base64url:60}.{base64url:15}A',
  ]),
  assignmentExamples('open-weather-api-key', 'OPENWEATHER_API_KEY', '{hex:32}'),
  assignmentExamples('vimeo-access-token', 'VIMEO_ACCESS_TOKEN', '{hex:32}'),
  assignmentExamples('mux-token-secret', 'MUX_TOKEN_SECRET', '{base64:74}A'),
  assignmentExamples('tiktok-client-secret', 'TIKTOK_CLIENT_SECRET', '{alnum:32}'),
  assignmentExamples('patreon-token', 'PATREON_ACCESS_TOKEN', '1{base64url:41}A'),
];
