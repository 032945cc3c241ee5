/** One request on the wire, and its further tries. No redirects: see http.ts. */
import { decoded, type HttpResponse, type ResponseParts, toResponse } from './http-body.ts';
import { readCertificates } from './http-certificates.ts';
import type { Connections } from './http-connect.ts';
import { toHttpError } from './http-error.ts';
import { proxyFor } from './http-proxy.ts';
import { isRetriedFailure, isRetriedStatus, waitAfter } from './http-retry.ts';
import type { HttpSettings, RequestOptions } from './http-settings.ts';
import { checkTarget, type HostTrust, isListed, NO_TRUST, safeUrl } from './http-trust.ts';

export interface Exchange {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  readonly options: RequestOptions;
}

export interface Sender {
  send(exchange: Exchange): Promise<HttpResponse>;
  /** Ends all connections; new ones are opened when needed. */
  close(): Promise<void>;
}

interface Client {
  readonly settings: HttpSettings;
  connections(): Promise<Connections>;
}

export function createSender(settings: HttpSettings): Sender {
  const extraCertificates = settings.caFile === null ? [] : readCertificates(settings.caFile);
  let opened: Promise<Connections> | null = null;
  const open = async (): Promise<Connections> => {
    const { openConnections } = await import('./http-connect.ts');
    const { connectMs } = settings.timeouts;
    return openConnections({ extraCertificates, connectMs, resolve: settings.resolve });
  };
  const connections = (): Promise<Connections> => {
    opened ??= open();
    return opened;
  };
  return {
    send: (exchange) => sendWithRetry({ settings, connections }, exchange),
    async close() {
      const last = opened;
      opened = null;
      await (await last)?.close();
    },
  };
}

async function sendWithRetry(client: Client, exchange: Exchange): Promise<HttpResponse> {
  const { retry } = client.settings;
  const attempts = exchange.options.attempts ?? retry.attempts;
  const signal = exchange.options.signal ?? null;
  for (let attempt = 1; ; attempt++) {
    const outcome = await sendOnce(client, exchange);
    if (!outcome.again || attempt >= attempts) return settle(outcome);
    const wait = waitAfter(attempt, await retryAfterOf(outcome), retry);
    await retry.sleep(wait, signal);
  }
}

type Outcome =
  | { readonly kind: 'response'; readonly response: HttpResponse; readonly again: boolean }
  | { readonly kind: 'failure'; readonly error: unknown; readonly again: boolean };

function settle(outcome: Outcome): HttpResponse {
  if (outcome.kind === 'failure') throw outcome.error;
  return outcome.response;
}

async function retryAfterOf(outcome: Outcome): Promise<string> {
  if (outcome.kind === 'failure') return '';
  await outcome.response.discard();
  return outcome.response.headers.get('retry-after') ?? '';
}

async function sendOnce(client: Client, exchange: Exchange): Promise<Outcome> {
  const { url, options } = exchange;
  const trust = joined(client.settings.trust, options.trust ?? NO_TRUST);
  checkTarget(url, trust);
  const proxy = proxyFor(url, client.settings.env);
  const toError = (thrown: unknown): unknown =>
    options.signal?.aborted ? options.signal.reason : toHttpError(thrown, url, proxy);
  try {
    options.signal?.throwIfAborted();
    const parts = await transmit(client, exchange, isListed(url, trust.named), proxy);
    const guarded = { ...parts, body: mapErrors(parts.body, toError) };
    const response = toResponse(options.compressed === true ? decoded(guarded) : guarded);
    return { kind: 'response', response, again: isRetriedStatus(response.status) };
  } catch (thrown) {
    return {
      kind: 'failure',
      error: toError(thrown),
      again: !options.signal?.aborted && isRetriedFailure(thrown),
    };
  }
}

async function transmit(
  client: Client,
  { method, url, headers, body, options }: Exchange,
  isNamed: boolean,
  proxy: URL | null,
): Promise<ResponseParts> {
  const { timeouts, version } = client.settings;
  const dispatcher = (await client.connections()).dispatcherFor(isNamed, proxy);
  const answer = await dispatcher.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers: {
      'user-agent': `plimsoll/${version}`,
      'accept-encoding': options.compressed === true ? 'gzip' : 'identity',
      ...headers,
    },
    body,
    signal: options.signal ?? null,
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.idleBodyMs,
  });
  return {
    url: safeUrl(url),
    status: answer.statusCode,
    headers: headerMap(answer.headers),
    body: answer.body,
    discard: async () => {
      await answer.body.dump({ limit: 64 * 1024 }).catch(() => {});
    },
  };
}

function headerMap(
  raw: Readonly<Record<string, string | string[] | undefined>>,
): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) map.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

async function* mapErrors(
  body: AsyncIterable<Uint8Array>,
  toError: (thrown: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (thrown) {
    throw toError(thrown);
  }
}

function joined(a: HostTrust, b: HostTrust): HostTrust {
  return { named: [...a.named, ...b.named], plainHttp: [...a.plainHttp, ...b.plainHttp] };
}
