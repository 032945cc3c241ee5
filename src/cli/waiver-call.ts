/** What each command for waivers is called with. */
import type { Command } from 'commander';
import type { Io } from './io.ts';

export interface WaiverCall {
  readonly io: Io;
  readonly version: string;
  readonly command: Command;
  /** Empty where none was named. */
  readonly file: string;
}
