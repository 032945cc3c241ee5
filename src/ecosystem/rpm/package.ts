/** One rpm record as a package. */
import { distroQualifier } from '../../base/os-family.ts';
import type { Distro } from '../../model/distro.ts';
import type { FoundAt, Package, SourcePackage } from '../../model/package.ts';
import { makePurl } from '../../model/purl.ts';
import type { RpmRecord } from './header.ts';
import { MANIFEST_PATHS } from './manifest-reader.ts';

/** Of sources, by their file's name, as `2:`; empty for epoch 0. */
export type SourceEpochs = ReadonlyMap<string, string>;

export const NO_EPOCHS: SourceEpochs = new Map();

/** A package with the version of its source has its epoch: that tells it for those with a version of their own, too. */
export function sourceEpochs(records: readonly RpmRecord[]): SourceEpochs {
  const epochs = new Map<string, string>();
  for (const record of records) {
    const { name, sourceRpm } = record;
    const source = splitSource(sourceRpm);
    if (source === null || source.version !== versionRelease(record)) continue;
    if (source.name === name || !epochs.has(sourceRpm)) epochs.set(sourceRpm, epochPrefix(record));
  }
  return epochs;
}

export function toPackage(
  record: RpmRecord,
  foundAt: FoundAt,
  distro: Distro | null,
  epochs: SourceEpochs = NO_EPOCHS,
): Package {
  const { name, architecture, licence, vendor } = record;
  return {
    purl: purlOf(record, distro),
    ecosystem: 'rpm',
    name,
    version: `${epochPrefix(record)}${versionRelease(record)}`,
    architecture,
    source: sourceOf(record, epochs),
    distro,
    confidence: 'installed',
    evidence: MANIFEST_PATHS.includes(foundAt.path) ? 'rpm package list' : 'rpm database',
    foundAt,
    licences: licence === '' ? [] : [licence],
    vendor,
    moduleStream: moduleStreamOf(record),
    scope: 'unknown',
    ownedBy: null,
  };
}

/** `name:stream` of a label `name:stream:version:context`; empty for a label that names no stream. */
function moduleStreamOf({ moduleLabel }: RpmRecord): string {
  const [name = '', stream = ''] = moduleLabel.split(':').map((part) => part.trim());
  return name === '' || stream === '' ? '' : `${name}:${stream}`;
}

/** Vendors as package URLs name them, where that is not the ID of os-release. */
const NAMESPACES: Readonly<Record<string, string>> = {
  rhel: 'redhat',
  'opensuse-aeon': 'opensuse',
  'opensuse-kalpa': 'opensuse',
  'opensuse-leap': 'opensuse',
  'opensuse-leap-micro': 'opensuse',
  'opensuse-microos': 'opensuse',
  'opensuse-tumbleweed': 'opensuse',
};

/** purl-spec, type rpm: the epoch is a qualifier, not part of the version. */
function purlOf(record: RpmRecord, distro: Distro | null): string {
  const id = distro?.id ?? '';
  return makePurl({
    type: 'rpm',
    namespace: Object.hasOwn(NAMESPACES, id) ? NAMESPACES[id]! : id,
    name: record.name,
    version: versionRelease(record),
    qualifiers: {
      arch: record.architecture,
      epoch: epochPrefix(record).replace(':', ''),
      distro: distroQualifier(distro),
      upstream: record.sourceRpm,
    },
  });
}

function versionRelease({ version, release }: RpmRecord): string {
  return release === '' ? version : `${version}-${release}`;
}

/** rpm takes no epoch for epoch 0. */
function epochPrefix({ epoch }: RpmRecord): string {
  return epoch === '' || epoch === '0' ? '' : `${epoch}:`;
}

/**
 * The source's file name has no epoch. A package with the version of its source shares its epoch; of any other the
 * source's epoch is known where another package of the source tells it.
 */
function sourceOf(record: RpmRecord, epochs: SourceEpochs): SourcePackage {
  const own = versionRelease(record);
  const source = splitSource(record.sourceRpm);
  if (source === null) return { name: record.name, version: `${epochPrefix(record)}${own}` };
  const { name, version } = source;
  const epoch = version === own ? epochPrefix(record) : (epochs.get(record.sourceRpm) ?? '');
  return { name, version: `${epoch}${version}` };
}

function splitSource(sourceRpm: string): SourcePackage | null {
  const match = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(sourceRpm);
  return match === null ? null : { name: match[1]!, version: match[2]! };
}
