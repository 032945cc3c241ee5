/** Examples of `source-hosts.ts`. */
import type { Examples } from './example.ts';

export const SOURCE_HOST_EXAMPLES: readonly Examples[] = [];
