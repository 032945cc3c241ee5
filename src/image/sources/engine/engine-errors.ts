/** What can go wrong with an engine, said in words: it does not run, one may not use it, it lacks the image, it fails. */
import { InputError, messageOf, systemCode } from '../../../base/errors.ts';
import type { OpenRequest } from '../../source.ts';
import { type Endpoint, type Engine, formatEndpoint } from './endpoint.ts';

const TITLE: Readonly<Record<Engine, string>> = { docker: 'Docker', podman: 'Podman' };
const SETTING: Readonly<Record<Engine, string>> = { docker: 'DOCKER_HOST', podman: 'CONTAINER_HOST' };
const START: Readonly<Record<Engine, string>> = {
  docker: 'Start Docker',
  podman: 'Start its service (systemctl --user start podman.socket)',
};

/** A place that was tried in vain. */
export interface Failure {
  readonly endpoint: Endpoint;
  readonly cause: unknown;
}

/** What an engine was asked for. */
export interface Asked {
  readonly engine: Engine;
  readonly endpoint: Endpoint;
  readonly request: OpenRequest;
}

/** `engine-permission` if a socket is there that may not be used, else `engine-not-running` with every place tried. */
export function unreachable(engine: Engine, failures: readonly Failure[]): InputError {
  const forbidden = failures.find(({ cause }) => ['EACCES', 'EPERM'].includes(systemCode(cause)));
  return forbidden === undefined ? notRunning(engine, failures) : noPermission(engine, forbidden);
}

function notRunning(engine: Engine, failures: readonly Failure[]): InputError {
  const tried = failures
    .map(({ endpoint, cause }) => `${formatEndpoint(endpoint)} (${reasonOf(cause)})`)
    .join(', ');
  return new InputError('engine-not-running', {
    what: `${TITLE[engine]}'s engine does not answer. Tried: ${tried}.`,
    where: engine,
    wayOut: `${START[engine]}, or set ${SETTING[engine]} to its address.`,
    cause: failures[0]?.cause,
  });
}

function reasonOf(cause: unknown): string {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'no such socket',
    ECONNREFUSED: 'nobody listens',
    ENOTSOCK: 'not a socket',
  };
  if (cause instanceof Error && /^(Abort|Timeout)Error$/.test(cause.name)) return 'no answer in 10 seconds';
  return reasons[systemCode(cause)] ?? messageOf(cause);
}

function noPermission(engine: Engine, { endpoint, cause }: Failure): InputError {
  return new InputError('engine-permission', {
    what: `There is no permission to use ${TITLE[engine]}'s engine.`,
    where: formatEndpoint(endpoint),
    wayOut: 'Run as a user who may use the socket (for Docker: a member of the group docker).',
    cause,
  });
}

export function noSuchImage({ engine, request, endpoint }: Asked, text: string): InputError {
  return new InputError('no-such-image', {
    what: `${TITLE[engine]}'s engine has no such image${text === '' ? '' : `: ${text}`}.`,
    where: `${engine}:${request.reference} at ${formatEndpoint(endpoint)}`,
    wayOut: `Pull it first, or scan it from its registry: registry:${request.reference}`,
  });
}

export function refused({ engine, request, endpoint }: Asked, status: string, text: string): InputError {
  return new InputError('engine-failed', {
    what: `${TITLE[engine]}'s engine answers with status ${status}${text === '' ? '' : `: ${text}`}.`,
    where: `${engine}:${request.reference} at ${formatEndpoint(endpoint)}`,
    wayOut: "Look into the engine's log, or save the image to a file and scan that.",
  });
}

export function brokeOff(where: string, cause: unknown): Error {
  if (cause instanceof Error && cause.name === 'AbortError') return cause;
  return new InputError('engine-failed', {
    what: `The connection to the engine broke off: ${messageOf(cause)}.`,
    where,
    wayOut: "Try again; if it happens again, look into the engine's log.",
    cause,
  });
}
