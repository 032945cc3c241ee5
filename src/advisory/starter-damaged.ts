/** The error for data of the program itself that cannot be read. */
import { InputError, messageOf } from '../base/errors.ts';

export function starterDamaged(where: string, cause: unknown): InputError {
  return new InputError('starter-damaged', {
    what: `The starter advisories cannot be read: ${messageOf(cause)}.`,
    where,
    wayOut: 'Install plimsoll again, or run `plimsoll db update`.',
    cause,
  });
}
