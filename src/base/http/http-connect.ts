/**
 * Connections: direct ones whose resolved address is checked, and ones through a proxy. Named and unnamed hosts
 * have separate pools, so that a connection to a private address is never used by a request that may not make one.
 * The only file that loads undici (100 ms), which is why http.ts loads it late.
 */
import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { Agent, buildConnector, type Dispatcher, ProxyAgent } from 'undici';
import { once } from '../once.ts';
import { proxyName } from './http-proxy.ts';
import { checkAddress } from './http-trust.ts';

/** Resolves a name to all its addresses. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface ConnectionSettings {
  /** Certificates that are trusted besides the system's, PEM; empty for none. */
  readonly extraCertificates: readonly string[];
  readonly connectMs: number;
  /** Null = the system's resolver. */
  readonly resolve: Resolve | null;
}

export interface Connections {
  /** `isNamed`: the user named the host, its address may be private. */
  dispatcherFor(isNamed: boolean, proxy: URL | null): Dispatcher;
  close(): Promise<void>;
}

export function openConnections(settings: ConnectionSettings): Connections {
  const pools = new Map<string, Dispatcher>();
  const secureContext = once(() => trustStore(settings.extraCertificates));
  const create = (isNamed: boolean, proxy: URL | null): Dispatcher =>
    proxy === null
      ? directAgent(settings, secureContext, isNamed)
      : proxyAgent(settings, secureContext, proxy);
  return {
    dispatcherFor(isNamed, proxy) {
      const key = proxy === null ? `direct ${isNamed}` : `proxy ${proxy.href}`;
      const known = pools.get(key);
      if (known !== undefined) return known;
      const created = create(isNamed, proxy);
      pools.set(key, created);
      return created;
    },
    async close() {
      const open = [...pools.values()];
      pools.clear();
      await Promise.all(open.map((pool) => pool.destroy()));
    },
  };
}

type Lazy<T> = () => T;

function directAgent(settings: ConnectionSettings, context: Lazy<SecureContext>, isNamed: boolean): Agent {
  const lookup = checkedLookup(settings.resolve ?? resolveBySystem, isNamed);
  const plain = buildConnector({ lookup, timeout: settings.connectMs, allowH2: false });
  // Built with the first TLS connection: reading the system's authorities takes 40 ms.
  const secure = once(() =>
    buildConnector({ lookup, timeout: settings.connectMs, allowH2: false, secureContext: context() }),
  );
  return new Agent({
    allowH2: false,
    connect(options, callback) {
      try {
        // A literal address is never looked up, so that no look-up could check it.
        checkAddress(options.hostname, options.hostname, isNamed);
        (options.protocol === 'https:' ? secure() : plain)(options, callback);
      } catch (cause) {
        callback(cause as Error, null);
      }
    },
  });
}

/** A proxy is the user's own choice: its address may be private, the target's address is the proxy's business. */
function proxyAgent(settings: ConnectionSettings, context: Lazy<SecureContext>, proxy: URL): ProxyAgent {
  checkAddress(proxyName(proxy), proxy.hostname, true);
  const lookup = checkedLookup(settings.resolve ?? resolveBySystem, true);
  const tls = { secureContext: context(), allowH2: false, timeout: settings.connectMs };
  return new ProxyAgent({
    uri: proxy.href,
    allowH2: false,
    connectTimeout: settings.connectMs,
    requestTls: tls,
    proxyTls: { ...tls, lookup },
  });
}

/** Drops the addresses that must not be connected to; what is connected to is exactly what was checked. */
function checkedLookup(resolve: Resolve, isNamed: boolean): LookupFunction {
  return (hostname, options, callback) => {
    const answer = (error: Error | null, found: readonly LookupAddress[]): void => {
      const first = found[0] ?? { address: '', family: 0 };
      if (options.all) callback(error as NodeJS.ErrnoException | null, [...found]);
      else callback(error as NodeJS.ErrnoException | null, first.address, first.family);
    };
    resolve(hostname)
      .then((addresses) => allowedOf(hostname, addresses, isNamed))
      .then(
        (allowed) => answer(null, allowed),
        (cause: unknown) => answer(cause as Error, []),
      );
  };
}

function allowedOf(hostname: string, addresses: readonly LookupAddress[], isNamed: boolean): LookupAddress[] {
  let refusal: unknown = null;
  const allowed = addresses.filter(({ address }) => {
    try {
      checkAddress(hostname, address, isNamed);
      return true;
    } catch (cause) {
      refusal = cause;
      return false;
    }
  });
  if (allowed.length === 0 && refusal !== null) throw refusal;
  return allowed;
}

function resolveBySystem(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((found, fail) => {
    systemLookup(hostname, { all: true }, (error, addresses) => {
      if (error === null) found(addresses);
      else fail(error);
    });
  });
}

/** Node's own authorities, the system's and the user's together. */
function trustStore(extra: readonly string[]): SecureContext {
  const known = [...getCACertificates('default'), ...getCACertificates('system'), ...extra];
  return createSecureContext({ ca: [...new Set(known)] });
}
