/** All examples, one group a line as in `list.ts`; for tests, `rules test` and nothing else. */
import { KEY_EXAMPLES } from '../keys/keys.examples.ts';
import { AI_EXAMPLES } from './ai.examples.ts';
import { AMAZON_EXAMPLES } from './amazon.examples.ts';
import { AZURE_EXAMPLES } from './azure.examples.ts';
import { CHAT_EXAMPLES } from './chat.examples.ts';
import { CI_EXAMPLES } from './ci.examples.ts';
import { CLOUD_EXAMPLES } from './cloud.examples.ts';
import { DATABASE_SERVICE_EXAMPLES } from './database-services.examples.ts';
import { DATABASE_EXAMPLES } from './databases.examples.ts';
import type { Examples } from './example.ts';
import { FILE_EXAMPLES, GENERIC_EXAMPLES } from './files.examples.ts';
import { FRAMEWORK_EXAMPLES } from './frameworks.examples.ts';
import { GOOGLE_EXAMPLES } from './google.examples.ts';
import { IDENTITY_EXAMPLES } from './identity.examples.ts';
import { INFRASTRUCTURE_EXAMPLES } from './infrastructure.examples.ts';
import { MAIL_EXAMPLES } from './mail.examples.ts';
import { MONITORING_EXAMPLES } from './monitoring.examples.ts';
import { PACKAGE_REGISTRY_EXAMPLES } from './package-registries.examples.ts';
import { PAYMENT_EXAMPLES } from './payment.examples.ts';
import { SAAS_EXAMPLES } from './saas.examples.ts';
import { SOCIAL_EXAMPLES } from './social.examples.ts';
import { SOURCE_HOST_EXAMPLES } from './source-hosts.examples.ts';
import { WEB_DATA_EXAMPLES } from './web-data.examples.ts';

export const examples: readonly Examples[] = [
  ...AI_EXAMPLES,
  ...AMAZON_EXAMPLES,
  ...AZURE_EXAMPLES,
  ...CHAT_EXAMPLES,
  ...CI_EXAMPLES,
  ...CLOUD_EXAMPLES,
  ...DATABASE_EXAMPLES,
  ...DATABASE_SERVICE_EXAMPLES,
  ...FILE_EXAMPLES,
  ...FRAMEWORK_EXAMPLES,
  ...GENERIC_EXAMPLES,
  ...GOOGLE_EXAMPLES,
  ...IDENTITY_EXAMPLES,
  ...INFRASTRUCTURE_EXAMPLES,
  ...KEY_EXAMPLES,
  ...MAIL_EXAMPLES,
  ...MONITORING_EXAMPLES,
  ...PACKAGE_REGISTRY_EXAMPLES,
  ...PAYMENT_EXAMPLES,
  ...SAAS_EXAMPLES,
  ...SOCIAL_EXAMPLES,
  ...SOURCE_HOST_EXAMPLES,
  ...WEB_DATA_EXAMPLES,
];
