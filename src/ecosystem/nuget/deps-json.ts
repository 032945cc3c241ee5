/**
 * Reads `*.deps.json` (dotnet/sdk, documentation/specs/runtime-configuration-file.md): the libraries of a program, which
 * of them are packages, and the files that they bring for the target it runs on.
 */

import { parseJsonText } from '../../base/json.ts';
import { isObject, type JsonObject, objectField, textField } from '../../base/json-fields.ts';
import { MIB } from '../../base/limits.ts';
import { baseName } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list, object, text, word } from '../../model/shape.ts';
import { isNugetName, isNugetVersion } from './name.ts';

const KINDS = ['package', 'runtimepack', 'project', 'other'] as const;

export interface DepsLibrary {
  readonly name: string;
  readonly version: string;
  readonly kind: (typeof KINDS)[number];
  /** Paths of its assemblies as the document has them, and the place below a package's folder cut off. */
  readonly assemblies: readonly DepsAssembly[];
}

export interface DepsAssembly {
  /** Relative to the document's folder. */
  readonly path: string;
  /** By the document; or empty. */
  readonly fileVersion: string;
}

export interface DepsFact {
  /** `linux-x64`; empty for a program that runs anywhere. */
  readonly runtime: string;
  readonly libraries: readonly DepsLibrary[];
}

export const depsJsonReader: WholeReader<DepsFact> = {
  kind: 'whole',
  id: 'nuget-deps-json',
  version: 1,
  shape: object<DepsFact>({
    runtime: text,
    libraries: list(
      object<DepsLibrary>({
        name: text,
        version: text,
        kind: word(...KINDS),
        assemblies: list(object<DepsAssembly>({ path: text, fileVersion: text })),
      }),
    ),
  }),
  maxBytes: 32 * MIB,
  wellKnownPaths: [],
  wants: ({ path }) => path.endsWith('.deps.json'),
  read: ({ bytes }: OpenFile) => parseDepsJson(new TextDecoder().decode(bytes)),
};

const MOST_VALUES = 1_000_000;

/** Null for JSON of another kind. Throws SyntaxError. */
export function parseDepsJson(source: string): DepsFact | null {
  const json = parseJsonText(source.replace(/^\ufeff/, ''), MOST_VALUES);
  if (!isObject(json) || !isObject(json['libraries']) || !isObject(json['targets'])) return null;
  const target = json['runtimeTarget'];
  const name = isObject(target) ? textField(target, 'name') : typeof target === 'string' ? target : '';
  const assets = objectField(objectField(json, 'targets'), name);
  return {
    runtime: /\/([\w.-]{1,64})$/.exec(name)?.[1] ?? '',
    libraries: Object.entries(objectField(json, 'libraries')).flatMap(([key, value]) =>
      isObject(value) ? toLibrary(key, value, objectField(assets, key)) : [],
    ),
  };
}

const RUNTIME_PACK = /^runtimepack\./;

function toLibrary(key: string, value: JsonObject, assets: JsonObject): DepsLibrary[] {
  const slash = key.indexOf('/');
  const name = key.slice(0, slash).replace(RUNTIME_PACK, '');
  const version = key.slice(slash + 1);
  if (slash < 0 || !isNugetName(name) || !isNugetVersion(version)) return [];
  const kind = KINDS.find((one) => one === textField(value, 'type')) ?? 'other';
  return [{ name, version, kind, assemblies: assembliesOf(assets) }];
}

const ASSEMBLY = /\.(?:dll|exe)$/i;

function assembliesOf(assets: JsonObject): DepsAssembly[] {
  const flat = Object.entries(objectField(assets, 'runtime')).map(([path, value]) => ({
    // Publishing takes the files out of the package's folders.
    path: baseName(path),
    fileVersion: isObject(value) ? textField(value, 'fileVersion') : '',
  }));
  const placed = Object.entries(objectField(assets, 'runtimeTargets')).map(([path, value]) => ({
    path,
    fileVersion: isObject(value) ? textField(value, 'fileVersion') : '',
  }));
  return [...flat, ...placed].filter(({ path }) => ASSEMBLY.test(path));
}
