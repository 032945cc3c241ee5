/**
 * Which token server may get a registry's login. A registry names its token server itself, so a crafted one could
 * name anybody's and collect logins: the same host is allowed, well-known pairs are, and what the user adds.
 */
import { isListed } from '../../../base/http/http-trust.ts';

/** Token servers of registries that keep them on another host, as their operators document them. */
const KNOWN_PAIRS: readonly (readonly [registry: RegExp, realmHost: string])[] = [
  [/^registry-1\.docker\.io$/, 'auth.docker.io'],
  [/^registry\.gitlab\.com$/, 'gitlab.com'],
  [/^lscr\.io$/, 'ghcr.io'],
  [/^registry\.digitalocean\.com$/, 'api.digitalocean.com'],
  [/^registry(?:-vpc)?\.([a-z]+-[a-z]+(?:-\d+)?)\.aliyuncs\.com$/, 'dockerauth.$1.aliyuncs.com'],
];

/** True if a login for the registry at `origin` may go to `realm`. Never from HTTPS to plain HTTP. */
export function mayGetLogin(realm: URL, origin: string, allowed: readonly string[]): boolean {
  const registry = new URL(origin);
  if (realm.protocol === 'http:' && registry.protocol === 'https:') return false;
  if (realm.host === registry.host || isListed(realm, allowed)) return true;
  if (realm.protocol !== 'https:') return false;
  return KNOWN_PAIRS.some(
    ([pattern, host]) => pattern.test(registry.host) && registry.host.replace(pattern, host) === realm.host,
  );
}
