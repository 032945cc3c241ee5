/** Where a reference's content can be asked for: the user's mirrors first, then the registry itself. */

import { UsageError } from '../../../base/errors.ts';
import { isLoopbackHost } from '../../../base/http/address.ts';
import type { Http } from '../../../base/http/http.ts';
import { isNotTls } from '../../../base/http/http-error.ts';
import { type HostTrust, isListed } from '../../../base/http/http-trust.ts';
import type { Reference } from '../../../base/reference.ts';
import { normalHost } from './host-key.ts';

/** `--mirror HOST=MIRROR[/prefix]` */
export interface Mirror {
  /** The registry whose images the mirror has. */
  readonly host: string;
  readonly mirrorHost: string;
  /** Put before the repository, without slashes at its ends; may be empty. */
  readonly prefix: string;
}

export interface Endpoint {
  /** As the user writes it; logins belong to this name. */
  readonly host: string;
  /** Host and port of the API. */
  readonly apiHost: string;
  readonly repository: string;
  readonly isMirror: boolean;
}

/** What the user allowed beyond HTTPS to public hosts. */
export interface RegistryTrust {
  /** Hosts to speak plain HTTP with; `*` = whatever registry the reference names. */
  readonly plainHttp: readonly string[];
  /** Hosts of token servers that may get logins of any registry. */
  readonly tokenRealms: readonly string[];
}

/** Parses `HOST=MIRROR[/prefix]`. Throws UsageError `bad-mirror`. */
export function parseMirror(text: string): Mirror {
  const match = /^([^=/\s]+)=([^=/\s]+)((?:\/[^=/\s]+)*)\/?$/.exec(text);
  if (match === null || text.includes('://')) {
    throw new UsageError('bad-mirror', {
      what: 'This is not a mirror setting.',
      where: text,
      wayOut: 'Write it as HOST=MIRROR or HOST=MIRROR/prefix: docker.io=mirror.example.com/hub.',
    });
  }
  return { host: match[1]!, mirrorHost: match[2]!, prefix: match[3]!.slice(1) };
}

/** In the order in which they are tried; the registry itself is last. */
export function endpointsOf(reference: Reference, mirrors: readonly Mirror[]): readonly Endpoint[] {
  const { registry, repository } = reference;
  const suited = mirrors.filter(({ host }) => normalHost(host) === normalHost(registry));
  return [
    ...suited.map(({ mirrorHost, prefix }) => ({
      host: mirrorHost,
      apiHost: apiHostOf(mirrorHost),
      repository: prefix === '' ? repository : `${prefix}/${repository}`,
      isMirror: true,
    })),
    { host: registry, apiHost: apiHostOf(registry), repository, isMirror: false },
  ];
}

/** Registry and token servers may be private: the user named them. */
export function trustOf({ apiHost }: Endpoint, { plainHttp, tokenRealms }: RegistryTrust): HostTrust {
  const named = [apiHost, ...tokenRealms];
  return { named, plainHttp: plainHttp.includes('*') ? [apiHost, ...plainHttp] : plainHttp };
}

/**
 * `https://host`; `http://host` where the user asked for it, and on loopback where nothing speaks TLS. A certificate
 * that is not trusted is never a reason for plain HTTP.
 */
export async function findOrigin(
  http: Http,
  { apiHost }: Endpoint,
  trust: HostTrust,
  signal: AbortSignal,
): Promise<string> {
  const [secure, plain] = [`https://${apiHost}`, `http://${apiHost}`];
  if (isListed(new URL(plain), trust.plainHttp)) return plain;
  if (!isLoopbackHost(new URL(plain).hostname)) return secure;
  try {
    const response = await http.head(`${secure}/v2/`, { trust, signal, attempts: 1 });
    await response.discard();
    return secure;
  } catch (thrown) {
    if (isNotTls(thrown)) return plain;
    throw thrown;
  }
}

/** Docker Hub's API has another name than Docker Hub. */
function apiHostOf(host: string): string {
  return normalHost(host) === 'docker.io' ? 'registry-1.docker.io' : host;
}
