/** What each command for VEX is called with. */
import type { Command } from 'commander';
import type { Io } from './io.ts';

export interface VexCall {
  readonly io: Io;
  readonly version: string;
  readonly command: Command;
  isLate(): boolean;
}
