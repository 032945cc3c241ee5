/** What a command needs for the network: loaded when it is used, for most scans of files never are. */
import { createHttp, type Http } from '../base/http/http.ts';
import { DEFAULT_RETRY } from '../base/http/http-retry.ts';
import { DEFAULT_HTTP } from '../base/http/http-settings.ts';
import type { Limits } from '../base/limits.ts';
import { createCredentialStore } from '../image/sources/registry/credentials.ts';
import { parseMirror } from '../image/sources/registry/endpoint.ts';
import type { RegistrySettings } from '../image/sources/registry/source.ts';
import type { Io } from './io.ts';

export interface NetworkOptions {
  readonly caFile?: string;
  readonly mirror?: readonly string[];
  readonly tokenRealm?: readonly string[];
  readonly plainHttp?: readonly string[];
  readonly allowHost?: readonly string[];
}

export interface Network {
  readonly http: Http;
  readonly registry: RegistrySettings;
}

/** Throws for options that cannot be used. Opens no connection. */
export function openNetwork(
  io: Io,
  { version, limits }: { readonly version: string; readonly limits: Limits },
  options: NetworkOptions,
): Network {
  const http = createHttpClient(io, version, options);
  return {
    http,
    registry: {
      http,
      credentials: createCredentialStore(io.env, io.home),
      mirrors: (options.mirror ?? []).map(parseMirror),
      trust: { plainHttp: options.plainHttp ?? [], tokenRealms: options.tokenRealm ?? [] },
      limits,
      retry: DEFAULT_RETRY,
    },
  };
}

/** A client for what the options allow, and for the host of `mirror`, a URL that the user wrote. */
export function createHttpClient(io: Io, version: string, options: NetworkOptions, mirror?: string): Http {
  const url = mirror === undefined ? null : URL.parse(mirror);
  const mirrors = url === null ? [] : [url.host];
  const trust = {
    named: [...(options.allowHost ?? []), ...mirrors],
    plainHttp: url?.protocol === 'http:' ? mirrors : [],
  };
  return createHttp({ ...DEFAULT_HTTP, version, env: io.env, caFile: options.caFile ?? null, trust });
}
