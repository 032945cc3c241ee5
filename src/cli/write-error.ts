/** The one form in which the command line prints errors: what, its code, where, way out. */
import { messageOf, PlimsollError, systemCode } from '../base/errors.ts';
import { sanitize } from '../base/terminal.ts';
import type { Io } from './io.ts';

const INTERNAL_ERROR = 5;

/** Prints what was thrown and gives the exit code for it. */
export function writeError(io: Io, thrown: unknown): number {
  if (!(thrown instanceof PlimsollError)) return writeInternalError(io, thrown);
  const lines = [`plimsoll: ${sanitize(thrown.message)} [${thrown.code}]`];
  if (thrown.where !== '') lines.push(`  where:   ${sanitize(thrown.where)}`);
  const because = reasonOf(thrown);
  if (because !== '') lines.push(`  because: ${sanitize(because)}`);
  if (thrown.wayOut !== '') lines.push(`  try:     ${sanitize(thrown.wayOut)}`);
  io.stderr.write(`${lines.join('\n')}\n`);
  return thrown.exitCode;
}

/** What the error's cause adds to its message; often nothing. */
function reasonOf({ cause, message }: PlimsollError): string {
  if (cause === undefined) return '';
  const reason = messageOf(cause).split('\n', 1)[0]!;
  const code = systemCode(cause);
  return message.includes(reason) || (code !== '' && message.includes(code)) ? '' : reason;
}

function writeInternalError(io: Io, thrown: unknown): number {
  io.stderr.write(`plimsoll: internal error: ${sanitize(messageOf(thrown))}\n`);
  if (thrown instanceof Error && io.env['PLIMSOLL_DEBUG'] !== undefined)
    io.stderr.write(`${(thrown.stack ?? '').split('\n').map(sanitize).join('\n')}\n`);
  else io.stderr.write('  try:     set PLIMSOLL_DEBUG=1 for the place in the program, and report it\n');
  return INTERNAL_ERROR;
}
