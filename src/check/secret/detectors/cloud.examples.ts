/** Examples of `cloud.ts`. */
import type { Examples } from './example.ts';

export const CLOUD_EXAMPLES: readonly Examples[] = [];
