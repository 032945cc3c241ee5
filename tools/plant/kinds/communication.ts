/** Chat, mail, telephone and payment. */
import { named, token, type ValueKind } from '../kind.ts';

const SLACK = 'https://api.slack.com/concepts/token-types';
const STRIPE = 'https://docs.stripe.com/keys';
const SHOPIFY = 'https://shopify.dev/changelog/app-secret-key-length-has-increased';
const SQUARE = 'https://developer.squareup.com/docs/build-basics/access-tokens';
const TWILIO = 'https://www.twilio.com/docs/iam/api-keys';
const MAILGUN = 'https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth';

export const communication: readonly ValueKind[] = [
  token('slack-bot', 'SLACK_BOT_TOKEN', SLACK, 'xoxb-{d12}-{d13}-{a24}'),
  token('slack-user', 'SLACK_USER_TOKEN', SLACK, 'xoxp-{d12}-{d12}-{d13}-{h32}'),
  token('slack-app', 'SLACK_APP_TOKEN', SLACK, 'xapp-1-A{U10}-{d13}-{h64}'),
  token(
    'slack-refresh',
    'SLACK_REFRESH_TOKEN',
    'https://api.slack.com/authentication/rotation',
    'xoxe-1-{a146}',
  ),
  token(
    'slack-webhook',
    'SLACK_WEBHOOK_URL',
    'https://api.slack.com/messaging/webhooks',
    'https://hooks.slack.com/services/T{U10}/B{U10}/{a24}',
  ),
  named(
    'discord-bot',
    'DISCORD_BOT_TOKEN',
    'https://discord.com/developers/docs/reference#authentication',
    (c) => {
      const id = c.fill(`1{d17}`);
      return `${Buffer.from(id).toString('base64url')}.G${c.fill('{w5}.{w38}')}`;
    },
  ),
  token(
    'discord-webhook',
    'DISCORD_WEBHOOK_URL',
    'https://discord.com/developers/docs/resources/webhook',
    'https://discord.com/api/webhooks/1{d18}/{w68}',
  ),
  token(
    'telegram-bot',
    'TELEGRAM_BOT_TOKEN',
    'https://core.telegram.org/bots/api#authorizing-your-bot',
    '5{d9}:AA{w33}',
  ),
  token(
    'teams-webhook',
    'TEAMS_WEBHOOK_URL',
    'https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook',
    (c) =>
      c.fill(
        `https://contoso{l4}.webhook.office.com/webhookb2/${c.uuid()}@${c.uuid()}/IncomingWebhook/{h32}/${c.uuid()}`,
      ),
  ),
  named('twilio-api-key', 'TWILIO_API_KEY', TWILIO, 'SK{h32}'),
  named('twilio-auth-token', 'TWILIO_AUTH_TOKEN', TWILIO, '{h32}'),
  token('stripe-live', 'STRIPE_SECRET_KEY', STRIPE, 'sk_live_51{a97}'),
  token('stripe-live-short', 'STRIPE_API_KEY', STRIPE, 'sk_live_{a24}'),
  token('stripe-restricted', 'STRIPE_RESTRICTED_KEY', STRIPE, 'rk_live_51{a97}'),
  token('stripe-webhook', 'STRIPE_WEBHOOK_SECRET', 'https://docs.stripe.com/webhooks', 'whsec_{a32}'),
  token('square-access', 'SQUARE_ACCESS_TOKEN', SQUARE, 'EAAA{w60}'),
  token('square-oauth-secret', 'SQUARE_APPLICATION_SECRET', SQUARE, 'sq0csp-{w43}'),
  token(
    'braintree',
    'BRAINTREE_ACCESS_TOKEN',
    'https://developer.paypal.com/braintree/articles/control-panel/important-gateway-credentials',
    (c) => c.fill(['access_token', 'production', '{l16}', '{h32}'].join('$')),
  ),
  token('shopify-admin', 'SHOPIFY_ACCESS_TOKEN', SHOPIFY, 'shpat_{h32}'),
  token('shopify-secret', 'SHOPIFY_API_SECRET', SHOPIFY, 'shpss_{h32}'),
  token('shopify-custom', 'SHOPIFY_CUSTOM_TOKEN', SHOPIFY, 'shpca_{h32}'),
  token(
    'plaid',
    'PLAID_ACCESS_TOKEN',
    'https://plaid.com/docs/api/tokens/',
    (c) => `access-production-${c.uuid()}`,
  ),
  token(
    'flutterwave',
    'FLW_SECRET_KEY',
    'https://developer.flutterwave.com/docs/authentication',
    'FLWSECK-{h32}-X',
  ),
  token('easypost', 'EASYPOST_API_KEY', 'https://docs.easypost.com/docs/authentication', 'EZAK{a54}'),
  token(
    'shippo',
    'SHIPPO_API_TOKEN',
    'https://docs.goshippo.com/docs/guides_general/authentication/',
    'shippo_live_{h40}',
  ),
  token(
    'duffel',
    'DUFFEL_ACCESS_TOKEN',
    'https://duffel.com/docs/api/overview/test-mode',
    'duffel_live_{w43}',
  ),
  token(
    'sendgrid',
    'SENDGRID_API_KEY',
    'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys',
    'SG.{w22}.{w43}',
  ),
  token('mailgun', 'MAILGUN_API_KEY', MAILGUN, 'key-{h32}'),
  named('mailgun-new', 'MAILGUN_API_KEY', MAILGUN, '{h32}-{h8}-{h8}'),
  token(
    'mailchimp',
    'MAILCHIMP_API_KEY',
    'https://mailchimp.com/developer/marketing/guides/quick-start/',
    (c) => c.fill(`{h32}-us1${c.int(9) + 1}`),
  ),
  token('brevo', 'BREVO_API_KEY', 'https://developers.brevo.com/docs/getting-started', 'xkeysib-{h64}-{a16}'),
  token(
    'resend',
    'RESEND_API_KEY',
    'https://resend.com/docs/dashboard/api-keys/introduction',
    're_{s8}_{s24}',
  ),
  named(
    'postmark',
    'POSTMARK_SERVER_TOKEN',
    'https://postmarkapp.com/developer/api/overview#authentication',
    (c) => c.uuid(),
  ),
  named('mailjet', 'MJ_APIKEY_PRIVATE', 'https://dev.mailjet.com/email/guides/#authentication', '{h32}'),
  named(
    'smtp-password',
    'SMTP_PASSWORD',
    'https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html',
    'B{b43}',
  ),
];
