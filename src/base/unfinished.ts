/**
 * Names for unfinished files that say whose they are. A process that is killed cannot clean up: the next one has to
 * tell what it left behind from what somebody still works on. A process id means something only on its machine, from
 * one start of it to the next, and in its own process namespace (proc(5), pid_namespaces(7)), so all three stand in
 * the name. Left out: systems without /proc, where nothing is ever known of an owner.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/** What `ownerMark` gives, as a part of a regular expression. */
export const OWNER_MARK = '[0-9a-f]{8}-\\d{1,10}-[0-9a-f]{12}';

/** A part of a file name that no other call gives, and that names this process. */
export function ownerMark(): string {
  return `${processSpace() ?? NOWHERE}-${process.pid}-${randomBytes(6).toString('hex')}`;
}

/** Alive and dead are certain; of another machine's processes nothing is known. */
export type Owner = 'alive' | 'dead' | 'unknown';

/** Who made the file of this name. A process id that was given out anew looks alive. */
export function ownerOf(name: string): Owner {
  const [, space, pid] = MARK.exec(name) ?? [];
  if (space === undefined || space !== processSpace()) return 'unknown';
  try {
    process.kill(Number(pid), 0);
    return 'alive';
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ESRCH' ? 'dead' : 'alive';
  }
}

const MARK = /(?:^|[.-])([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{12}(?![0-9a-f])/;
const NOWHERE = '00000000';

let known: string | null | undefined;

/** Names where this process's id means something; null where the system does not tell. */
function processSpace(): string | null {
  if (known === undefined) known = readSpace();
  return known;
}

function readSpace(): string | null {
  try {
    const parts = [
      readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'),
      readlinkSync('/proc/self/ns/pid'),
    ];
    return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 8);
  } catch {
    return null;
  }
}
