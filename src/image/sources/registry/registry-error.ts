/**
 * Errors of registries: what was refused, by whom, with which login, and what to do. Specification:
 * distribution-spec, "Error Codes". A registry's own words are quoted, shortened and without control characters.
 */
import { InputError } from '../../../base/errors.ts';
import type { HttpResponse } from '../../../base/http/http.ts';
import { parseJsonText } from '../../../base/json.ts';
import { isObject, listField, textField } from '../../../base/json-fields.ts';
import { type CredentialSearch, describeCredential } from './credential.ts';

/** What was asked for, and with which login. */
export interface Asked {
  /** The reference, or what part of it. */
  readonly where: string;
  readonly host: string;
  readonly repository: string;
  /** Null before the registry asked for a login. */
  readonly search: CredentialSearch | null;
  readonly access: 'pull' | 'push';
}

interface Said {
  readonly codes: readonly string[];
  /** `: text` or empty. */
  readonly quote: string;
}

const ERROR_BYTES = 64 * 1024;

/** The error for an answer that is not what was asked for. Reads the body. */
export async function toRegistryError(response: HttpResponse, asked: Asked): Promise<InputError> {
  const { status } = response;
  const said = await readSaid(response);
  if (status === 401 || status === 403 || said.codes.includes('DENIED')) return denied(status, said, asked);
  if (status === 429) return rateLimited(said, asked);
  if (isHtml(response) && said.codes.length === 0) return notARegistry(response, asked);
  if (status === 404) return notFound(said, asked);
  return new InputError('registry-failed', {
    what: `${asked.host} answered with status ${status}${said.quote}.`,
    where: asked.where,
    wayOut: 'Try again later; if it stays, ask who runs the registry.',
  });
}

/** A web page where a registry's answer should be: a login portal, a wrong port, a web server. */
export function notARegistry(response: HttpResponse, { host, where }: Asked): InputError {
  return new InputError('not-a-registry', {
    what: `${host} answers with a web page (status ${response.status}), not as a container registry.`,
    where,
    wayOut: 'Check the name of the registry and its port; a proxy or login page may answer in its place.',
  });
}

export function isHtml(response: HttpResponse): boolean {
  return /^\s*(text\/html|application\/xhtml)/i.test(response.headers.get('content-type') ?? '');
}

/** The login was refused by the registry or, if `realm` is given, by its token server. */
export async function loginRefused(
  response: HttpResponse,
  asked: Asked,
  realm: string | null,
): Promise<InputError> {
  const said = await readSaid(response);
  if (asked.search?.credential == null) return denied(response.status, said, asked);
  const who = realm === null ? asked.host : `${asked.host}'s token server ${realm}`;
  return new InputError('login-refused', {
    what: `${who} refused the login (status ${response.status}${said.quote}). ${triedWith(asked)}`,
    where: asked.where,
    wayOut: `Check user name and password or token; log in again with \`docker login ${asked.host}\`.`,
  });
}

/** A crafted registry could collect logins by naming another token server. */
export function realmRefused(realm: string, asked: Asked, cause: InputError | null): InputError {
  const host = URL.parse(realm)?.host ?? realm;
  const why = cause === null ? 'which is not known to belong to it' : 'which must not be asked';
  return new InputError('token-realm-refused', {
    what: `${asked.host} names the token server ${clean(realm)}, ${why}; nothing was sent there. ${triedWith(asked)}`,
    where: asked.where,
    wayOut: cause?.wayOut.startsWith('No setting')
      ? cause.wayOut
      : `If that token server is right, allow it with --token-realm ${clean(host)}.`,
    cause,
  });
}

/** Registry or token server said something that is no valid step of a login. */
export function badLoginAnswer(problem: string, asked: Asked): InputError {
  return new InputError('bad-token-answer', {
    what: `${asked.host} cannot be logged in to: ${clean(problem)}.`,
    where: asked.where,
    wayOut: 'Ask who runs the registry; a proxy may have changed the answer.',
  });
}

function denied(status: number, said: Said, asked: Asked): InputError {
  const { host, repository, search, where, access } = asked;
  const isAnonymous = search?.credential == null;
  const mayBeMissing = 'or there is no such image: registries often do not tell';
  return new InputError(isAnonymous ? 'login-required' : 'no-permission', {
    what: `${host} gives no access to ${repository} (status ${status}${said.quote}). ${triedWith(asked)}`,
    where,
    wayOut: isAnonymous
      ? `Log in with \`docker login ${host}\` or set PLIMSOLL_USERNAME and PLIMSOLL_PASSWORD, ${mayBeMissing}.`
      : `Use a login that may ${access === 'push' ? 'push to' : 'pull'} ${repository}, ${mayBeMissing}.`,
  });
}

function triedWith({ search }: Asked): string {
  if (search === null) return 'No login was asked for.';
  const failures = search.failures.length === 0 ? '' : ` But ${search.failures.join('; ')}.`;
  if (search.credential !== null) return `Tried with ${describeCredential(search.credential)}.${failures}`;
  return `Tried without a login; none was found in ${search.looked.join(', ')}.${failures}`;
}

function rateLimited(said: Said, { host, where, search }: Asked): InputError {
  const hint = search?.credential == null ? 'Log in, since registries allow more then; or wait' : 'Wait';
  return new InputError('rate-limited', {
    what: `${host} answered that there were too many requests (status 429${said.quote}).`,
    where,
    wayOut: `${hint} a while, or use a mirror with --mirror.`,
  });
}

function notFound(said: Said, { host, repository, where }: Asked): InputError {
  const isName = said.codes.includes('NAME_UNKNOWN');
  const what = isName ? `no repository ${repository}` : `nothing of this name in ${repository}`;
  return new InputError('not-found', {
    what: `${host} has ${what} (status 404${said.quote}).`,
    where,
    wayOut: 'Check the spelling of the image, its tag and its registry.',
  });
}

async function readSaid(response: HttpResponse): Promise<Said> {
  try {
    const body: unknown = parseJsonText(await response.text(ERROR_BYTES));
    return isObject(body) ? toSaid(body) : { codes: [], quote: '' };
  } catch {
    return { codes: [], quote: '' };
  }
}

/** Registries: `{errors: [{code, message}]}`; token servers: `{details}`, `{error_description}`, `{message}`. */
function toSaid(body: Readonly<Record<string, unknown>>): Said {
  const errors = listField(body, 'errors').filter(isObject);
  const first = errors.map((error) => textField(error, 'message')).find((message) => message !== '');
  const text =
    first || textField(body, 'details') || textField(body, 'error_description') || textField(body, 'message');
  const quote = text === undefined || text === '' ? '' : `: ${clean(text)}`;
  return { codes: errors.map((error) => textField(error, 'code')), quote };
}

/** Untrusted words for a terminal: no escape sequences, one line, not long. */
function clean(text: string): string {
  const line = text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .replace(/\.$/, '');
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
