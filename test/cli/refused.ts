/** Input that ends a command: the form of the error, and that nothing else was touched. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { imageOf, npmPackage, putArchive, putFlaws } from './images.ts';
import { here, type Ran, run, type Setting, snapshot } from './plimsoll.ts';

export interface Refusal {
  readonly exit: 2 | 3 | 5;
  /** The error's own code. */
  readonly code: string;
  /** Part of the line `where:`. */
  readonly where: string;
  /** What the message must say. */
  readonly says: RegExp;
}

/** Gives the test's machine an advisory database and a cache with something in it. */
export async function furnish(): Promise<void> {
  putFlaws('osv');
  putArchive('other.tar', imageOf([npmPackage('other', '1.0.0')]));
  for (const command of ['db update --from $HERE/osv', 'scan $HERE/other.tar'])
    assert.equal((await run(command)).code, 0, command);
}

/** Runs a command that must fail in this way, on a furnished machine. */
export async function assertRefused(
  command: string,
  { exit, code, where, says }: Refusal,
  setting: Setting = {},
): Promise<Ran> {
  const before = snapshot(join(here, 'home'));
  const ran = await run(command, setting);
  const { stderr, stdout } = ran;
  assert.match(stderr, new RegExp(`^plimsoll: .*${says.source}.* \\[${code}\\]$`, 'm'), stderr);
  assert.match(stderr, /^ {2}where: {3}\S/m, 'the place');
  assert.match(stderr, /^ {2}try: {5}\S/m, 'the way out');
  assert.ok(stderr.split('\n')[1]!.includes(where), stderr);
  assert.doesNotMatch(stderr, /internal error|^ {4}at /m);
  assert.deepEqual([ran.code, stdout], [exit, '']);
  assert.deepEqual(snapshot(join(here, 'home')), before, 'cache and database are as they were');
  assert.deepEqual(readdirSync(join(here, 'tmp')), [], 'nothing is left in the temporary folder');
  return ran;
}
