/**
 * The HTTP client of everything that uses the network: registries, token servers, advisory feeds. RFC 9110 over
 * HTTP/1.1. It follows redirects by hand, tries again, honours proxies and the user's certificate authorities, and
 * refuses addresses that no untrusted answer may lead to (http-trust.ts). Left out: cookies, caching, HTTP/2.
 */
import { InputError } from '../errors.ts';
import type { HttpResponse } from './http-body.ts';
import { createSender, type Exchange, type Sender } from './http-send.ts';
import type { HttpSettings, RequestOptions } from './http-settings.ts';
import { parseHttpUrl, safeUrl } from './http-trust.ts';

/**
 * Every status is an answer, after the tries that 429, 502, 503 and 504 get; 304 is one too. What gives no answer
 * throws InputError: `host-not-found`, `connection-refused`, `connection-broken`, `host-unreachable`, `tls-failed`,
 * `timeout`, `address-refused`, `plain-http-refused`, `too-many-redirects`, `bad-redirect`, `proxy-failed`,
 * `not-http`, `request-failed`. An abort throws the signal's reason.
 */
export interface Http {
  get(url: string, options?: RequestOptions): Promise<HttpResponse>;
  head(url: string, options?: RequestOptions): Promise<HttpResponse>;
  /** Posts a text; redirects are answers. The content type is the caller's header. */
  post(url: string, body: string, options?: RequestOptions): Promise<HttpResponse>;
  /** Puts bytes; redirects are answers. The content type is the caller's header. */
  put(url: string, body: Uint8Array, options?: RequestOptions): Promise<HttpResponse>;
  /** Ends all connections; the client can be used again. */
  close(): Promise<void>;
}

export type { HttpResponse } from './http-body.ts';
export type { HostTrust } from './http-trust.ts';

const MAX_REDIRECTS = 5;

/** Throws InputError `ca-file` if the file of authorities cannot be used. Opens no connection. */
export function createHttp(settings: HttpSettings): Http {
  const sender = createSender(settings);
  return {
    get: async (url, options = {}) => follow(sender, firstExchange('GET', url, null, options)),
    head: async (url, options = {}) => follow(sender, firstExchange('HEAD', url, null, options)),
    post: async (url, body, options = {}) => sender.send(firstExchange('POST', url, body, options)),
    put: async (url, body, options = {}) => sender.send(firstExchange('PUT', url, body, options)),
    close: sender.close,
  };
}

/** The error for an answer with a status that the caller cannot use. */
export function httpStatusError(response: HttpResponse, wayOut: string): InputError {
  return new InputError('http-status', {
    what: `${new URL(response.url).host} answered with status ${response.status}.`,
    where: response.url,
    wayOut,
  });
}

function firstExchange(
  method: Exchange['method'],
  text: string,
  body: Exchange['body'],
  options: RequestOptions,
): Exchange {
  const url = parseHttpUrl(text);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = value;
  if (url.username !== '') headers['authorization'] ??= basicOf(url);
  return { method, url: withoutLogin(url), headers, body, options };
}

/** User and password in a URL that the user wrote (a mirror of feeds). */
function basicOf(url: URL): string {
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return `Basic ${Buffer.from(login).toString('base64')}`;
}

function withoutLogin(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  bare.hash = '';
  return bare;
}

async function follow(sender: Sender, first: Exchange): Promise<HttpResponse> {
  let exchange = first;
  for (let hops = 0; ; hops++) {
    const response = await sender.send(exchange);
    const target = redirectTarget(response, exchange.url);
    if (target === null) return response;
    await response.discard();
    if (hops === MAX_REDIRECTS) throw tooManyRedirects(first.url);
    exchange = { ...exchange, url: target, headers: headersFor(target, exchange) };
  }
}

function redirectTarget(response: HttpResponse, from: URL): URL | null {
  const location = response.headers.get('location');
  if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return null;
  const target = URL.parse(location, from);
  if (target?.protocol === 'https:' || target?.protocol === 'http:') return withoutLogin(target);
  throw new InputError('bad-redirect', {
    what: `${from.host} redirects to something that is not a web address.`,
    where: safeUrl(from),
    wayOut: 'Check that this is the right address.',
  });
}

/** A login belongs to one origin: another host, port or scheme must not see it. */
function headersFor(target: URL, { url, headers }: Exchange): Readonly<Record<string, string>> {
  if (target.origin === url.origin) return headers;
  const { authorization: _, ...others } = headers;
  return others;
}

function tooManyRedirects(url: URL): InputError {
  return new InputError('too-many-redirects', {
    what: `${url.host} redirects more than ${MAX_REDIRECTS} times.`,
    where: safeUrl(url),
    wayOut: 'Check that this is the right address.',
  });
}
