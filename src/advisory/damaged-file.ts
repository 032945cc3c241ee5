/** The error for a feed's file that is damaged as a whole. */
import { InputError } from '../base/errors.ts';

export function damagedFile(path: string, why: string, cause?: unknown): InputError {
  return new InputError('feed-damaged', {
    what: `The advisory file cannot be read: ${why}.`,
    where: path,
    wayOut: 'Download it again, or check that it is what its name says.',
    cause,
  });
}
