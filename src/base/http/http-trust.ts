/** Which hosts a request may go to, and how: what the user named may be private, everything else is the Internet. */

import { InputError, UsageError } from '../errors.ts';
import { addressKind, isLoopbackHost } from './address.ts';

/** Entries are `host` (its default port) or `host:port`; an IPv6 address in brackets. */
export interface HostTrust {
  /** Hosts that the user named: they may have private and loopback addresses. */
  readonly named: readonly string[];
  /** Hosts that may be spoken to without TLS although they are not loopback. */
  readonly plainHttp: readonly string[];
}

export const NO_TRUST: HostTrust = { named: [], plainHttp: [] };

/** Names under which clouds serve credentials, for requests whose address only the proxy resolves. */
const METADATA_NAMES = new Set(['metadata', 'metadata.google.internal', 'metadata.goog', 'instance-data']);

/** True if the URL's host and port are in the list. */
export function isListed(url: URL, hosts: readonly string[]): boolean {
  return hosts.some((entry) => URL.parse(`${url.protocol}//${entry}`)?.host === url.host);
}

/** Scheme, host and path of a URL: neither credentials nor a query, which may be a signature. */
export function safeUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/** Parses a URL that the user or a configured host gave. Throws UsageError `bad-url`. */
export function parseHttpUrl(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
  throw new UsageError('bad-url', {
    what: 'This is not an http:// or https:// URL.',
    where: text.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/s, ''),
    wayOut: 'Write it in full: https://host/path.',
  });
}

/**
 * Throws InputError `plain-http-refused` or `address-refused` for a URL that must not be asked at all. Names are
 * checked again by their addresses when the connection is made.
 */
export function checkTarget(url: URL, trust: HostTrust): void {
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname) && !isListed(url, trust.plainHttp)) {
    throw new InputError('plain-http-refused', {
      what: `Plain HTTP to ${url.host} was refused: anyone on the way could read and change it.`,
      where: safeUrl(url),
      wayOut: `Use https, or allow it with --plain-http ${url.host}.`,
    });
  }
  if (METADATA_NAMES.has(url.hostname.replace(/\.$/, ''))) throw addressRefused(url.hostname, url.hostname);
  checkAddress(url.hostname, url.hostname, isListed(url, trust.named));
}

/** Throws InputError `address-refused` if `address` must not be connected to; names that are no address pass. */
export function checkAddress(hostname: string, address: string, isNamed: boolean): void {
  const kind = addressKind(address);
  if (kind === 'forbidden') throw addressRefused(hostname, address);
  if (isNamed || kind === 'public') return;
  if (kind !== null || isLoopbackHost(address)) throw privateRefused(hostname, address);
}

function addressRefused(hostname: string, address: string): InputError {
  return new InputError('address-refused', {
    what: `A connection to ${described(hostname, address)} was refused: link-local, metadata, multicast and unspecified addresses are never asked.`,
    where: hostname,
    wayOut: 'No setting allows this. If a registry led here, do not trust it.',
  });
}

function privateRefused(hostname: string, address: string): InputError {
  return new InputError('address-refused', {
    what: `A connection to ${described(hostname, address)} was refused: it is a private address of a host that you did not name.`,
    where: hostname,
    wayOut: 'If the host is yours, allow it with --allow-host HOST[:PORT].',
  });
}

function described(hostname: string, address: string): string {
  return hostname === address ? hostname : `${hostname} (${address})`;
}
