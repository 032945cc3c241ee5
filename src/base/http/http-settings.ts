/** What the HTTP client can be told: once for all requests, and for each of them. */
import type { Resolve } from './http-connect.ts';
import type { Environment } from './http-proxy.ts';
import { DEFAULT_RETRY, type RetrySettings } from './http-retry.ts';
import { type HostTrust, NO_TRUST } from './http-trust.ts';

export interface HttpSettings {
  /** Plimsoll's version, for the user agent. */
  readonly version: string;
  /** Where the proxy settings are read from. */
  readonly env: Environment;
  /** File of further certificate authorities, PEM; null for none. */
  readonly caFile: string | null;
  /** Holds for all requests, in addition to their own. */
  readonly trust: HostTrust;
  readonly timeouts: HttpTimeouts;
  readonly retry: RetrySettings;
  /** Null = the system's resolver. */
  readonly resolve: Resolve | null;
}

export interface HttpTimeouts {
  readonly connectMs: number;
  /** From the request to the answer's headers. */
  readonly headersMs: number;
  /** Between two pieces of the body. */
  readonly idleBodyMs: number;
}

/** All but the version. */
export const DEFAULT_HTTP: Omit<HttpSettings, 'version'> = {
  env: {},
  caFile: null,
  trust: NO_TRUST,
  timeouts: { connectMs: 10_000, headersMs: 60_000, idleBodyMs: 60_000 },
  retry: DEFAULT_RETRY,
  resolve: null,
};

export interface RequestOptions {
  /** `authorization` goes only to the origin of the URL, never along a redirect to another one. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** What the user named, for this request. Default: nothing. */
  readonly trust?: HostTrust;
  /** Lets the server send gzip; the body is what it decodes to. Default: false, the stored bytes. */
  readonly compressed?: boolean;
  /** Tries, where it must be another number than the settings'. */
  readonly attempts?: number;
}
