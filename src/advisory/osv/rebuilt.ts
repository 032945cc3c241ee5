/**
 * Ecosystems of vendors who build packages anew (Root.io, Seal), in OSV's form: the vendor's name before that of the
 * ecosystem that the package is from, `Root:Debian:12`. Names carry the vendor's mark, which is taken off: the mark may
 * as well stand in the version alone.
 */
import type { SchemeId } from '../../model/advisory.ts';
import { isName } from '../fields.ts';
import type { OsvPlace } from './record.ts';

interface Inner {
  /** Of the namespace behind the vendor's. */
  readonly prefix: string;
  readonly scheme: SchemeId;
  readonly kind: 'os' | 'language';
  readonly mark: RegExp;
}

function os(prefix: string, scheme: SchemeId, mark: RegExp): Inner {
  return { prefix, scheme, kind: 'os', mark };
}

function language(prefix: string, scheme: SchemeId, mark: RegExp): Inner {
  return { prefix, scheme, kind: 'language', mark };
}

export interface Vendor {
  readonly id: 'root' | 'seal';
  /** As the ecosystem begins. */
  readonly name: string;
  /** Whether the namespace has the release. */
  readonly withRelease: boolean;
  readonly inner: ReadonlyMap<string, Inner>;
}

export const ROOT: Vendor = {
  id: 'root',
  name: 'Root',
  withRelease: true,
  inner: new Map([
    ['Alpine', os('alpine', 'apk', /^rootio-/)],
    ['Debian', os('debian', 'deb', /^rootio-/)],
    ['Ubuntu', os('ubuntu', 'deb', /^rootio-/)],
    ['Maven', language('maven', 'maven', /^io\.root\./)],
    ['PyPI', language('pypi', 'pep440', /^rootio-/)],
    ['npm', language('npm', 'semver', /^@rootio\//)],
  ]),
};

export const SEAL: Vendor = {
  id: 'seal',
  name: 'Seal',
  withRelease: false,
  inner: new Map([
    ['Alpine', os('alpine', 'apk', /^seal-/)],
    ['Azure Linux', os('azurelinux', 'rpm', /^seal-/)],
    ['CBL-Mariner', os('mariner', 'rpm', /^seal-/)],
    // CentOS is looked up as Red Hat's release.
    ['CentOS', os('rhel', 'rpm', /^seal-/)],
    ['Debian', os('debian', 'deb', /^seal-/)],
    ['Oracle Linux', os('ol', 'rpm', /^seal-/)],
    ['Red Hat', os('rhel', 'rpm', /^seal-/)],
    ['Ubuntu', os('ubuntu', 'deb', /^seal-/)],
    ['Go', language('golang', 'golang', /^sealsecurity\.io\//)],
    ['Java', language('maven', 'maven', /^seal\.sp\d+(?:p\d+)?\./)],
    ['Node', language('npm', 'semver', /^@seal-security\//)],
    ['Python', language('pypi', 'pep440', /^seal-/)],
    ['RubyGems', language('gem', 'gem', /^seal-/)],
  ]),
};

/** Null for an ecosystem of another vendor, and one that nobody knows. */
export function findRebuiltPlace(vendor: Vendor, ecosystem: string): OsvPlace | null {
  const [name, innerName = '', release = ''] = ecosystem.split(':');
  const inner = vendor.inner.get(innerName);
  if (name !== vendor.name || inner === undefined) return null;
  const { prefix, scheme, kind, mark } = inner;
  const normalName = (told: string): string => {
    const spelled = prefix === 'pypi' ? told.toLowerCase().replace(/[-_.]+/g, '-') : told;
    const plain = spelled.replace(mark, '');
    return isName(plain) ? plain : told;
  };
  const namespace = [vendor.id, prefix, vendor.withRelease ? release.replace(/^v/, '') : ''];
  return {
    ecosystem: { scheme, kind, normalName },
    namespace: namespace.filter((part) => part !== '').join(':'),
    stream: '',
  };
}

export function fillsRebuilt(vendor: Vendor, namespace: string): boolean {
  const [id, prefix, release] = namespace.split(':');
  const inner = [...vendor.inner.values()].find((one) => one.prefix === prefix);
  if (id !== vendor.id || inner === undefined) return false;
  return (release !== undefined && release !== '') === (vendor.withRelease && inner.kind === 'os');
}

/** What tells a vendor's file from OSV's own: an archive of theirs, or a record that names their ecosystem. */
export function isOfVendor({ id, name }: Vendor, { path, head }: { path: string; head: string }): boolean {
  if (!head.startsWith('PK')) return new RegExp(`"ecosystem"\\s*:\\s*"${name}:`).test(head);
  return id === 'root'
    ? /^PK\x03\x04[\s\S]{26}(?:[^/]*\/)?ROOT-/.test(head)
    : /(?:^|\/)(?:seal|vulnfeed[^/]*)\/[^/]*\.zip$|\/Seal\/all\.zip$/.test(path);
}
