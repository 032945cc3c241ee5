/**
 * Libraries that tell their version in a class: found also where shading dropped every descriptor.
 * A row needs a class of the library alone whose constants hold the version as released.
 */
import { type ClassConstants, parseClassFile } from './class-file.ts';
import type { Pom } from './descriptor.ts';

interface Signature {
  readonly group: string;
  readonly artifact: string;
  /** End of the class's path; folders before it may be those of a relocation. */
  readonly classPath: string;
  /** Empty where the constants hold none. */
  version(constants: ClassConstants): string;
}

const SIGNATURES: readonly Signature[] = [
  {
    group: 'com.alibaba',
    artifact: 'fastjson',
    classPath: 'com/alibaba/fastjson/JSON.class',
    version: ({ fields }) => String(fields.get('VERSION') ?? ''),
  },
  {
    group: 'com.fasterxml.jackson.core',
    artifact: 'jackson-core',
    classPath: 'jackson/core/json/PackageVersion.class',
    version: firstVersion,
  },
  {
    group: 'com.fasterxml.jackson.core',
    artifact: 'jackson-databind',
    classPath: 'jackson/databind/cfg/PackageVersion.class',
    version: firstVersion,
  },
  {
    group: 'com.h2database',
    artifact: 'h2',
    classPath: 'org/h2/engine/Constants.class',
    version: (constants) => joined(constants, ['VERSION_MAJOR', 'VERSION_MINOR', 'BUILD_ID']),
  },
  {
    group: 'org.apache.zookeeper',
    artifact: 'zookeeper',
    classPath: 'zookeeper/version/Info.class',
    version: (constants) => joined(constants, ['MAJOR', 'MINOR', 'MICRO']),
  },
  {
    group: 'org.postgresql',
    artifact: 'postgresql',
    classPath: 'org/postgresql/util/DriverInfo.class',
    version: ({ fields }) => String(fields.get('DRIVER_VERSION') ?? ''),
  },
];

/** Names of the classes that tell something, without `.class`. */
export const SIGNATURE_CLASSES: ReadonlySet<string> = new Set(
  SIGNATURES.map(({ classPath }) => classPath.slice(classPath.lastIndexOf('/') + 1, -'.class'.length)),
);

/** True if the entry of this name may tell a library's version. */
export function hasSignature(name: string): boolean {
  return signatureOf(name) !== undefined;
}

/** The library that a class belongs to; null where it tells no version. Throws an Error on a damaged class. */
export function readSignature(name: string, bytes: Uint8Array): Pom | null {
  const signature = signatureOf(name);
  const version = signature?.version(parseClassFile(bytes)) ?? '';
  if (signature === undefined || !VERSION.test(version)) return null;
  return { group: signature.group, artifact: signature.artifact, version };
}

const VERSION = /^\d+(?:\.\d+)+(?:[.-][\w.-]{1,40})?$/;

function signatureOf(name: string): Signature | undefined {
  return SIGNATURES.find(({ classPath }) => `/${name}`.endsWith(`/${classPath}`));
}

function firstVersion({ texts }: ClassConstants): string {
  return texts.find((text) => VERSION.test(text)) ?? '';
}

function joined({ fields }: ClassConstants, names: readonly string[]): string {
  const numbers = names.map((name) => fields.get(name));
  return numbers.every((number) => typeof number === 'number') ? numbers.join('.') : '';
}
