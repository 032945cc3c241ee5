/** AI providers, monitoring, and other services. */
import { crc32Reversed } from '../check-digits.ts';
import { named, token, type ValueKind } from '../kind.ts';

const OPENAI = 'https://platform.openai.com/docs/api-reference/authentication';
const ANTHROPIC = 'https://docs.anthropic.com/en/api/overview#authentication';
const NEW_RELIC = 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/';
const GRAFANA = 'https://grafana.com/docs/grafana/latest/administration/service-accounts/';
const SENTRY = 'https://docs.sentry.io/account/auth-tokens/';
const DATADOG = 'https://docs.datadoghq.com/account_management/api-app-keys/';

export const services: readonly ValueKind[] = [
  token('openai-project', 'OPENAI_API_KEY', OPENAI, 'sk-proj-{w74}T3BlbkFJ{w74}'),
  token('openai-legacy', 'OPENAI_API_KEY', OPENAI, 'sk-{a20}T3BlbkFJ{a20}'),
  token('openai-service', 'OPENAI_API_KEY', OPENAI, 'sk-svcacct-{w74}T3BlbkFJ{w74}'),
  token('anthropic-api', 'ANTHROPIC_API_KEY', ANTHROPIC, 'sk-ant-api03-{w93}AA'),
  token('anthropic-admin', 'ANTHROPIC_ADMIN_KEY', ANTHROPIC, 'sk-ant-admin01-{w93}AA'),
  token('groq', 'GROQ_API_KEY', 'https://console.groq.com/docs/quickstart', 'gsk_{a52}'),
  token(
    'perplexity',
    'PERPLEXITY_API_KEY',
    'https://docs.perplexity.ai/getting-started/quickstart',
    'pplx-{a48}',
  ),
  token(
    'replicate',
    'REPLICATE_API_TOKEN',
    'https://replicate.com/docs/reference/http#authentication',
    'r8_{a37}',
  ),
  token('xai', 'XAI_API_KEY', 'https://docs.x.ai/docs/tutorial', 'xai-{a80}'),
  token(
    'openrouter',
    'OPENROUTER_API_KEY',
    'https://openrouter.ai/docs/api-reference/authentication',
    'sk-or-v1-{h64}',
  ),
  token(
    'langsmith',
    'LANGSMITH_API_KEY',
    'https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key',
    'lsv2_pt_{h32}_{h10}',
  ),
  token(
    'pinecone',
    'PINECONE_API_KEY',
    'https://docs.pinecone.io/guides/projects/manage-api-keys',
    'pcsk_{a6}_{a63}',
  ),
  token('nvidia', 'NVIDIA_API_KEY', 'https://docs.nvidia.com/ngc/latest/ngc-user-guide.html', 'nvapi-{w64}'),
  token(
    'elevenlabs',
    'ELEVENLABS_API_KEY',
    'https://elevenlabs.io/docs/api-reference/authentication',
    'sk_{h48}',
  ),
  named('cohere', 'COHERE_API_KEY', 'https://docs.cohere.com/reference/about', '{a40}'),
  named('mistral', 'MISTRAL_API_KEY', 'https://docs.mistral.ai/getting-started/quickstart/', '{a32}'),
  named(
    'azure-openai',
    'AZURE_OPENAI_API_KEY',
    'https://learn.microsoft.com/en-us/azure/ai-services/openai/reference',
    '{h32}',
  ),
  token('grafana-service-account', 'GRAFANA_TOKEN', GRAFANA, (c) => {
    const body = c.fill('glsa_{a32}');
    return `${body}_${crc32Reversed(body)}`;
  }),
  token(
    'grafana-cloud',
    'GRAFANA_CLOUD_TOKEN',
    'https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/',
    (c) =>
      `glc_${base64(JSON.stringify({ o: c.fill('{d6}'), n: c.fill('stack-{d6}-ci'), k: c.fill('{a24}'), m: { r: 'eu' } }))}`,
  ),
  token('new-relic-user', 'NEW_RELIC_API_KEY', NEW_RELIC, 'NRAK-{U27}'),
  token('new-relic-license', 'NEW_RELIC_LICENSE_KEY', NEW_RELIC, '{h36}NRAL'),
  named('datadog-api', 'DD_API_KEY', DATADOG, '{h32}'),
  named('datadog-app', 'DD_APP_KEY', DATADOG, '{h40}'),
  token(
    'sentry-org',
    'SENTRY_AUTH_TOKEN',
    SENTRY,
    (c) =>
      `sntrys_${base64(JSON.stringify({ iat: 1690000000.1 + c.int(9999999), url: 'https://sentry.io', region_url: 'https://us.sentry.io', org: c.fill('org-{l6}') }))}_${c.fill('{b43}')}`,
  ),
  token('sentry-user', 'SENTRY_USER_TOKEN', SENTRY, 'sntryu_{h64}'),
  token(
    'dynatrace',
    'DT_API_TOKEN',
    'https://docs.dynatrace.com/docs/dynatrace-api/basics/dynatrace-api-authentication',
    'dt0c01.{t24}.{t64}',
  ),
  token('posthog', 'POSTHOG_PERSONAL_API_KEY', 'https://posthog.com/docs/api', 'phx_{a43}'),
  named(
    'algolia-admin',
    'ALGOLIA_ADMIN_KEY',
    'https://www.algolia.com/doc/guides/security/api-keys/',
    '{h32}',
  ),
  named(
    'okta',
    'OKTA_API_TOKEN',
    'https://developer.okta.com/docs/guides/create-an-api-token/main/',
    '00{w40}',
  ),
  token('figma', 'FIGMA_TOKEN', 'https://www.figma.com/developers/api#access-tokens', 'figd_{w40}'),
  token(
    'notion',
    'NOTION_TOKEN',
    'https://developers.notion.com/changelog/api-secret-token-format-change',
    'ntn_{d11}{a35}',
  ),
  token('linear', 'LINEAR_API_KEY', 'https://linear.app/developers/graphql', 'lin_api_{a40}'),
  token(
    'postman',
    'POSTMAN_API_KEY',
    'https://learning.postman.com/docs/developer/postman-api/authentication/',
    'PMAK-{h24}-{h34}',
  ),
  token(
    'airtable',
    'AIRTABLE_TOKEN',
    'https://airtable.com/developers/web/api/authentication',
    'pat{a14}.{h64}',
  ),
  token(
    'hubspot',
    'HUBSPOT_ACCESS_TOKEN',
    'https://developers.hubspot.com/docs/guides/apps/private-apps/overview',
    (c) => `pat-na1-${c.uuid()}`,
  ),
  token(
    'contentful',
    'CONTENTFUL_MANAGEMENT_TOKEN',
    'https://www.contentful.com/developers/docs/references/authentication/',
    'CFPAT-{w43}',
  ),
  token(
    'typeform',
    'TYPEFORM_TOKEN',
    'https://www.typeform.com/developers/get-started/personal-access-token/',
    'tfp_{a44}_{a14}',
  ),
  token(
    'prefect',
    'PREFECT_API_KEY',
    'https://docs.prefect.io/v3/manage/cloud/manage-users/api-keys',
    'pnu_{a36}',
  ),
  token(
    'readme',
    'README_API_KEY',
    'https://docs.readme.com/main/reference/intro/authentication',
    'rdme_{l70}',
  ),
  token(
    'launchdarkly',
    'LAUNCHDARKLY_SDK_KEY',
    'https://launchdarkly.com/docs/home/account/api',
    (c) => `sdk-${c.uuid()}`,
  ),
  token(
    'mapbox',
    'MAPBOX_SECRET_TOKEN',
    'https://docs.mapbox.com/help/dive-deeper/access-tokens/',
    (c) =>
      `sk.${base64(JSON.stringify({ u: c.fill('acme{l4}'), a: c.fill('cl{l23}') })).replaceAll('=', '')}.${c.fill('{w22}')}`,
  ),
  token(
    'cloudinary',
    'CLOUDINARY_URL',
    'https://cloudinary.com/documentation/node_integration',
    'cloudinary://{d15}:{w27}@cloud{l5}',
  ),
  token(
    'salesforce',
    'SF_ACCESS_TOKEN',
    'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_oauth_and_connected_apps.htm',
    '00D{a12}!AQ{w94}',
  ),
  named(
    'facebook-app-secret',
    'FACEBOOK_APP_SECRET',
    'https://developers.facebook.com/docs/facebook-login/security',
    '{h32}',
  ),
  named(
    'zendesk',
    'ZENDESK_API_TOKEN',
    'https://developer.zendesk.com/api-reference/introduction/security-and-auth/',
    '{a40}',
  ),
  named(
    'twitter-api-secret',
    'TWITTER_API_SECRET',
    'https://docs.x.com/resources/fundamentals/authentication/overview',
    '{a50}',
  ),
];

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
