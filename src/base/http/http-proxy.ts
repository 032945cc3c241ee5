/**
 * Which proxy a request goes through, from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY (lower case wins, as in
 * curl). There is no specification; this follows what curl and Go have in common. Loopback never goes through a proxy.
 * Left out: SOCKS, proxy auto-configuration files.
 */

import { UsageError } from '../errors.ts';
import { isInNetwork, isLoopbackHost } from './address.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy for a URL, credentials included; null = a direct connection. Throws UsageError `bad-proxy`. */
export function proxyFor(url: URL, env: Environment): URL | null {
  if (isLoopbackHost(url.hostname)) return null;
  const setting =
    variable(env, url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') || variable(env, 'all_proxy');
  if (setting === '' || isExcluded(url, variable(env, 'no_proxy'))) return null;
  return parseProxy(setting);
}

/** Host and port of a proxy, for messages: never its credentials. */
export function proxyName(proxy: URL): string {
  return `${proxy.protocol}//${proxy.host}`;
}

function variable(env: Environment, name: string): string {
  return (env[name] || env[name.toUpperCase()] || '').trim();
}

function parseProxy(setting: string): URL {
  const url = URL.parse(setting.includes('://') ? setting : `http://${setting}`);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new UsageError('bad-proxy', {
    what: 'The proxy setting is not an http:// or https:// URL.',
    // The setting itself may hold a password.
    where: 'HTTPS_PROXY, HTTP_PROXY or ALL_PROXY',
    wayOut: 'Write it as http://host:port, or unset the variable.',
  });
}

function isExcluded(url: URL, list: string): boolean {
  const host = bareHost(url.hostname);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => entry !== '' && matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const network = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(entry);
  if (network !== null) return isInNetwork(host, network[1]!, Number(network[2]));
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry);
  if (parts?.[2] !== undefined && parts[2] !== port) return false;
  const name = bareHost(parts?.[1] ?? entry);
  const suffix = name.replace(/^\*?\./, '');
  if (suffix === '') return false;
  return host === suffix ? !name.startsWith('*') : host.endsWith(`.${suffix}`);
}

function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}
