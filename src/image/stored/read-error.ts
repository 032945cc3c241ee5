/** Errors of the file system, said in words. */
import { InputError, messageOf, PlimsollError, systemCode } from '../../base/errors.ts';

/** Turns what a file operation threw into an InputError; errors that are ours already stay as they are. */
export function readError(cause: unknown, where: string): Error {
  if (cause instanceof PlimsollError) return cause;
  if (cause instanceof Error && cause.name === 'AbortError') return cause;
  switch (systemCode(cause)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return notFound(where, cause);
    case 'EACCES':
    case 'EPERM':
      return new InputError('no-permission', {
        what: 'There is no permission to read it.',
        where,
        wayOut: 'Change its permissions or run as a user who may read it.',
        cause,
      });
    default:
      return new InputError('read-failed', {
        what: `It cannot be read: ${messageOf(cause)}.`,
        where,
        wayOut: 'Check the disk or copy the file again.',
        cause,
      });
  }
}

function notFound(where: string, cause: unknown): InputError {
  const isPathByName = !/^[./~]/.test(where);
  return new InputError('not-found', {
    what: 'There is no such file or folder.',
    where,
    wayOut: isPathByName
      ? `Check the path; if an image of a registry is meant, write registry:${where}.`
      : 'Check the path.',
    cause,
  });
}
