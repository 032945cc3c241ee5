/**
 * The errors that end a command. Each says what was wrong, where, and the way out; the command line prints all
 * of them in one form. What one file, layer or plug-in could not do is a Problem (model/problem.ts), not an error.
 */

export interface ErrorParts {
  /** One sentence: what was wrong. */
  readonly what: string;
  /** The file, reference, URL or setting it is about. */
  readonly where: string;
  /** What to do; empty only where nothing can be done. */
  readonly wayOut: string;
  readonly cause?: unknown;
}

/** Base of all errors that are meant for people. `exitCode` is the process's exit code. */
export abstract class PlimsollError extends Error {
  abstract readonly exitCode: 2 | 3 | 5;
  /** Stable kebab-case word, for machines. */
  readonly code: string;
  readonly where: string;
  readonly wayOut: string;

  constructor(code: string, parts: ErrorParts) {
    super(parts.what, { cause: parts.cause });
    this.name = new.target.name;
    this.code = code;
    this.where = parts.where;
    this.wayOut = parts.wayOut;
  }
}

/** The command was used wrongly (exit code 2). */
export class UsageError extends PlimsollError {
  readonly exitCode = 2;
}

/** There is input, but it is nothing that can be checked: a Helm chart, a Windows image (exit code 3). */
export class NotCheckableError extends PlimsollError {
  readonly exitCode = 3;
}

/** Input that cannot be used: not found, no permission, damaged; or a full disk (exit code 5). */
export class InputError extends PlimsollError {
  readonly exitCode = 5;
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** `ENOENT` and the like of a system error; empty for anything else. */
export function systemCode(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
  return typeof code === 'string' ? code : '';
}
