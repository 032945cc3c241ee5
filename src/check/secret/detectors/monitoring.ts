/**
 * Monitoring, logs and alerts. Sentry's DSN, Datadog's `pub` client tokens, New Relic's browser keys and Bugsnag's
 * notifier keys stand in programs of users by design and are none.
 */
import { crc32 } from 'node:zlib';
import { type Candidate, CONFIRMED, type Detector, type Examined } from '../detector.ts';
import { alnum, assignment, base64url, formed, hex, token, UUID } from './forms.ts';
import { fieldOfBase64 } from './offline.ts';

/** In either case, as Splunk shows its tokens in capitals. */
const ANY_UUID = formed('[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}', 36);

export const MONITORING: readonly Detector[] = [
  assignment({
    id: 'datadog-api-key',
    title: 'Datadog API key',
    provider: 'Datadog',
    severity: 'high',
    keywords: ['datadog', 'dd_api', 'dd-api'],
    names: [
      '(?:datadog|dd) (?:agent )?(?:client )?api key',
      'datadog (?:api )?(?:key|token)',
      'datadog dd api key',
    ],
    value: hex(32),
    revoke: 'Revoke the key in Datadog under Organization Settings, API Keys.',
    source: 'https://docs.datadoghq.com/account_management/api-app-keys/',
  }),
  assignment({
    id: 'datadog-application-key',
    title: 'Datadog application key',
    provider: 'Datadog',
    severity: 'critical',
    keywords: ['datadog', 'dd_app', 'dd-app'],
    names: ['(?:datadog|dd) (?:client )?app(?:lication)? key'],
    value: formed('(?:[0-9a-f]{40}|dda(?:p|pp)_[A-Za-z0-9]{34})', 40),
    revoke: 'Revoke the key in Datadog under Organization Settings, Application Keys.',
    source: 'https://docs.datadoghq.com/account_management/api-app-keys/',
  }),
  token({
    id: 'datadog-personal-access-token',
    title: 'Datadog personal access token',
    provider: 'Datadog',
    severity: 'critical',
    keywords: ['ddpat_'],
    form: 'ddpat_[A-Za-z0-9_-]{30,90}',
    maxLength: 96,
    revoke: 'Revoke the token in Datadog under Personal Settings, Access Tokens.',
    source: 'https://docs.datadoghq.com/account_management/personal-access-tokens',
  }),
  token({
    id: 'new-relic-user-key',
    title: 'New Relic user API key',
    provider: 'New Relic',
    severity: 'critical',
    keywords: ['NRAK-'],
    form: 'NRAK-[A-Z0-9]{27}',
    maxLength: 32,
    revoke: 'Delete the key in New Relic under API keys.',
    source: 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/',
  }),
  token({
    id: 'new-relic-license-key',
    title: 'New Relic license key',
    provider: 'New Relic',
    severity: 'high',
    keywords: ['NRAL'],
    form: '(?:(?:eu|gov|jp)[0-9]{2}xx)?[0-9a-f]{26,32}(?:[0-9a-f]{4}|FFFF)NRAL',
    maxLength: 48,
    revoke: 'Make another license key in New Relic under API keys and delete this one.',
    source: 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/#license-key',
  }),
  assignment({
    id: 'new-relic-legacy-license-key',
    title: 'New Relic license key of the older form',
    provider: 'New Relic',
    severity: 'high',
    keywords: ['new_relic', 'newrelic', 'nria_license'],
    names: ['(?:new relic|newrelic|nria|nr) license(?: key)?'],
    value: formed('(?:[0-9a-f]{40}|(?:eu|gov|jp)[0-9]{2}x{1,2}[0-9a-f]{32,34})', 42),
    revoke: 'Make another license key in New Relic under API keys and delete this one.',
    source: 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/#license-key',
  }),
  token({
    id: 'new-relic-insights-key',
    title: 'New Relic Insights insert or query key',
    provider: 'New Relic',
    severity: 'medium',
    keywords: ['NRII-', 'NRIQ-'],
    form: 'NRI[IQ]-[A-Za-z0-9_-]{32}',
    maxLength: 37,
    revoke: 'Delete the key in New Relic under API keys, Insights insert keys.',
    source: 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/#insights-insert-key',
  }),
  {
    ...token({
      id: 'sentry-organization-token',
      title: 'Sentry organization auth token',
      provider: 'Sentry',
      severity: 'high',
      keywords: ['sntry'],
      form: 'sntrys_eyJ[A-Za-z0-9+/]{40,500}={0,2}_[A-Za-z0-9+/]{43}',
      maxLength: 560,
      revoke: 'Revoke the token in Sentry under Organization Settings, Auth Tokens.',
      source: 'https://docs.sentry.io/security-legal-pii/security/token-formats/',
    }),
    examine: examineSentryToken,
  },
  token({
    id: 'sentry-user-token',
    title: 'Sentry user or integration token',
    provider: 'Sentry',
    severity: 'critical',
    keywords: ['sntry'],
    form: 'sntry[a-rt-z]_[0-9a-f]{64}',
    maxLength: 71,
    revoke: 'Revoke the token in Sentry under User Settings, Personal Tokens, or in the integration.',
    source: 'https://docs.sentry.io/security-legal-pii/security/token-formats/',
  }),
  assignment({
    id: 'sentry-legacy-token',
    title: 'Sentry auth token of the older form',
    provider: 'Sentry',
    severity: 'critical',
    keywords: ['sentry'],
    names: ['sentry (?:auth |api |access )(?:token|key)'],
    value: hex(64),
    revoke: 'Revoke the token in Sentry under User Settings, Personal Tokens.',
    source: 'https://docs.sentry.io/account/auth-tokens/',
  }),
  {
    ...token({
      id: 'grafana-service-account-token',
      title: 'Grafana service account token',
      provider: 'Grafana',
      severity: 'critical',
      keywords: ['glsa_'],
      form: 'glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}',
      maxLength: 46,
      revoke: 'Delete the token in Grafana under Administration, Service accounts.',
      source: 'https://grafana.com/docs/grafana/latest/administration/service-accounts/',
    }),
    examine: examineServiceAccountToken,
  },
  {
    ...token({
      id: 'grafana-cloud-token',
      title: 'Grafana Cloud access policy token',
      provider: 'Grafana',
      severity: 'critical',
      keywords: ['glc_eyJ'],
      form: 'glc_eyJ[A-Za-z0-9+/]{40,500}={0,2}',
      maxLength: 512,
      revoke: 'Delete the token in the Grafana Cloud Portal under Security, Access Policies.',
      source:
        'https://grafana.com/docs/grafana-cloud/security-and-account-management/authentication-and-permissions/access-policies/',
    }),
    examine: examineCloudToken,
  },
  {
    ...token({
      id: 'grafana-api-key',
      title: 'Grafana API key of the older form',
      provider: 'Grafana',
      severity: 'critical',
      keywords: ['eyJrIjoi'],
      form: 'eyJrIjoi[A-Za-z0-9+/]{60,400}={0,2}',
      maxLength: 412,
      revoke: 'Delete the key in Grafana under Administration, API keys or Service accounts.',
      source: 'https://grafana.com/docs/grafana/latest/administration/api-keys/',
    }),
    examine: examineGrafanaKey,
  },
  token({
    id: 'honeycomb-ingest-key',
    title: 'Honeycomb ingest key',
    provider: 'Honeycomb',
    severity: 'medium',
    keywords: ['ik_01', 'ic_01'],
    form: 'hc[a-z]i[kc]_01[0-9a-z]{56}',
    maxLength: 64,
    revoke: 'Delete the key in Honeycomb under Environment settings, API Keys.',
    source: 'https://docs.honeycomb.io/api/authentication',
  }),
  assignment({
    id: 'honeycomb-api-key',
    title: 'Honeycomb configuration, management or classic API key',
    provider: 'Honeycomb',
    severity: 'high',
    keywords: ['honeycomb'],
    names: [
      '(?:x )?honeycomb (?:team|(?:classic |configuration |config |management )?(?:api )?(?:write )?(?:key|secret))',
    ],
    value: formed(
      '(?=[A-Za-z]{0,31}[0-9])(?:[0-9a-f]{32}|[A-Za-z0-9]{22}|hc[a-z]mk_[0-9a-z]{26}:[0-9a-zA-Z]{32})',
      65,
    ),
    revoke: 'Delete the key in Honeycomb under Environment or Team settings, API Keys.',
    source: 'https://docs.honeycomb.io/api/authentication',
  }),
  assignment({
    id: 'pagerduty-api-token',
    title: 'PagerDuty REST API token',
    provider: 'PagerDuty',
    severity: 'high',
    keywords: ['pagerduty'],
    names: ['pager ?duty (?:rest )?(?:user |account )?(?:api |access )(?:token|key)', 'pager ?duty token'],
    value: formed('(?=[A-Za-z_+-]{0,19}[0-9])[A-Za-z0-9_+-]{20}', 20),
    revoke: 'Delete the key in PagerDuty under Integrations, API Access Keys, or in the profile of the user.',
    source: 'https://support.pagerduty.com/main/docs/api-access-keys',
  }),
  assignment({
    id: 'pagerduty-integration-key',
    title: 'PagerDuty integration (routing) key',
    provider: 'PagerDuty',
    severity: 'medium',
    keywords: ['pagerduty'],
    names: ['pager ?duty (?:events )?(?:integration |routing |service )(?:url )?key'],
    value: formed('(?:[0-9a-f]{32}|R[0-9A-Z]{31})', 32),
    revoke: 'Delete the integration of the service in PagerDuty and add it anew.',
    source: 'https://developer.pagerduty.com/docs/events-api-v2-overview',
  }),
  assignment({
    id: 'opsgenie-api-key',
    title: 'Opsgenie API key',
    provider: 'Atlassian',
    severity: 'high',
    keywords: ['opsgenie', 'geniekey'],
    names: ['opsgenie (?:integration |genie )?(?:api )?(?:key|token|secret)', 'genie key'],
    value: UUID,
    revoke: 'Delete or renew the key in Opsgenie under Settings, API key management, or in the integration.',
    source: 'https://docs.opsgenie.com/docs/authentication',
  }),
  assignment({
    id: 'rollbar-access-token',
    title: 'Rollbar project access token',
    provider: 'Rollbar',
    severity: 'medium',
    keywords: ['rollbar'],
    names: [
      'rollbar (?:server |post server item |read |write |project |account )?(?:access |api )?(?:token|key)',
    ],
    value: formed('(?:[0-9a-f]{32}|[0-9a-f]{128})', 128),
    revoke: 'Disable the token in Rollbar under the project, Settings, Project Access Tokens.',
    source: 'https://docs.rollbar.com/docs/access-tokens',
  }),
  assignment({
    id: 'splunk-hec-token',
    title: 'Splunk HTTP Event Collector token',
    provider: 'Splunk',
    severity: 'high',
    keywords: ['splunk'],
    names: ['splunk(?: hec| http event collector)?(?: access| auth)?(?: token)?'],
    value: ANY_UUID,
    revoke: 'Delete the token in Splunk under Settings, Data inputs, HTTP Event Collector.',
    source: 'https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector',
  }),
  assignment({
    id: 'splunk-observability-token',
    title: 'Splunk Observability Cloud (SignalFx) access token',
    provider: 'Splunk',
    severity: 'high',
    keywords: ['splunk', 'signalfx', 'x-sf-token'],
    names: ['(?:splunk|signalfx|sfx) (?:observability )?(?:access |auth |api |ingest )?token', 'x sf token'],
    value: formed('(?=[A-Za-z_-]{0,21}[0-9])[A-Za-z0-9_-]{22}', 22),
    revoke: 'Rotate the token in Splunk Observability Cloud under Settings, Access Tokens.',
    source:
      'https://help.splunk.com/en/splunk-observability-cloud/administer/authentication-and-security/authentication-tokens',
  }),
  token({
    id: 'sumo-logic-collector-url',
    title: 'Sumo Logic address of an HTTP source',
    provider: 'Sumo Logic',
    severity: 'medium',
    keywords: ['sumologic.com/receiver'],
    form: 'https://[a-z0-9.-]{5,60}\\.sumologic\\.com/receiver/v1/(?:http|trace|otlp)/([A-Za-z0-9_-]{80,200}={0,2})',
    maxLength: 320,
    revoke: 'Regenerate the URL of the source in Sumo Logic under Collection.',
    source: 'https://help.sumologic.com/docs/send-data/hosted-collectors/http-source/logs-metrics/',
  }),
  assignment({
    id: 'sumo-logic-access-key',
    title: 'Sumo Logic access key',
    provider: 'Sumo Logic',
    severity: 'high',
    keywords: ['sumologic', 'sumo_'],
    names: ['sumo ?(?:logic )?(?:access |api )(?:key|secret)'],
    value: alnum(64),
    revoke: 'Delete the access key in Sumo Logic under Preferences, or Administration, Security.',
    source: 'https://help.sumologic.com/docs/manage/security/access-keys/',
  }),
  assignment({
    id: 'logz-io-token',
    title: 'Logz.io shipping token',
    provider: 'Logz.io',
    severity: 'medium',
    keywords: ['logz'],
    names: [
      'logz io (?:logs |metrics |traces |shipping |account |log shipping )?(?:shipping )?(?:api )?token',
    ],
    value: formed('[A-Za-z]{32}', 32),
    revoke: 'Replace the token in Logz.io under Settings, Manage tokens.',
    source: 'https://docs.logz.io/docs/user-guide/admin/authentication-tokens/log-shipping-tokens/',
  }),
  token({
    id: 'dynatrace-token',
    title: 'Dynatrace access or platform token',
    provider: 'Dynatrace',
    severity: 'critical',
    keywords: ['dt0c01.', 'dt0s'],
    form: 'dt0[a-z][0-9]{2}\\.[A-Z2-7]{8,24}\\.[A-Z2-7]{64}',
    maxLength: 96,
    revoke: 'Delete the token in Dynatrace under Access tokens, or in Account Management.',
    source:
      'https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens',
  }),
  {
    ...assignment({
      id: 'elasticsearch-api-key',
      title: 'Elasticsearch API key',
      provider: 'Elastic',
      severity: 'high',
      keywords: ['elastic', 'apikey ', 'es_api'],
      names: ['(?:elastic|elasticsearch|es|kibana|logstash|apm|elastic apm|fleet) api ?key', 'apikey'],
      value: formed('[A-Za-z0-9+/]{58}(?:==|[A-Za-z0-9+/]{2})', 60),
      revoke:
        'Invalidate the key with DELETE /_security/api_key, or in Kibana under Stack Management, API keys.',
      source: 'https://www.elastic.co/docs/deploy-manage/api-keys/elasticsearch-api-keys',
    }),
    examine: examineElasticKey,
  },
  token({
    id: 'elastic-cloud-api-key',
    title: 'Elastic Cloud API key',
    provider: 'Elastic',
    severity: 'critical',
    keywords: ['essu_'],
    form: 'essu_[A-Za-z0-9+/]{60,160}={0,2}',
    maxLength: 170,
    revoke: 'Revoke the key in the Elastic Cloud Console under Organization, API keys.',
    source: 'https://www.elastic.co/docs/deploy-manage/api-keys/elastic-cloud-api-keys',
  }),
  assignment({
    id: 'better-stack-token',
    title: 'Better Stack (Logtail) source or API token',
    provider: 'Better Stack',
    severity: 'medium',
    keywords: ['logtail', 'betterstack', 'better_stack'],
    names: ['(?:logtail|better stack|better uptime) (?:source |api )?token'],
    value: alnum(24),
    revoke: 'Remove the token in Better Stack under API tokens, or replace the source.',
    source: 'https://betterstack.com/docs/logs/api/getting-started/',
  }),
  assignment({
    id: 'papertrail-api-token',
    title: 'Papertrail API token',
    provider: 'SolarWinds',
    severity: 'medium',
    keywords: ['papertrail'],
    names: ['papertrail (?:api )?(?:token|key)'],
    value: alnum(20),
    revoke: 'Reset the token in Papertrail under Profile.',
    source: 'https://www.papertrail.com/help/http-api/',
  }),
  assignment({
    id: 'solarwinds-service-key',
    title: 'SolarWinds Observability service key',
    provider: 'SolarWinds',
    severity: 'medium',
    keywords: ['sw_apm', 'appoptics', 'solarwinds'],
    names: [
      'sw apm service key',
      '(?:appoptics|solarwinds|swo) (?:apm )?(?:api |service |ingestion )?(?:key|token)',
    ],
    value: formed('[A-Za-z0-9_-]{71}(?=[:\\s"\'`<&\\\\]|$)', 71),
    revoke: 'Delete the token in SolarWinds Observability under Settings, API Tokens.',
    source:
      'https://documentation.solarwinds.com/en/success_center/observability/content/settings/api-tokens.htm',
  }),
  assignment({
    id: 'statuspage-api-key',
    title: 'Atlassian Statuspage API key',
    provider: 'Atlassian',
    severity: 'medium',
    keywords: ['statuspage'],
    names: ['statuspage (?:io )?(?:api )?(?:key|token)'],
    value: formed(`(?:${UUID.form}|[0-9a-f]{64}|[0-9a-f]{32})`, 64),
    revoke: 'Delete the key in Statuspage under the user, API info.',
    source: 'https://developer.statuspage.io/#section/Authentication',
  }),
  assignment({
    id: 'lightstep-access-token',
    title: 'ServiceNow Cloud Observability (Lightstep) access token',
    provider: 'ServiceNow',
    severity: 'medium',
    keywords: ['lightstep', 'ls_access_token'],
    names: ['(?:lightstep|ls) access token'],
    value: formed('(?=[A-Za-z/+]{0,40}[0-9])[A-Za-z0-9+/]{40,160}={0,2}', 164),
    revoke: 'Delete the token in Cloud Observability under Project Settings, Access Tokens.',
    source: 'https://docs.lightstep.com/docs/create-and-manage-access-tokens',
  }),
  assignment({
    id: 'instana-agent-key',
    title: 'IBM Instana agent key or API token',
    provider: 'IBM',
    severity: 'high',
    keywords: ['instana'],
    names: ['instana (?:agent |download |api )(?:key|token)'],
    value: base64url(22),
    revoke:
      'Rotate the agent key with IBM support, or delete the API token in Instana under Settings, API Tokens.',
    source: 'https://www.ibm.com/docs/en/instana-observability/current?topic=apis-web-rest-api',
  }),
  token({
    id: 'axiom-token',
    title: 'Axiom API or personal token',
    provider: 'Axiom',
    severity: 'high',
    keywords: ['xaat-', 'xapt-'],
    form: `xa[ap]t-${UUID.form}`,
    maxLength: 41,
    revoke: 'Delete the token in Axiom under Settings, API tokens, or Profile.',
    source: 'https://axiom.co/docs/reference/tokens',
  }),
  token({
    id: 'coralogix-api-key',
    title: 'Coralogix API key',
    provider: 'Coralogix',
    severity: 'high',
    keywords: ['cxtp_', 'cxup_'],
    form: 'cx[tu]p_[A-Za-z0-9]{30}',
    maxLength: 35,
    revoke: 'Delete the key in Coralogix under Settings, API Keys.',
    source: 'https://coralogix.com/docs/user-guides/account-management/api-keys/api-keys/',
  }),
  assignment({
    id: 'mezmo-ingestion-key',
    title: 'Mezmo (LogDNA) ingestion or service key',
    provider: 'Mezmo',
    severity: 'medium',
    keywords: ['logdna', 'mezmo'],
    names: ['(?:logdna|mezmo) (?:agent |ingestion |service |api )?key'],
    value: hex(32),
    revoke: 'Delete the key in Mezmo under Settings, Organization, API Keys.',
    source: 'https://docs.mezmo.com/docs/ingestion-key',
  }),
  assignment({
    id: 'loggly-token',
    title: 'Loggly customer token',
    provider: 'SolarWinds',
    severity: 'medium',
    keywords: ['loggly'],
    names: ['loggly (?:customer |api |auth )?token', 'logs-01\\.loggly\\.com/(?:inputs|bulk)/?'],
    value: UUID,
    revoke: 'Retire the token in Loggly under Source Setup, Customer Tokens.',
    source:
      'https://documentation.solarwinds.com/en/success_center/loggly/content/admin/customer-token-authentication-token.htm',
  }),
  assignment({
    id: 'appsignal-push-key',
    title: 'AppSignal push API key',
    provider: 'AppSignal',
    severity: 'medium',
    keywords: ['appsignal'],
    names: ['appsignal (?:push )?(?:api )?key'],
    value: UUID,
    revoke: 'Regenerate the key in AppSignal under Organization settings, or ask its support.',
    source: 'https://docs.appsignal.com/appsignal/terminology.html#push-api-key',
  }),
  assignment({
    id: 'uptimerobot-api-key',
    title: 'UptimeRobot main API key',
    provider: 'UptimeRobot',
    severity: 'medium',
    keywords: ['uptimerobot', 'uptime_robot'],
    names: ['uptime robot (?:main )?(?:api )?(?:key|token)'],
    value: formed('ur?[0-9]{5,10}-[0-9a-f]{24}', 37),
    revoke: 'Delete the key in UptimeRobot under Integrations & API.',
    source: 'https://uptimerobot.com/api/',
  }),
  assignment({
    id: 'netdata-claim-token',
    title: 'Netdata Cloud claim token',
    provider: 'Netdata',
    severity: 'medium',
    keywords: ['netdata_claim', 'claim-token'],
    names: ['netdata claim token', '(?<=--)claim-token'],
    value: base64url(135),
    revoke: 'Regenerate the token in Netdata Cloud under Space settings, Nodes.',
    source: 'https://learn.netdata.cloud/docs/netdata-cloud/connect-agent',
  }),
  assignment({
    id: 'sysdig-access-key',
    title: 'Sysdig agent access key or API token',
    provider: 'Sysdig',
    severity: 'high',
    keywords: ['sysdig'],
    names: ['sysdig (?:agent |secure |monitor |collector )?(?:access |api )?(?:key|token)'],
    value: UUID,
    revoke: 'Disable the key in Sysdig under Settings, Agent Access Keys, or reset the token in the profile.',
    source: 'https://docs.sysdig.com/en/administration/agent-access-keys/',
  }),
  assignment({
    id: 'crowdstrike-api-secret',
    title: 'CrowdStrike Falcon API client secret',
    provider: 'CrowdStrike',
    severity: 'critical',
    keywords: ['falcon_c', 'falcon_s', 'crowdstrike'],
    names: ['(?:falcon|crowdstrike) (?:api )?(?:client )?secret'],
    value: alnum(40),
    revoke: 'Reset the secret of the client in Falcon under Support and resources, API clients and keys.',
    source: 'https://www.falconpy.io/Usage/Authenticating-to-the-API.html',
  }),
  assignment({
    id: 'checkly-api-key',
    title: 'Checkly API key',
    provider: 'Checkly',
    severity: 'medium',
    keywords: ['checkly'],
    names: ['checkly (?:service )?api key'],
    value: formed('(?:cu|sv)_[0-9a-f]{32}', 35),
    revoke: 'Delete the key in Checkly under User settings, API keys.',
    source: 'https://www.checklyhq.com/docs/accounts-and-users/creating-api-key/',
  }),
];

/** RFC 91 of Sentry: base64 of JSON with the time of issue and the organization, then the secret. */
function examineSentryToken({ secret }: Candidate): Examined | null {
  const facts = secret.split('_')[1] ?? '';
  const organization = fieldOfBase64(facts, 'org');
  return organization === '' ? null : { ...CONFIRMED, note: `for organization ${toPlain(organization)}` };
}

/** The last eight digits are the CRC-32, least byte first, of all before them. */
function examineServiceAccountToken({ secret }: Candidate): Examined | null {
  const check = Buffer.alloc(4);
  check.writeUInt32LE(crc32(secret.slice(0, -9)));
  return secret.endsWith(check.toString('hex')) ? CONFIRMED : null;
}

function examineCloudToken({ secret }: Candidate): Examined | null {
  const json = secret.slice('glc_'.length);
  const organization = fieldOfBase64(json, 'o');
  if (fieldOfBase64(json, 'k') === '') return null;
  return { ...CONFIRMED, note: organization === '' ? '' : `for organization ${toPlain(organization)}` };
}

function examineGrafanaKey({ secret }: Candidate): Examined | null {
  return /^[A-Za-z0-9]{32}$/.test(fieldOfBase64(secret, 'k')) && fieldOfBase64(secret, 'id') !== ''
    ? CONFIRMED
    : null;
}

/** Id and key with a colon between. */
function examineElasticKey({ secret }: Candidate): Examined | null {
  const text = Buffer.from(secret, 'base64').toString('latin1');
  return /^[A-Za-z0-9_-]{20}:[A-Za-z0-9_-]{22}$/.test(text) ? CONFIRMED : null;
}

/** What a token says of itself stands in reports: nothing that could be read as more than a name. */
function toPlain(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '').slice(0, 40);
}
