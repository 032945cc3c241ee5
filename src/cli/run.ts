/** What a command of the tree does when it is called. */
import type { Command } from 'commander';

/** Gets the parsed command and its arguments; the answer is the exit code. */
export type Run = (command: Command, args: readonly string[]) => Promise<number>;
