/**
 * Lists of packages in images that have no rpm database: Azure Linux and Mariner write them when they build their
 * "distroless" images. `container-manifest-2` has a line for each package, ten fields between tabs: name,
 * version-release, time of installation, build time, vendor, epoch, size, architecture, epoch as a number, source
 * package; `(none)` stands for what a package does not have. `container-manifest-1` has what `rpm -qa` prints,
 * `name-version-release.architecture`: no epoch, no source.
 */
import { MIB } from '../../base/limits.ts';
import { baseName, type FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list, type Shape } from '../../model/shape.ts';
import type { RpmRecord } from './header.ts';
import { recordShape } from './records.ts';

const FOLDER = 'var/lib/rpmmanifest';
/** The better one first. */
export const MANIFEST_PATHS: readonly string[] = [
  `${FOLDER}/container-manifest-2`,
  `${FOLDER}/container-manifest-1`,
];

const shape: Shape<readonly RpmRecord[]> = list(recordShape);

export const manifestReader: WholeReader<readonly RpmRecord[]> = {
  id: 'rpm-manifest',
  version: 1,
  shape,
  kind: 'whole',
  maxBytes: 16 * MIB,
  wellKnownPaths: MANIFEST_PATHS,
  wants: (entry: FileEntry): boolean => MANIFEST_PATHS.includes(entry.path),
  read(file: OpenFile): readonly RpmRecord[] {
    const parse = baseName(file.entry.path).endsWith('2') ? parseFields : parseFullName;
    const lines = new TextDecoder().decode(file.bytes).split(/\r?\n/);
    const records = lines.filter((line) => line !== '').map(parse);
    const damaged = records.filter((record) => record === null).length;
    if (damaged > 0) file.warn('package-record-damaged', `${damaged} lines of the list name no package.`);
    return records.filter((record) => record !== null);
  },
};

/** Null for a line that is none. */
function parseFields(line: string): RpmRecord | null {
  const fields = line.split('\t').map((field) => (field === '(none)' ? '' : field));
  const [name, versionRelease, , , vendor, , , architecture, epoch, sourceRpm] = fields;
  if (fields.length < 10 || name === '') return null;
  return toRecord(name!, versionRelease!, {
    vendor: vendor!,
    architecture: architecture!,
    epoch: /^\d+$/.test(epoch!) ? epoch! : '',
    sourceRpm: sourceRpm!,
  });
}

function parseFullName(line: string): RpmRecord | null {
  const match = /^([^\s]+)-([^-\s]+-[^-\s]+)\.([^.\s-]+)$/.exec(line);
  if (match === null) return null;
  const [, name, versionRelease, architecture] = match;
  return toRecord(name!, versionRelease!, { architecture: architecture === '(none)' ? '' : architecture! });
}

const NOTHING_ELSE = {
  epoch: '',
  architecture: '',
  sourceRpm: '',
  vendor: '',
  licence: '',
  moduleLabel: '',
  files: '',
  digests: '',
} as const;

/** Null without a version and a release. */
function toRecord(name: string, versionRelease: string, others: Partial<RpmRecord>): RpmRecord | null {
  const [version, release, ...rest] = versionRelease.split('-');
  if (!version || !release || rest.length > 0) return null;
  return { ...NOTHING_ELSE, ...others, name, version, release };
}
