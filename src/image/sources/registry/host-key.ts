/**
 * Keys of credential files. Docker writes hosts, and `https://index.docker.io/v1/` for Docker Hub; older clients
 * wrote URLs; podman also writes `host/namespace/repository`, where the longest match counts (containers-auth.json(5)).
 */
const HUB_NAMES = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/** What credential helpers are asked for. */
export function helperServer(host: string): string {
  return host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
}

/** The value whose key fits a host and repository best; null if none does. */
export function findByHost<T>(
  entries: Iterable<readonly [key: string, value: T]>,
  host: string,
  repository: string,
): { readonly key: string; readonly value: T } | null {
  const wanted = `${normalHost(host)}/${repository}/`;
  let best: { readonly key: string; readonly value: T; readonly length: number } | null = null;
  for (const [key, value] of entries) {
    const normal = normalKey(key);
    if (normal === '/' || !wanted.startsWith(normal)) continue;
    if (best === null || normal.length > best.length) best = { key, value, length: normal.length };
  }
  return best;
}

/** One name for Docker Hub, lower case. */
export function normalHost(host: string): string {
  const lower = host.toLowerCase();
  return HUB_NAMES.has(lower) ? 'docker.io' : lower;
}

/** Host, then path, with a slash at the end, so that `host/team` does not fit `host/teams`. */
function normalKey(key: string): string {
  const bare = key.replace(/^https?:\/\//i, '').replace(/\/+$/, '');
  const [host = '', ...path] = bare.split('/');
  const isApiPath = path.length === 1 && /^v[12]$/.test(path[0]!);
  const rest = isApiPath ? [] : path;
  return `${[normalHost(host), ...rest].join('/')}/`;
}
