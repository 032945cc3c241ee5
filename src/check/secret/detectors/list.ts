/** All detectors, sorted by id. A group is one import and one spread; the files `*.examples.ts` are never loaded by a scan. */
import type { Detector } from '../detector.ts';
import { CHAT } from './chat.ts';
import { CI } from './ci.ts';
import { CLOUD } from './cloud.ts';
import { INFRASTRUCTURE } from './infrastructure.ts';
import { PACKAGE_REGISTRIES } from './package-registries.ts';
import { PAYMENT } from './payment.ts';
import { SOURCE_HOSTS } from './source-hosts.ts';

export const detectors: readonly Detector[] = [
  ...CHAT,
  ...CI,
  ...CLOUD,
  ...INFRASTRUCTURE,
  ...PACKAGE_REGISTRIES,
  ...PAYMENT,
  ...SOURCE_HOSTS,
].sort((a, b) => (a.id < b.id ? -1 : 1));
