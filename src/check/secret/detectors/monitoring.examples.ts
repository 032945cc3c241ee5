/** Examples of `monitoring.ts`. */
import { crc32 } from 'node:zlib';
import { type Examples, expand } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';

function base64Of(text: string): string {
  return Buffer.from(text).toString('base64');
}

function sentryToken(seed: string): string {
  const facts =
    '{"iat":1700000000.5,"url":"https://sentry.io","region_url":"https://us.sentry.io","org":"shop"}';
  return `sntrys_${base64Of(facts)}_${expand('{base64:42}A', seed)}`;
}

function serviceAccountToken(seed: string): string {
  const start = expand('glsa_{alnum:32}', seed);
  const check = Buffer.alloc(4);
  check.writeUInt32LE(crc32(start));
  return `${start}_${check.toString('hex')}`;
}

function cloudToken(seed: string): string {
  return `glc_${base64Of(expand('{"o":"123456","n":"shop-metrics","k":"{alnum:24}","m":{"r":"eu"}}', seed))}`;
}

function grafanaKey(seed: string): string {
  return base64Of(expand('{"k":"{alnum:32}","n":"deploy","id":1}', seed));
}

function elasticKey(seed: string): string {
  return base64Of(expand('{base64url:20}:{base64url:22}', seed));
}

/** In an environment, in JSON and in a header. */
function around(make: (seed: string) => string): Examples['matches'] {
  return [
    (seed) => `API_KEY=${make(seed)}`,
    (seed) => `{"api_key": "${make(seed)}"}`,
    (seed) => `Authorization: ApiKey ${make(seed)}`,
  ];
}

export const MONITORING_EXAMPLES: readonly Examples[] = [
  assignmentExamples('datadog-api-key', 'DD_API_KEY', '{hex:32}'),
  assignmentExamples('datadog-application-key', 'DD_APP_KEY', '{hex:40}'),
  tokenExamples('datadog-personal-access-token', 'ddpat_{alnum:50}', ['ddpat_{alnum:12}', 'dpat_{alnum:50}']),
  tokenExamples('new-relic-user-key', 'NRAK-{upperdigit:27}', [
    'NRAK-{upperdigit:26}',
    'NRJS-{upperdigit:27}',
  ]),
  tokenExamples('new-relic-license-key', '{hex:32}FFFFNRAL', ['{hex:20}FFFFNRAL', '{hex:36}NRAI']),
  assignmentExamples('new-relic-legacy-license-key', 'NEW_RELIC_LICENSE_KEY', '{hex:40}'),
  tokenExamples('new-relic-insights-key', 'NRII-{base64url:31}A', [
    'NRII-{base64url:29}A',
    'NRIX-{base64url:31}A',
  ]),
  {
    detector: 'sentry-organization-token',
    matches: around(sentryToken),
    misses: [
      (seed) => sentryToken(seed).slice(0, -5),
      (seed) => expand('sntrys_eyJ{base64:100}_{base64:42}A', seed),
      (seed) => sentryToken(seed).replace('sntrys', 'sntryx'),
    ],
  },
  tokenExamples('sentry-user-token', 'sntryu_{hex:64}', ['sntryu_{hex:60}', 'sntry_{hex:64}']),
  assignmentExamples('sentry-legacy-token', 'SENTRY_AUTH_TOKEN', '{hex:64}'),
  {
    detector: 'grafana-service-account-token',
    matches: around(serviceAccountToken),
    misses: ['glsa_{alnum:32}_00000000', 'glsa_{alnum:30}_{hex:8}', 'glsb_{alnum:32}_{hex:8}'],
  },
  {
    detector: 'grafana-cloud-token',
    matches: around(cloudToken),
    misses: [
      'glc_{base64:100}',
      'glc_eyJ{base64:100}',
      () => `glc_${base64Of('{"o":"123456","n":"shop-metrics","m":{"r":"eu"},"x":"no key in here"}')}`,
    ],
  },
  {
    detector: 'grafana-api-key',
    matches: around(grafanaKey),
    misses: [
      'eyJrIjoi{base64:80}',
      () => base64Of('{"k":"short","n":"a name that is long enough to be looked at, at least","id":1}'),
      (seed) => grafanaKey(seed).slice(1),
    ],
  },
  tokenExamples('honeycomb-ingest-key', 'hcaik_01{lowerdigit:56}', [
    'hcaik_01{lowerdigit:24}',
    'hcamk_01{lowerdigit:56}',
  ]),
  assignmentExamples('honeycomb-api-key', 'HONEYCOMB_API_KEY', '1{alnum:21}'),
  assignmentExamples('pagerduty-api-token', 'PAGERDUTY_API_TOKEN', '1{alnum:19}'),
  assignmentExamples('pagerduty-integration-key', 'PAGERDUTY_INTEGRATION_KEY', '{hex:32}'),
  assignmentExamples('opsgenie-api-key', 'OPSGENIE_API_KEY', '{uuid}'),
  assignmentExamples('rollbar-access-token', 'ROLLBAR_ACCESS_TOKEN', '{hex:32}'),
  assignmentExamples('splunk-hec-token', 'SPLUNK_HEC_TOKEN', '{uuid}'),
  assignmentExamples('splunk-observability-token', 'SPLUNK_ACCESS_TOKEN', '1{base64url:20}A'),
  {
    detector: 'sumo-logic-collector-url',
    matches: ['http', 'trace', 'otlp'].map(
      (kind) => `URL=https://endpoint4.collection.eu.sumologic.com/receiver/v1/${kind}/{base64url:94}A==`,
    ),
    misses: [
      'https://endpoint4.collection.eu.sumologic.com/receiver/v1/http/{base64url:20}',
      'https://help.sumologic.com/docs/{base64url:94}',
      'https://endpoint4.collection.eu.sumologic.com/receiver/v1/http/<unique_http_collector_code>',
    ],
  },
  assignmentExamples('sumo-logic-access-key', 'SUMO_ACCESS_KEY', '{alnum:64}'),
  assignmentExamples('logz-io-token', 'LOGZIO_TOKEN', '{letters:32}'),
  tokenExamples('dynatrace-token', 'dt0c01.{base32:24}.{base32:64}', [
    'dt0c01.{base32:24}.{base32:60}',
    'dt0c01.{base32:24}',
    'dt1c01.{base32:24}.{base32:64}',
  ]),
  {
    detector: 'elasticsearch-api-key',
    matches: [
      (seed) => `ELASTIC_API_KEY=${elasticKey(seed)}`,
      (seed) => `elasticsearch.api_key: "${elasticKey(seed)}"`,
      (seed) => `curl -H "Authorization: ApiKey ${elasticKey(seed)}"`,
    ],
    misses: [
      'ELASTIC_API_KEY={base64:58}==',
      (seed) => `ELASTIC_API_KEY=${elasticKey(seed).slice(4)}`,
      (seed) => `ELASTIC_KEY=${elasticKey(seed)}`,
    ],
  },
  tokenExamples('elastic-cloud-api-key', 'essu_{base64:94}A', ['essu_{base64:30}', 'essx_{base64:94}A']),
  assignmentExamples('better-stack-token', 'LOGTAIL_SOURCE_TOKEN', '{alnum:24}'),
  assignmentExamples('papertrail-api-token', 'PAPERTRAIL_API_TOKEN', '{alnum:20}'),
  assignmentExamples('solarwinds-service-key', 'SW_APM_SERVICE_KEY', '{alnum:71}'),
  assignmentExamples('statuspage-api-key', 'STATUSPAGE_API_KEY', '{uuid}'),
  assignmentExamples('lightstep-access-token', 'LIGHTSTEP_ACCESS_TOKEN', '1{base64:84}A=='),
  assignmentExamples('instana-agent-key', 'INSTANA_AGENT_KEY', '{base64url:21}A'),
  tokenExamples('axiom-token', 'xaat-{uuid}', ['xaat-{hex:32}', 'xait-{uuid}']),
  tokenExamples('coralogix-api-key', 'cxtp_{alnum:30}', ['cxtp_{alnum:28}', 'cxzp_{alnum:30}']),
  assignmentExamples('mezmo-ingestion-key', 'LOGDNA_INGESTION_KEY', '{hex:32}'),
  assignmentExamples('loggly-token', 'LOGGLY_TOKEN', '{uuid}'),
  assignmentExamples('appsignal-push-key', 'APPSIGNAL_PUSH_API_KEY', '{uuid}'),
  assignmentExamples('uptimerobot-api-key', 'UPTIMEROBOT_API_KEY', 'u{digits:7}-{hex:24}'),
  assignmentExamples('netdata-claim-token', 'NETDATA_CLAIM_TOKEN', '{base64url:134}A'),
  assignmentExamples('sysdig-access-key', 'SYSDIG_AGENT_ACCESS_KEY', '{uuid}'),
  assignmentExamples('crowdstrike-api-secret', 'FALCON_CLIENT_SECRET', '{alnum:40}'),
  assignmentExamples('checkly-api-key', 'CHECKLY_API_KEY', 'cu_{hex:32}'),
];
