/** Keys of packages in lock files of pnpm, which changed with nearly every version of the format. */
import { findNamedSpec, type NamedSpec } from './npm-name.ts';

/**
 * Name and what stands behind it, of `/a/1.0.0_peer@1.0.0` (to 5.x), `/a@1.0.0(peer@1.0.0)` (6) and `a@1.0.0(peer@1.0.0)` (9).
 * Null where the key names none: `file:local`, `host/owner/repository/commit`.
 */
export function findPnpmKey(key: string, hasSlashes: boolean): NamedSpec | null {
  const plain = withoutPeers(key);
  if (hasSlashes) return slashed(plain);
  const spec = findNamedSpec(plain.startsWith('/') ? plain.slice(1) : plain);
  // Before 9, `@` may also stand in an address.
  return spec !== null && !/^(?:file|link):/.test(plain) ? spec : null;
}

/** Without the peers in brackets that this copy was made for. */
export function withoutPeers(key: string): string {
  const bracket = key.indexOf('(');
  return bracket < 0 ? key : key.slice(0, bracket);
}

/** `/@s/a/1.0.0/peer@1.0.0` of the oldest, `/a/1.0.0_peer@1.0.0` of the later ones; versions have no `_` of their own. */
function slashed(key: string): NamedSpec | null {
  const match = /^\/((?:@[^/]+\/)?[^/]+)\/([^/_]+)/.exec(key);
  return match === null ? null : { name: match[1]!, rest: match[2]! };
}
