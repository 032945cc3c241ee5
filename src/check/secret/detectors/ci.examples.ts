/** Examples of `ci.ts`. */
import type { Examples } from './example.ts';

export const CI_EXAMPLES: readonly Examples[] = [];
