/** Examples of `identity.ts`. */
import type { Examples } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';

export const IDENTITY_EXAMPLES: readonly Examples[] = [
  assignmentExamples('okta-api-token', 'OKTA_API_TOKEN', '00{base64url:39}A'),
  assignmentExamples('okta-client-secret', 'OKTA_CLIENT_SECRET', '{base64url:63}A'),
  assignmentExamples('auth0-client-secret', 'AUTH0_CLIENT_SECRET', '{base64url:63}A'),
  assignmentExamples('clerk-secret-key', 'CLERK_SECRET_KEY', 'sk_live_{alnum:50}'),
  tokenExamples('workos-api-key', 'sk_live_a2V5X{alnum:71}', [
    'sk_live_a2V5X{alnum:20}',
    'sk_live_{alnum:76}',
  ]),
  tokenExamples('stytch-secret', 'secret-live-{base64url:35}=', [
    'secret-live-{base64url:30}=',
    'secret-test-{base64url:35}=',
  ]),
  assignmentExamples('launchdarkly-key', 'LAUNCHDARKLY_SDK_KEY', 'sdk-{uuid}'),
  assignmentExamples('keycloak-client-secret', 'KEYCLOAK_CLIENT_SECRET', '1{alnum:31}'),
  assignmentExamples('duo-secret-key', 'DUO_SECRET_KEY', '{alnum:40}'),
  tokenExamples('jumpcloud-api-key', 'jca_{alnum:36}', ['jca_{alnum:30}', 'jcb_{alnum:36}']),
  assignmentExamples('onelogin-client-secret', 'ONELOGIN_CLIENT_SECRET', '{hex:64}'),
  assignmentExamples('recaptcha-secret-key', 'RECAPTCHA_SECRET_KEY', '6L{base64url:37}A'),
  assignmentExamples('hcaptcha-secret-key', 'HCAPTCHA_SECRET', 'ES_{hex:32}'),
  assignmentExamples('turnstile-secret-key', 'TURNSTILE_SECRET_KEY', '0x4{base64url:31}A'),
];
