/** Our registry source, set up for tests: nothing of the machine's own settings, no waiting. */
import { createHttp } from '../src/base/http/http.ts';
import { DEFAULT_RETRY, type RetrySettings } from '../src/base/http/http-retry.ts';
import { DEFAULT_HTTP, type HttpSettings } from '../src/base/http/http-settings.ts';
import { DEFAULT_LIMITS } from '../src/base/limits.ts';
import type { ImageSource, OpenImage, OpenRequest } from '../src/image/source.ts';
import type { Credential, CredentialStore } from '../src/image/sources/registry/credential.ts';
import { createRegistrySource, type RegistrySettings } from '../src/image/sources/registry/source.ts';

export interface ClientOptions {
  readonly http?: Partial<HttpSettings>;
  readonly registry?: Partial<Omit<RegistrySettings, 'http'>>;
}

export interface RegistryClient {
  readonly source: ImageSource;
  open(reference: string, request?: Partial<OpenRequest>): Promise<OpenImage>;
  close(): Promise<void>;
}

/** Waits of the client are not waited for. */
export const NO_WAIT: RetrySettings = { ...DEFAULT_RETRY, random: () => 0, sleep: async () => {} };

export const NO_CREDENTIALS: CredentialStore = {
  find: async () => ({ credential: null, looked: ['nowhere'], failures: [] }),
};

export function createClient({ http: httpSettings = {}, registry = {} }: ClientOptions = {}): RegistryClient {
  const http = createHttp({ ...DEFAULT_HTTP, version: '0.0.0', retry: NO_WAIT, ...httpSettings });
  const source = createRegistrySource({
    http,
    credentials: NO_CREDENTIALS,
    mirrors: [],
    trust: { plainHttp: [], tokenRealms: [] },
    limits: DEFAULT_LIMITS,
    retry: NO_WAIT,
    ...registry,
  });
  return {
    source,
    open: (reference, request = {}) =>
      source.open({
        reference,
        platform: null,
        host: { os: 'linux', architecture: 'amd64', variant: '' },
        anyPlatform: false,
        imageName: '',
        signal: new AbortController().signal,
        ...request,
      }),
    close: () => http.close(),
  };
}

/** Knows one login for each host. */
export function credentialsFor(logins: Readonly<Record<string, Credential>>): CredentialStore {
  return {
    find: async ({ host }) => ({ credential: logins[host] ?? null, looked: ['the test'], failures: [] }),
  };
}

/** All stored bytes of a layer. */
export async function readLayer(image: OpenImage, index: number): Promise<Uint8Array> {
  const bytes = image.layers[index]?.bytes;
  if (bytes?.kind !== 'stream') throw new Error(`layer ${index} is no stream`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await bytes.open()) chunks.push(chunk);
  return Buffer.concat(chunks);
}
