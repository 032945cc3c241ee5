/** Examples of `payment.ts`. */
import type { Examples } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';

export const PAYMENT_EXAMPLES: readonly Examples[] = [
  tokenExamples('stripe-live-key', 'sk_live_51{alnum:97}', [
    'sk_live_{alnum:20}',
    'pk_live_51{alnum:97}',
    'sk_live_{hex:40}',
    'sk_test_{alnum:24}',
  ]),
  tokenExamples('stripe-test-key', 'rk_test_{alnum:24}', ['rk_test_{alnum:16}', 'pk_test_{alnum:24}']),
  tokenExamples('standard-webhook-secret', 'whsec_{alnum:32}', ['whsec_{alnum:24}', 'wsec_{alnum:32}']),
  tokenExamples('paystack-secret-key', 'sk_live_{hex:40}', ['sk_live_{hex:39}', 'pk_live_{hex:40}']),
  tokenExamples('square-access-token', 'EAAA{base64url:60}', ['EAAA{base64url:59}', 'EABA{base64url:60}']),
  tokenExamples('square-legacy-access-token', 'sq0atp-{base64url:21}A', [
    'sq0atp-{base64url:18}A',
    'sq0idp-{base64url:21}A',
  ]),
  tokenExamples('square-application-secret', 'sq0csp-{base64url:42}A', [
    'sq0csp-{base64url:40}A',
    'sq0idp-{base64url:42}A',
  ]),
  assignmentExamples('paypal-client-secret', 'PAYPAL_CLIENT_SECRET', 'E{base64url:78}a'),
  tokenExamples('braintree-access-token', 'access_token$production\x24{lowerdigit:16}\x24{hex:32}', [
    'access_token$production\x24{lowerdigit:16}\x24{hex:30}',
    'access_token$sandbox\x24{lowerdigit:16}\x24{hex:32}',
  ]),
  assignmentExamples('braintree-private-key', 'BRAINTREE_PRIVATE_KEY', '{hex:32}'),
  assignmentExamples('adyen-api-key', 'ADYEN_API_KEY', 'AQE{base64:117}-{base64:43}=-{alnum:16}'),
  assignmentExamples('adyen-hmac-key', 'ADYEN_HMAC_KEY', '{HEX:64}'),
  tokenExamples('plaid-access-token', 'access-production-{uuid}', [
    'access-sandbox-{uuid}',
    'access-production-{hex:32}',
  ]),
  assignmentExamples('plaid-secret', 'PLAID_SECRET', '{hex:30}'),
  assignmentExamples('razorpay-key-secret', 'RAZORPAY_KEY_SECRET', '{alnum:24}'),
  tokenExamples('flutterwave-secret-key', 'FLWSECK-{hex:32}-X', [
    'FLWSECK-{hex:31}-X',
    'FLWPUBK-{hex:32}-X',
    'FLWSECK_TEST-{hex:32}-X',
  ]),
  tokenExamples('mollie-live-key', 'live_1{alnum:29}', [
    'live_1{alnum:27}',
    'live_{letters:30}',
    'test_1{alnum:29}',
  ]),
  assignmentExamples('gocardless-access-token', 'GOCARDLESS_ACCESS_TOKEN', 'live_{base64url:39}A'),
  {
    detector: 'checkout-com-secret-key',
    matches: [
      'CHECKOUT_SECRET_KEY=sk_a{lower:26}',
      'cko_secret: "sk_{lower:26}*"',
      'const checkout = new Checkout("sk_{lower:25}2=");',
    ],
    misses: [
      'SECRET_KEY=sk_{lower:27}',
      'CHECKOUT_SECRET_KEY=sk_{lower:20}',
      'CHECKOUT_PUBLIC_KEY=pk_{lower:27}',
      'CHECKOUT_SECRET_KEY=sk_{upper:27}',
    ],
  },
  tokenExamples('shopify-access-token', 'shpat_{hex:32}', ['shpat_{hex:31}', 'shpxt_{hex:32}']),
  tokenExamples('shopify-app-secret', 'shpss_{hex:32}', ['shpss_{hex:33}', 'shpsx_{hex:32}']),
  tokenExamples('shopify-theme-password', 'shptka_{hex:32}', ['shptka_{hex:30}', 'shptk_{hex:32}']),
  assignmentExamples('coinbase-api-secret', 'COINBASE_API_SECRET', '{base64:86}=='),
  assignmentExamples('binance-secret-key', 'BINANCE_API_SECRET', '{alnum:64}'),
  assignmentExamples('kraken-private-key', 'KRAKEN_PRIVATE_KEY', '{base64:86}=='),
  tokenExamples('paddle-api-key', 'pdl_live_apikey_{lowerdigit:26}_{alnum:22}_{alnum:3}', [
    'pdl_live_apikey_{lowerdigit:26}_{alnum:22}',
    'pdl_sdbx_apikey_{lowerdigit:26}_{alnum:22}_{alnum:3}',
  ]),
  tokenExamples('paddle-webhook-secret', 'pdl_ntfset_{lowerdigit:26}_{base64:31}A', [
    'pdl_ntfset_{lowerdigit:26}',
    'ntfset_{lowerdigit:26}_{base64:31}A',
  ]),
  assignmentExamples('recurly-private-key', 'RECURLY_API_KEY', '{hex:32}'),
  assignmentExamples('chargebee-api-key', 'CHARGEBEE_API_KEY', 'live_{alnum:40}'),
  tokenExamples('xendit-secret-key', 'xnd_production_{alnum:63}', [
    'xnd_production_{alnum:20}',
    'xnd_development_{alnum:63}',
  ]),
  tokenExamples('midtrans-server-key', 'Mid-server-{base64url:23}A', [
    'Mid-server-{base64url:20}A',
    'Mid-client-{base64url:23}A',
    'SB-Mid-server-{base64url:23}A',
  ]),
  tokenExamples('mercado-pago-access-token', 'APP_USR-{digits:16}-{digits:6}-{hex:32}-{digits:9}', [
    'APP_USR-{uuid}',
    'TEST-{digits:16}-{digits:6}-{hex:32}-{digits:9}',
  ]),
  tokenExamples('omise-secret-key', 'skey_{lowerdigit:19}', [
    'skey_test_{lowerdigit:19}',
    'pkey_{lowerdigit:19}',
    'skey_{lowerdigit:15}',
  ]),
  tokenExamples('circle-api-key', 'LIVE_API_KEY:{hex:32}:{hex:32}', [
    'LIVE_API_KEY:{hex:32}',
    'TEST_API_KEY:{hex:32}:{hex:32}',
  ]),
  tokenExamples('duffel-live-token', 'duffel_live_{base64url:42}A', [
    'duffel_live_{base64url:40}A',
    'duffel_test_{base64url:42}A',
  ]),
  tokenExamples('polar-access-token', 'polar_oat_{alnum:43}', [
    'polar_oat_{alnum:20}',
    'polar_bat_{alnum:43}',
  ]),
  tokenExamples('shippo-live-token', 'shippo_live_{hex:40}', [
    'shippo_live_{hex:38}',
    'shippo_test_{hex:40}',
  ]),
  tokenExamples('easypost-api-key', 'EZAK{alnum:54}', ['EZAK{alnum:50}', 'EZTK{alnum:54}']),
  {
    detector: 'ethereum-private-key',
    matches: [
      'PRIVATE_KEY=0x{hex:64}',
      'DEPLOYER_PRIVATE_KEY="{hex:64}"',
      'module.exports = { walletPrivateKey: "0x{hex:64}" };',
    ],
    misses: [
      'PRIVATE_KEY=0x{hex:62}',
      'PRIVATE_KEY=0x0000000000000000000000000000000000000000000000000000000000000001',
      'PRIVATE_KEY=0xffffffffffffffffffffffffffffffff{hex:32}',
      'PRIVATE_KEY_SHA256={hex:64}',
    ],
  },
  assignmentExamples('authorize-net-transaction-key', 'AUTHORIZE_NET_TRANSACTION_KEY', '{alnum:16}'),
  assignmentExamples('wise-api-token', 'WISE_API_TOKEN', '{uuid}'),
];
