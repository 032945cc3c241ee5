/** Examples of `chat.ts`. */
import type { Examples } from './example.ts';

export const CHAT_EXAMPLES: readonly Examples[] = [];
