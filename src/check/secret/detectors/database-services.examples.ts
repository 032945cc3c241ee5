/** Examples of `database-services.ts`. */
import type { Examples } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';

export const DATABASE_SERVICE_EXAMPLES: readonly Examples[] = [
  assignmentExamples('mongodb-atlas-private-key', 'MONGODB_ATLAS_PRIVATE_KEY', '{uuid}'),
  tokenExamples('mongodb-atlas-service-account-secret', 'mdb_sa_sk_{base64url:39}A', [
    'mdb_sa_sk_{base64url:30}A',
    'mdb_sa_id_{base64url:39}A',
  ]),
  assignmentExamples('influxdb-token', 'INFLUXDB_TOKEN', '{base64url:86}=='),
  tokenExamples('planetscale-credential', 'pscale_pw_{base64url:42}A', [
    'pscale_pw_{base64url:20}A',
    'pscale_id_{base64url:42}A',
  ]),
  tokenExamples('supabase-access-token', 'sbp_{hex:40}', ['sbp_{hex:38}', 'sbq_{hex:40}']),
  tokenExamples('supabase-secret-key', 'sb_secret_{base64url:30}A', [
    'sb_secret_{base64url:20}A',
    'sb_publishable_{base64url:30}A',
  ]),
  tokenExamples('neon-api-key', 'napi_{lowerdigit:64}', ['napi_{lowerdigit:60}', 'napj_{lowerdigit:64}']),
  tokenExamples('neon-database-password', 'npg_1{alnum:11}', [
    'npg_1{alnum:9}',
    'npg_{letters:12}',
    'npx_1{alnum:11}',
  ]),
  tokenExamples('cockroachdb-cloud-api-key', 'CCDB1_{alnum:22}_{alnum:40}', [
    'CCDB1_{alnum:22}',
    'CCDB2_{alnum:22}_{alnum:40}',
  ]),
  tokenExamples('datastax-astra-token', 'AstraCS:{letters:24}:{hex:64}', [
    'AstraCS:{letters:24}',
    'AstraCX:{letters:24}:{hex:64}',
  ]),
  tokenExamples('aiven-service-password', 'AVNS_{base64url:18}A', [
    'AVNS_{base64url:10}A',
    'AVNX_{base64url:18}A',
  ]),
  tokenExamples('confluent-cloud-secret', 'cflt{base64:59}A', ['cflt{base64:50}A', 'cfxt{base64:59}A']),
  assignmentExamples('confluent-legacy-secret', 'CONFLUENT_API_SECRET', '{base64:63}A'),
  assignmentExamples('upstash-rest-token', 'UPSTASH_REDIS_REST_TOKEN', 'A{base64url:118}A'),
  assignmentExamples('algolia-admin-key', 'ALGOLIA_ADMIN_API_KEY', '{hex:32}'),
  assignmentExamples('typesense-api-key', 'TYPESENSE_API_KEY', '1{alnum:39}'),
  assignmentExamples('meilisearch-key', 'MEILI_MASTER_KEY', '1{alnum:54}'),
  tokenExamples('convex-deploy-key', 'prod:quick-otter-123|ey{base64:90}A', [
    'prod:quick-otter-123|ey{base64:20}A',
    'dev:quick-otter-123|ey{base64:90}A',
  ]),
  tokenExamples('tinybird-token', 'p.eyJ1IjogI{base64url:100}.{base64url:42}A', [
    'p.eyJ1IjogI{base64url:20}.{base64url:42}A',
    'q.eyJ1IjogI{base64url:100}.{base64url:42}A',
  ]),
  tokenExamples('materialize-app-password', 'mzp_{hex:64}', ['mzp_{hex:60}', 'mzx_{hex:64}']),
  tokenExamples('xata-api-key', 'xau_{alnum:40}', ['xau_{alnum:20}', 'xab_{alnum:40}']),
  assignmentExamples('hasura-admin-secret', 'HASURA_GRAPHQL_ADMIN_SECRET', '1{alnum:54}'),
  tokenExamples('dbt-cloud-token', 'dbtc_{base64url:40}A', ['dbtc_{base64url:12}A', 'dbtx_{base64url:40}A']),
  tokenExamples('clickhouse-cloud-key', '4b1d{alnum:37}Z', [
    '4b1d{alnum:30}Z',
    '4b1d{hex:38}',
    '4b1c{alnum:37}Z',
  ]),
  assignmentExamples('fivetran-api-secret', 'FIVETRAN_API_SECRET', '{alnum:32}'),
  assignmentExamples('redis-cloud-secret-key', 'REDIS_CLOUD_SECRET_KEY', 'S{lowerdigit:52}'),
];
