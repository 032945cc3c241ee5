/** Examples of `mail.ts`. */
import type { Examples } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';

export const MAIL_EXAMPLES: readonly Examples[] = [
  tokenExamples('sendgrid-api-key', 'SG.{base64url:22}.{base64url:42}A', [
    'SG.{base64url:20}.{base64url:43}',
    'SG.{base64url:22}.{base64url:40}',
  ]),
  tokenExamples('mailgun-api-key', 'key-{hex:32}', ['key-{hex:30}', 'key-{upper:32}']),
  assignmentExamples('mailgun-sending-key', 'MAILGUN_API_KEY', '{hex:32}-{hex:8}-{hex:8}'),
  assignmentExamples('mailgun-webhook-signing-key', 'MAILGUN_WEBHOOK_SIGNING_KEY', '{hex:32}'),
  tokenExamples('mailchimp-api-key', '{hex:32}-us14', [
    '{hex:30}-us14',
    '{hex:32}-usw2',
    '{hex:32}-us-east-1',
  ]),
  assignmentExamples('mandrill-api-key', 'MANDRILL_API_KEY', 'md-{base64url:21}A'),
  assignmentExamples('postmark-token', 'POSTMARK_SERVER_TOKEN', '{uuid}'),
  tokenExamples('brevo-api-key', 'xkeysib-{hex:64}-{alnum:16}', [
    'xkeysib-{hex:64}',
    'xkeysib-{hex:60}-{alnum:16}',
  ]),
  tokenExamples('brevo-smtp-key', 'xsmtpsib-{hex:64}-{alnum:16}', [
    'xsmtpsib-{hex:64}',
    'smtpsib-{hex:64}-{alnum:16}',
  ]),
  assignmentExamples('sparkpost-api-key', 'SPARKPOST_API_KEY', '{hex:40}'),
  {
    detector: 'resend-api-key',
    matches: [
      'RESEND_API_KEY=re_{alnum:8}_{alnum:24}',
      'const resend = new Resend("re_{alnum:8}_{alnum:24}");',
      'resend: { apiKey: "re_{alnum:8}_{alnum:24}" }',
    ],
    misses: [
      'RESEND_API_KEY=re_{alnum:8}_{alnum:20}',
      'KEY=re_{alnum:8}_{alnum:24}',
      'RESEND_API_KEY=re_xxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxx',
      'resend(core_{alnum:8}_{alnum:24})',
    ],
  },
  assignmentExamples('mailjet-secret-key', 'MAILJET_SECRET_KEY', '{hex:32}'),
  assignmentExamples('customer-io-api-key', 'CUSTOMERIO_APP_API_KEY', '1{hex:31}'),
  tokenExamples('klaviyo-private-key', 'pk_{hex:34}', ['pk_{hex:32}', 'sk_{hex:34}', 'pk_live_{hex:34}']),
  assignmentExamples('mailtrap-api-token', 'MAILTRAP_API_TOKEN', '{hex:32}'),
  tokenExamples('mailersend-api-token', 'mlsn.{hex:64}', ['mlsn.{hex:60}', 'mlsx.{hex:64}']),
  assignmentExamples('smtp2go-api-key', 'SMTP2GO_API_KEY', 'api-{HEX:32}'),
  assignmentExamples('elastic-email-api-key', 'ELASTIC_EMAIL_API_KEY', '{HEX:96}'),
  {
    detector: 'zeptomail-token',
    matches: [
      'ZEPTO_TOKEN="Zoho-enczapikey {base64:103}=="',
      'headers: { "Authorization": "Zoho-enczapikey {base64:103}A" }',
      'zoho-enczapikey {base64:110}A',
    ],
    misses: [
      'Zoho-enczapikey {base64:20}A',
      'Zoho-oauthtoken {base64:103}A',
      'Authorization: Zoho-enczapikey <send mail token>',
    ],
  },
  {
    detector: 'onesignal-api-key',
    matches: ['os_v2_app_', 'os_v2_org_', 'ONESIGNAL_API_KEY=os_v2_app_'].map(
      (start) => `${start}{lower:100}`,
    ),
    misses: ['os_v2_app_{lower:40}', 'os_v1_app_{lower:100}', `os_v2_app_${'x'.repeat(100)}`],
  },
  tokenExamples('courier-api-key', 'pk_prod_{upperdigit:28}', [
    'pk_prod_{upperdigit:20}',
    'pk_test_{upperdigit:28}',
  ]),
  assignmentExamples('pushover-token', 'PUSHOVER_TOKEN', 'a{lowerdigit:29}'),
  assignmentExamples('pusher-secret', 'PUSHER_APP_SECRET', '{hex:20}'),
  assignmentExamples('ably-api-key', 'ABLY_API_KEY', '{alnum:6}.{alnum:6}:{base64url:42}A'),
  assignmentExamples('iterable-api-key', 'ITERABLE_API_KEY', '{hex:32}'),
  assignmentExamples('convertkit-api-secret', 'CONVERTKIT_API_SECRET', '{base64url:42}A'),
];
