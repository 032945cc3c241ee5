/** Chat, calls and messages. */
import type { Detector } from '../detector.ts';

export const CHAT: readonly Detector[] = [];
