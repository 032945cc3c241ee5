/**
 * What an IP address is for, so that a name in an untrusted answer cannot lead a request to the machine's own
 * services (server-side request forgery). Ranges: the IANA special-purpose address registries (RFC 6890) and the
 * addresses at which clouds hand out credentials. IPv4 addresses inside IPv6 ones count as what they lead to.
 */
import { isIPv4, isIPv6 } from 'node:net';

/** `forbidden`: link-local, metadata services, unspecified, multicast, reserved. Never a registry's address. */
export type AddressKind = 'public' | 'private' | 'loopback' | 'forbidden';

type Range = readonly [prefix: string, bits: number, kind: AddressKind];

/** The first range that holds an address decides. */
const IPV4_RANGES: readonly Range[] = [
  ['0.0.0.0', 8, 'forbidden'],
  ['100.100.100.200', 32, 'forbidden'], // Alibaba Cloud metadata
  ['168.63.129.16', 32, 'forbidden'], // Azure's host agent
  ['169.254.0.0', 16, 'forbidden'], // link-local, and metadata of most clouds
  ['192.0.0.192', 32, 'forbidden'], // Oracle Cloud metadata
  ['224.0.0.0', 3, 'forbidden'], // multicast, reserved, broadcast
  ['127.0.0.0', 8, 'loopback'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'private'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'private'],
  ['192.0.2.0', 24, 'private'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'private'],
  ['198.51.100.0', 24, 'private'],
  ['203.0.113.0', 24, 'private'],
];

const IPV6_RANGES: readonly Range[] = [
  ['::', 128, 'forbidden'],
  ['::1', 128, 'loopback'],
  ['fd00:ec2::254', 128, 'forbidden'], // AWS metadata
  ['fd20:ce::254', 128, 'forbidden'], // Google Cloud metadata
  ['fe80::', 10, 'forbidden'],
  ['ff00::', 8, 'forbidden'],
  ['64:ff9b:1::', 48, 'private'],
  ['100::', 64, 'private'],
  ['2001::', 23, 'private'], // Teredo, ORCHID, benchmarking
  ['2001:db8::', 32, 'private'],
  ['fc00::', 7, 'private'],
  ['fec0::', 10, 'private'],
];

/** IPv6 prefixes that carry an IPv4 address, and the byte where it begins. */
const EMBEDDED_IPV4: readonly (readonly [prefix: string, bits: number, at: number])[] = [
  ['::ffff:0:0', 96, 12], // IPv4-mapped, RFC 4291
  ['::ffff:0:0:0', 96, 12], // IPv4-translated, RFC 2765
  ['64:ff9b::', 96, 12], // NAT64, RFC 6052
  ['2002::', 16, 2], // 6to4, RFC 3056
  ['::', 96, 12], // IPv4-compatible, RFC 4291; after the ranges of :: and ::1
];

/** The kind of a literal address, with or without brackets and zone. Null if the text is no IP address. */
export function addressKind(text: string): AddressKind | null {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  if (isIPv4(bare)) return kindIn(IPV4_RANGES, ipv4Bytes(bare));
  return isIPv6(bare) ? ipv6Kind(ipv6Bytes(bare)) : null;
}

/** True for names that always mean this machine (RFC 6761, section 6.3) and for loopback addresses. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || addressKind(name) === 'loopback';
}

/** True if `address` lies in `network/bits`; both may be IPv4 or IPv6. False for anything that does not parse. */
export function isInNetwork(address: string, network: string, bits: number): boolean {
  if (isIPv4(address) && isIPv4(network)) return hasPrefix(ipv4Bytes(address), ipv4Bytes(network), bits);
  if (isIPv6(address) && isIPv6(network)) return hasPrefix(ipv6Bytes(address), ipv6Bytes(network), bits);
  return false;
}

function ipv6Kind(bytes: Uint8Array): AddressKind {
  const special = IPV6_RANGES.find(([prefix, bits]) => hasPrefix(bytes, ipv6Bytes(prefix), bits));
  if (special !== undefined) return special[2];
  const embedded = EMBEDDED_IPV4.find(([prefix, bits]) => hasPrefix(bytes, ipv6Bytes(prefix), bits));
  if (embedded === undefined) return 'public';
  return kindIn(IPV4_RANGES, bytes.subarray(embedded[2], embedded[2] + 4));
}

function kindIn(ranges: readonly Range[], bytes: Uint8Array): AddressKind {
  return ranges.find(([prefix, bits]) => hasPrefix(bytes, ipv4Bytes(prefix), bits))?.[2] ?? 'public';
}

function hasPrefix(bytes: Uint8Array, prefix: Uint8Array, bits: number): boolean {
  const whole = bits >> 3;
  for (let i = 0; i < whole; i++) if (bytes[i] !== prefix[i]) return false;
  const mask = (0xff00 >> (bits & 7)) & 0xff;
  return (bits & 7) === 0 || ((bytes[whole]! ^ prefix[whole]!) & mask) === 0;
}

function ipv4Bytes(text: string): Uint8Array {
  return Uint8Array.from(text.split('.'), Number);
}

/** The 16 bytes of an address that `isIPv6` accepts. */
function ipv6Bytes(text: string): Uint8Array {
  const [head = '', tail = null] = text.split('::', 2) as [string, string?];
  const front = groupBytes(head);
  const back = tail === null ? [] : groupBytes(tail);
  const gap = new Array<number>(16 - front.length - back.length).fill(0);
  return Uint8Array.from([...front, ...gap, ...back]);
}

function groupBytes(groups: string): number[] {
  if (groups === '') return [];
  return groups.split(':').flatMap((group) => {
    if (group.includes('.')) return [...ipv4Bytes(group)];
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
