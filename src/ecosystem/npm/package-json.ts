/**
 * Reads `package.json` (npm's documentation, "package.json"): name, version, licence, `private`.
 * A file without a name or a version is no package. Dependencies that it only asks for are not read.
 */
import { parseJsonText } from '../../base/json.ts';
import { MIB } from '../../base/limits.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { flag, list, object, text } from '../../model/shape.ts';
import { isPackageName } from './name.ts';
import { npmPlace } from './place.ts';

export interface NpmFact {
  readonly name: string;
  readonly version: string;
  readonly licences: readonly string[];
  /** True where the package says that it must not be published. */
  readonly private: boolean;
}

export const packageJsonReader: WholeReader<NpmFact> = {
  kind: 'whole',
  maxBytes: MIB,
  id: 'npm-package-json',
  version: 2,
  shape: object<NpmFact>({ name: text, version: text, licences: list(text), private: flag }),
  wellKnownPaths: [],
  wants: (entry) => npmPlace(entry.path) !== null,
  read: readPackageJson,
};

/** Null where the content is no package. Throws SyntaxError on text that is no JSON. */
export function parsePackageJson(bytes: Uint8Array): NpmFact | null {
  const json: unknown = parseJsonText(new TextDecoder().decode(bytes));
  if (!isRecord(json)) return null;
  const name = json['name'];
  const version = json['version'];
  if (typeof name !== 'string' || !isPackageName(name)) return null;
  if (typeof version !== 'string' || !VERSION.test(version)) return null;
  return { name, version: version.trim(), licences: parseLicences(json), private: json['private'] === true };
}

function readPackageJson(file: OpenFile): NpmFact | null {
  try {
    return parsePackageJson(file.bytes);
  } catch (error) {
    // Templates and tests of applications are often damaged on purpose; what Node would load is not.
    if (npmPlace(file.entry.path) === 'application') return null;
    throw error;
  }
}

const VERSION = /^\s*[\w.+-]{1,256}\s*$/;
const MAX_LICENCES = 50;
const MAX_LICENCE_LENGTH = 300;

/** `license` as text or object, and `licenses`, a list of either, of old packages. */
function parseLicences(json: Record<string, unknown>): string[] {
  const many = json['licenses'];
  const listed: unknown[] = Array.isArray(many) ? many.slice(0, MAX_LICENCES) : [many];
  return [json['license'], ...listed]
    .map((licence) => (isRecord(licence) ? licence['type'] : licence))
    .filter((licence) => typeof licence === 'string')
    .map((licence) => licence.trim().slice(0, MAX_LICENCE_LENGTH))
    .filter((licence, index, all) => licence !== '' && all.indexOf(licence) === index);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
