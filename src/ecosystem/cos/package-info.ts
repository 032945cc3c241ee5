/**
 * `etc/cos-package-info.json` (Container-Optimized OS, "Viewing package information"): packages in Gentoo's form of
 * category and name. What was only there to build the image is left out.
 */
import { parseJsonText } from '../../base/json.ts';
import { isObject, listField, textField } from '../../base/json-fields.ts';
import { MIB } from '../../base/limits.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list, object, text } from '../../model/shape.ts';

export interface CosPackage {
  readonly category: string;
  readonly name: string;
  readonly version: string;
}

const PATH = 'etc/cos-package-info.json';
const MOST_PACKAGES = 50_000;

export const packageInfoReader: WholeReader<readonly CosPackage[]> = {
  id: 'cos-package-info',
  version: 1,
  shape: list(object<CosPackage>({ category: text, name: text, version: text })),
  kind: 'whole',
  maxBytes: 16 * MIB,
  wellKnownPaths: [PATH],
  wants: (entry: FileEntry): boolean => entry.path === PATH,
  read(file: OpenFile): readonly CosPackage[] {
    const document = parseJsonText(new TextDecoder().decode(file.bytes));
    if (!isObject(document)) throw new Error('the list of packages is no object');
    const rows = listField(document, 'installedPackages').slice(0, MOST_PACKAGES);
    const packages = rows.flatMap(toPackage);
    if (packages.length < rows.length) {
      file.warn(
        'package-record-damaged',
        `Records that could not be used: ${rows.length - packages.length}.`,
      );
    }
    return packages;
  },
};

/** `ebuild_version` has the revision, too. */
function toPackage(row: unknown): CosPackage[] {
  if (!isObject(row)) return [];
  const [category, name] = [textField(row, 'category'), textField(row, 'name')];
  const version = textField(row, 'ebuild_version') || textField(row, 'version');
  const isSound = [category, name, version].every((part) => /^[\w.+~-]{0,200}$/.test(part)) && name !== '';
  return isSound ? [{ category, name, version }] : [];
}
