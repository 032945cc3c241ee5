/** Examples of `package-registries.ts`. */
import type { Examples } from './example.ts';

export const PACKAGE_REGISTRY_EXAMPLES: readonly Examples[] = [];
