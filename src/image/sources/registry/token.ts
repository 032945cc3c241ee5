/**
 * Gets a bearer token from the token server that a registry names. Specification: distribution project, "Token
 * Authentication Specification" (GET with Basic) and "OAuth2 Token Authentication" (POST, for identity tokens).
 */
import { InputError } from '../../../base/errors.ts';
import type { Http, HttpResponse } from '../../../base/http/http.ts';
import type { HostTrust } from '../../../base/http/http-trust.ts';
import { isObject, textField } from '../../../base/json-fields.ts';
import type { Challenge } from './challenge.ts';
import { basicAuthorization, type Credential } from './credential.ts';
import { mayGetLogin } from './realm.ts';
import { type Asked, badLoginAnswer, loginRefused, realmRefused, toRegistryError } from './registry-error.ts';

export interface TokenRequest {
  readonly http: Http;
  /** Of the registry's API. */
  readonly origin: string;
  readonly challenge: Challenge;
  readonly trust: HostTrust;
  readonly tokenRealms: readonly string[];
  readonly signal: AbortSignal;
  readonly asked: Asked;
}

const TOKEN_BYTES = 256 * 1024;

/** The token's text. Throws InputError `token-realm-refused`, `login-refused`, `login-required`, `bad-token-answer`. */
export async function fetchToken(request: TokenRequest): Promise<string> {
  const { asked } = request;
  const credential = asked.search?.credential ?? null;
  const realm = realmOf(request);
  if (credential !== null && !mayGetLogin(realm, request.origin, request.tokenRealms)) {
    throw realmRefused(shown(realm), asked, null);
  }
  const response = await ask(realm, credential, request);
  if (response.status === 401 || response.status === 403)
    throw await loginRefused(response, asked, shown(realm));
  if (response.status !== 200) throw await toRegistryError(response, { ...asked, host: realm.host });
  return parseToken(await readObject(response, asked), asked);
}

function realmOf({ challenge, asked }: TokenRequest): URL {
  const realm = challenge.params.get('realm') ?? '';
  const url = URL.parse(realm);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw badLoginAnswer(`it names no usable token server (\`${realm}\`)`, asked);
  }
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

async function ask(realm: URL, credential: Credential | null, request: TokenRequest): Promise<HttpResponse> {
  try {
    return credential?.kind === 'identity'
      ? await postRefresh(realm, credential.token, request)
      : await getToken(realm, credential, request);
  } catch (thrown) {
    const isRefused = thrown instanceof InputError && /^(address|plain-http)-refused$/.test(thrown.code);
    throw isRefused ? realmRefused(shown(realm), request.asked, thrown) : thrown;
  }
}

function getToken(realm: URL, credential: Credential | null, request: TokenRequest): Promise<HttpResponse> {
  const { http, trust, signal } = request;
  const url = new URL(realm);
  for (const [name, value] of wanted(request)) url.searchParams.append(name, value);
  const headers: Record<string, string> = {};
  if (credential?.kind === 'basic') {
    headers['authorization'] = basicAuthorization(credential.username, credential.password);
  }
  return http.get(url.href, { headers, trust, signal });
}

function postRefresh(realm: URL, token: string, request: TokenRequest): Promise<HttpResponse> {
  const { http, trust, signal } = request;
  const form = new URLSearchParams([
    ['grant_type', 'refresh_token'],
    ['client_id', 'plimsoll'],
    ...wanted(request),
    ['refresh_token', token],
  ]);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return http.post(realm.href, form.toString(), { headers, trust, signal });
}

function wanted({ challenge, asked }: TokenRequest): [name: string, value: string][] {
  const service = challenge.params.get('service');
  const actions = asked.access === 'push' ? 'pull,push' : 'pull';
  const scope = challenge.params.get('scope') || `repository:${asked.repository}:${actions}`;
  return [...(service === undefined ? [] : [['service', service] as [string, string]]), ['scope', scope]];
}

async function readObject(response: HttpResponse, asked: Asked): Promise<Readonly<Record<string, unknown>>> {
  const body = await response.json(TOKEN_BYTES).catch((thrown: unknown) => {
    if (thrown instanceof InputError && thrown.code === 'not-json') return null;
    throw thrown;
  });
  if (isObject(body)) return body;
  throw badLoginAnswer(`the token server ${response.url} does not answer in JSON`, asked);
}

function parseToken(body: Readonly<Record<string, unknown>>, asked: Asked): string {
  const token = textField(body, 'token') || textField(body, 'access_token');
  // It becomes a header: nothing in it may end the line.
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw badLoginAnswer('the token server gave no valid token', asked);
}

function shown(realm: URL): string {
  return `${realm.protocol}//${realm.host}${realm.pathname}`;
}
