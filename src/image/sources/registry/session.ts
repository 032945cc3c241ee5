/**
 * One registry, asked for one repository: knows the way there, logs in when asked to, and again when a token has
 * run out or does not allow what is done. A login is looked for only when the registry wants one.
 */
import type { Http, HttpResponse } from '../../../base/http/http.ts';
import type { RequestOptions } from '../../../base/http/http-settings.ts';
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
  /**
   * Sends something. `target` is a path below `/v2/<repository>/`, or an address that the registry gave for an upload,
   * which gets no login if it is of another host. Any status is an answer.
   */
  send(upload: Upload): Promise<HttpResponse>;
  /** What is asked and with which login, for errors about an answer's content. */
  asked(): Asked;
}

export interface Upload {
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What is put there; null = a post without a body, which begins an upload. */
  readonly body: Uint8Array | null;
}

/** Opens no connection yet. */
export function openSession(endpoint: Endpoint, settings: SessionSettings): Session {
  const state: State = {
    access: 'pull',
    origin: null,
    authorization: null,
    isFixed: false,
    search: null,
    renewing: null,
  };
  const context: Context = { endpoint, settings, state };
  return {
    endpoint,
    asked: () => askedOf(context),
    async get(path, headers) {
      const response = await authorized(context, () => get(context, path, headers));
      if (response.status === 200 || response.status === 206) return response;
      throw await toRegistryError(response, askedOf(context));
    },
    async send(upload) {
      state.access = 'push';
      return authorized(context, () => send(context, upload));
    },
  };
}

/** The only thing here that changes. */
interface State {
  access: Asked['access'];
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

async function authorized(context: Context, request: () => Promise<HttpResponse>): Promise<HttpResponse> {
  const used = context.state.authorization;
  const response = await request();
  if (!(await wantsLogin(context, response))) return response;
  if (context.state.authorization === used) await renew(context, response, used);
  else await response.discard();
  const second = await request();
  // A token that is refused may lack a permission; a password that is refused is wrong.
  if (context.state.isFixed && (await wantsLogin(context, second))) {
    throw await loginRefused(second, askedOf(context), null);
  }
  return second;
}

async function get(
  context: Context,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<HttpResponse> {
  const url = await urlOf(context, path);
  return context.settings.http.get(url.href, await optionsFor(context, url, headers));
}

async function send(context: Context, { target, headers, body }: Upload): Promise<HttpResponse> {
  const url = await urlOf(context, target);
  const options = await optionsFor(context, url, headers);
  const { http } = context.settings;
  return body === null ? http.post(url.href, '', options) : http.put(url.href, body, options);
}

async function urlOf(context: Context, target: string): Promise<URL> {
  const origin = await originOf(context);
  if (/^https?:\/\//i.test(target)) return new URL(target);
  return new URL(`${origin}/v2/${context.endpoint.repository}/${target}`);
}

function originOf({ endpoint, settings, state }: Context): Promise<string> {
  const { http, signal } = settings;
  state.origin ??= findOrigin(http, endpoint, trustOf(endpoint, settings.trust), signal);
  return state.origin;
}

async function optionsFor(
  context: Context,
  url: URL,
  headers: Readonly<Record<string, string>>,
): Promise<RequestOptions> {
  const { endpoint, settings, state } = context;
  const isOwn = url.origin === new URL(await originOf(context)).origin;
  const login = isOwn && state.authorization !== null ? { authorization: state.authorization } : {};
  return {
    headers: { ...headers, ...login },
    trust: trustOf(endpoint, settings.trust),
    signal: settings.signal,
  };
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
    access: state.access,
  };
}
