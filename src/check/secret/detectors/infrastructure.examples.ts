/** Examples of `infrastructure.ts`. */
import type { Examples } from './example.ts';

export const INFRASTRUCTURE_EXAMPLES: readonly Examples[] = [];
