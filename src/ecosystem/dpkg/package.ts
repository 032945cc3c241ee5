/** One record of a Debian package turned into a package. */
import { distroQualifier } from '../../base/os-family.ts';
import type { Distro } from '../../model/distro.ts';
import type { FoundAt, Package } from '../../model/package.ts';
import { makePurl } from '../../model/purl.ts';
import type { DpkgRecord } from './status-reader.ts';

/** How packages of a Chisel manifest are recognised. */
export const CHISEL_EVIDENCE = 'chisel manifest';
/** What stands before the repository, where a package is known to be of another one than the distribution's. */
const FROM = ', from ';

export function isOfOtherRepository({ evidence }: Package): boolean {
  return evidence.includes(FROM);
}

/** `origin`: where it is from if it is not of the distribution, which then has no say about it; else empty. */
export function toPackage(record: DpkgRecord, foundAt: FoundAt, distro: Distro | null, origin = ''): Package {
  const { name, version, architecture, source } = record;
  return {
    purl: makePurl({
      type: 'deb',
      namespace: distro?.id ?? '',
      name,
      version,
      qualifiers: { arch: architecture, distro: distroQualifier(distro), upstream: upstream(record) },
    }),
    ecosystem: 'dpkg',
    name,
    version,
    architecture,
    source,
    distro,
    confidence: 'installed',
    evidence: evidenceOf(foundAt.path) + (origin === '' ? '' : `${FROM}${origin}`),
    foundAt,
    licences: [],
    vendor: record.vendor === '' ? record.maintainer : record.vendor,
    moduleStream: '',
    scope: 'unknown',
    ownedBy: null,
  };
}

function evidenceOf(path: string): string {
  if (path.endsWith('.wall')) return CHISEL_EVIDENCE;
  return path.includes('/status.d/') ? 'dpkg status.d' : 'dpkg status';
}

/** `glibc`, with `@version` where that differs too; empty for a package that is its own source. */
function upstream({ name, version, source }: DpkgRecord): string {
  if (source.version !== version) return `${source.name}@${source.version}`;
  return source.name === name ? '' : source.name;
}
