/** Distributions as package URLs and other tools name them. */
import { findFamily } from '../base/os-family.ts';
import type { Distro } from '../model/distro.ts';
import type { ParsedPurl } from '../model/purl.ts';

/** Names of Trivy and of package URLs that are not the ID of os-release. */
const IDS: Readonly<Partial<Record<string, string>>> = Object.assign(Object.create(null), {
  redhat: 'rhel',
  alma: 'almalinux',
  oracle: 'ol',
  oraclelinux: 'ol',
  amazon: 'amzn',
  amazonlinux: 'amzn',
  'opensuse.leap': 'opensuse-leap',
  'opensuse.tumbleweed': 'opensuse-tumbleweed',
  'suse linux enterprise micro': 'sle-micro',
  'suse linux enterprise server': 'sles',
  'cbl-mariner': 'mariner',
});

/** The ID that os-release would have. */
export function distroId(name: string): string {
  const lower = name.toLowerCase();
  return IDS[lower] ?? lower;
}

/**
 * The distribution that a `distro` qualifier names (`debian-12`, `opensuse-leap-15.5`, `bookworm`): the document's own
 * of that id and release, else one of which only that is known. Null without a qualifier.
 */
export function toDistro({ namespace, qualifiers }: ParsedPurl, distros: readonly Distro[]): Distro | null {
  const qualifier = qualifiers.get('distro') ?? '';
  if (qualifier === '') return null;
  const { id, release } = splitQualifier(qualifier, namespace);
  const known = distros.find((distro) => distro.id === id && isRelease(distro, release));
  return known ?? namedDistro(id, release);
}

/** A distribution of which only the name is known. */
export function namedDistro(id: string, release: string): Distro {
  const isNumber = /^\d/.test(release);
  return {
    id,
    idLike: [],
    versionId: isNumber ? release : '',
    codename: isNumber ? '' : release,
    prettyName: '',
    streams: [],
    confidence: 'release-file',
    foundAt: { path: '', layerIndex: 0 },
  };
}

function isRelease({ versionId, codename }: Distro, release: string): boolean {
  return release === '' || release === versionId || release === codename;
}

interface NamedRelease {
  readonly id: string;
  readonly release: string;
}

function splitQualifier(qualifier: string, namespace: string): NamedRelease {
  if (isKnown(qualifier)) return { id: distroId(qualifier), release: '' };
  const dash = qualifier.lastIndexOf('-');
  const [name, release] = [qualifier.slice(0, Math.max(0, dash)), qualifier.slice(dash + 1)];
  if (dash > 0 && (/^\d/.test(release) || isKnown(name))) return { id: distroId(name), release };
  // `distro=bookworm` of `pkg:deb/debian/…`
  return { id: distroId(namespace || qualifier), release: namespace === '' ? '' : qualifier };
}

function isKnown(name: string): boolean {
  return findFamily(namedDistro(distroId(name), '')) !== null;
}
