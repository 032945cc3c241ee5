/**
 * One registry, asked for one repository: knows the way there, logs in when asked to, and again when a token has
 * run out. A login is looked for only when the registry wants one.
 */
import type { Http, HttpResponse } from '../../../base/http/http.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import {
  basicAuthorization,
  type Credential,
  type CredentialSearch,
  type CredentialStore,
} from './credential.ts';
import { type Endpoint, findOrigin, type RegistryTrust, trustOf } from './endpoint.ts';
import { type Asked, badLoginAnswer, loginRefused, toRegistryError } from './registry-error.ts';
import { fetchToken } from './token.ts';

export interface SessionSettings {
  readonly http: Http;
  readonly credentials: CredentialStore;
  readonly trust: RegistryTrust;
  readonly signal: AbortSignal;
  /** The reference, for errors. */
  readonly where: string;
}

export interface Session {
  readonly endpoint: Endpoint;
  /** The answer to `GET /v2/<repository>/<path>` if its status is 200 or 206. Else throws InputError. */
  get(path: string, headers: Readonly<Record<string, string>>): Promise<HttpResponse>;
  /** What is asked and with which login, for errors about an answer's content. */
  asked(): Asked;
}

/** Opens no connection yet. */
export function openSession(endpoint: Endpoint, settings: SessionSettings): Session {
  const state: State = { origin: null, authorization: null, isFixed: false, search: null, renewing: null };
  const context: Context = { endpoint, settings, state };
  return {
    endpoint,
    asked: () => askedOf(context),
    async get(path, headers) {
      const response = await authorized(context, path, headers);
      if (response.status === 200 || response.status === 206) return response;
      throw await toRegistryError(response, askedOf(context));
    },
  };
}

/** The only thing here that changes. */
interface State {
  origin: Promise<string> | null;
  authorization: string | null;
  /** True for a login that is sent as it is, false for a token that was fetched. */
  isFixed: boolean;
  search: CredentialSearch | null;
  /** A login under way: layers are read side by side, one of them logs in for all. */
  renewing: Promise<void> | null;
}

interface Context {
  readonly endpoint: Endpoint;
  readonly settings: SessionSettings;
  readonly state: State;
}

async function authorized(
  context: Context,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<HttpResponse> {
  const used = context.state.authorization;
  const response = await send(context, path, headers);
  if (!(await wantsLogin(context, response))) return response;
  if (context.state.authorization === used) await renew(context, response, used);
  else await response.discard();
  const second = await send(context, path, headers);
  // A token that is refused may lack a permission; a password that is refused is wrong.
  if (context.state.isFixed && (await wantsLogin(context, second))) {
    throw await loginRefused(second, askedOf(context), null);
  }
  return second;
}

async function send(
  { endpoint, settings, state }: Context,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<HttpResponse> {
  const { http, signal } = settings;
  const trust = trustOf(endpoint, settings.trust);
  state.origin ??= findOrigin(http, endpoint, trust, signal);
  const authorization = state.authorization === null ? {} : { authorization: state.authorization };
  const url = `${await state.origin}/v2/${endpoint.repository}/${path}`;
  return http.get(url, { headers: { ...headers, ...authorization }, trust, signal });
}

/** Only the registry itself may ask for its login, not a host that it redirected to. */
async function wantsLogin({ state }: Context, response: HttpResponse): Promise<boolean> {
  return response.status === 401 && new URL(response.url).origin === new URL((await state.origin)!).origin;
}

/** Throws InputError `login-refused` if the login that was just used is what is refused. */
async function renew(context: Context, response: HttpResponse, used: string | null): Promise<void> {
  const { state } = context;
  if (state.renewing !== null) {
    await response.discard();
    return state.renewing;
  }
  state.renewing = logIn(context, response, used);
  try {
    await state.renewing;
  } finally {
    state.renewing = null;
  }
}

async function logIn(context: Context, response: HttpResponse, used: string | null): Promise<void> {
  const { state } = context;
  state.search ??= await context.settings.credentials.find(subjectOf(context.endpoint));
  const challenges = parseChallenges(response.headers.get('www-authenticate') ?? '');
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
  const { credential } = state.search;
  const fixed = credential === null ? null : fixedAuthorization(credential, challenges);
  if (fixed === null && bearer !== undefined) {
    await response.discard();
    state.authorization = `Bearer ${await tokenFor(context, bearer)}`;
    return;
  }
  if (fixed === null || fixed === used) throw await refusal(context, response, challenges, fixed !== null);
  await response.discard();
  state.authorization = fixed;
  state.isFixed = true;
}

/** A login that goes to the registry as it is; null if a token must be fetched, or the registry takes no such login. */
function fixedAuthorization(credential: Credential, challenges: readonly Challenge[]): string | null {
  if (credential.kind === 'bearer') return `Bearer ${credential.token}`;
  if (credential.kind !== 'basic' || challenges.some(({ scheme }) => scheme === 'bearer')) return null;
  if (!challenges.some(({ scheme }) => scheme === 'basic')) return null;
  return basicAuthorization(credential.username, credential.password);
}

async function tokenFor(context: Context, challenge: Challenge): Promise<string> {
  const { endpoint, settings, state } = context;
  const { http, signal } = settings;
  return fetchToken({
    http,
    signal,
    challenge,
    origin: (await state.origin)!,
    trust: trustOf(endpoint, settings.trust),
    tokenRealms: settings.trust.tokenRealms,
    asked: askedOf(context),
  });
}

async function refusal(
  context: Context,
  response: HttpResponse,
  challenges: readonly Challenge[],
  wasSent: boolean,
): Promise<Error> {
  const asked = askedOf(context);
  if (wasSent || asked.search?.credential == null) return loginRefused(response, asked, null);
  await response.discard();
  const kinds = challenges.map(({ scheme }) => scheme).join(', ');
  return badLoginAnswer(
    `it takes logins of kind ${kinds || '(none named)'}, the one there is has another`,
    asked,
  );
}

function subjectOf({ host, repository, isMirror }: Endpoint): Parameters<CredentialStore['find']>[0] {
  return { host, repository, isReferenceHost: !isMirror };
}

function askedOf({ endpoint, settings, state }: Context): Asked {
  return {
    where: settings.where,
    host: endpoint.host,
    repository: endpoint.repository,
    search: state.search,
  };
}
