/** What choosing advisories for a scan is made of. */
import type { Command } from 'commander';
import type { Http } from '../base/http/http.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';

export interface ChooseInput {
  readonly io: Io;
  readonly command: Command;
  http(): Promise<Http>;
  readonly progress: Progress;
  /** What the image's packages are looked up in. */
  readonly namespaces: readonly string[];
}
