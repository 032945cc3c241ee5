/** All detectors, sorted by id. A group is one import and one spread; the files `*.examples.ts` are never loaded by a scan. */
import type { Detector } from '../detector.ts';
import { bareKeys } from '../keys/jwk.ts';
import { privateKeys } from '../keys/private-keys.ts';
import { publicKeys } from '../keys/public-keys.ts';
import { AI } from './ai.ts';
import { AMAZON } from './amazon.ts';
import { AZURE_DETECTORS } from './azure.ts';
import { CHAT } from './chat.ts';
import { CI } from './ci.ts';
import { CLOUD } from './cloud.ts';
import { DATABASE_SERVICES } from './database-services.ts';
import { DATABASES } from './databases.ts';
import { FILES } from './files.ts';
import { FRAMEWORKS } from './frameworks.ts';
import { GENERIC } from './generic.ts';
import { GOOGLE_DETECTORS } from './google.ts';
import { IDENTITY } from './identity.ts';
import { INFRASTRUCTURE } from './infrastructure.ts';
import { MAIL } from './mail.ts';
import { MONITORING } from './monitoring.ts';
import { PACKAGE_REGISTRIES } from './package-registries.ts';
import { PAYMENT } from './payment.ts';
import { SAAS } from './saas.ts';
import { SOCIAL } from './social.ts';
import { SOURCE_HOSTS } from './source-hosts.ts';
import { WEB_DATA } from './web-data.ts';

export const detectors: readonly Detector[] = [
  ...AI,
  ...AMAZON,
  ...AZURE_DETECTORS,
  ...CHAT,
  ...CI,
  ...CLOUD,
  ...DATABASES,
  ...DATABASE_SERVICES,
  ...FILES,
  ...FRAMEWORKS,
  ...GENERIC,
  ...GOOGLE_DETECTORS,
  ...IDENTITY,
  ...INFRASTRUCTURE,
  ...MAIL,
  ...MONITORING,
  ...PACKAGE_REGISTRIES,
  ...PAYMENT,
  ...SAAS,
  ...SOCIAL,
  ...SOURCE_HOSTS,
  ...WEB_DATA,
  ...bareKeys,
  ...privateKeys,
  ...publicKeys,
].sort((a, b) => (a.id < b.id ? -1 : 1));
