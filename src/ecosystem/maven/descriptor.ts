/**
 * Descriptors in Java archives: `pom.properties` (Apache Maven Archiver) and `META-INF/MANIFEST.MF`
 * (JAR File Specification, "JAR Manifest": main section only; the sections after it are about single packages).
 */

export interface Pom {
  readonly group: string;
  readonly artifact: string;
  /** Empty where only the place of a `pom.xml` names the artefact. */
  readonly version: string;
}

/** The attributes of a manifest that name what is in the archive; empty where it has none. */
export interface Manifest {
  readonly title: string;
  readonly version: string;
  readonly vendor: string;
  readonly vendorId: string;
  readonly bundleName: string;
  readonly bundleVersion: string;
  readonly moduleName: string;
  readonly licences: readonly string[];
}

/** Null where group, artefact or version is missing or no name (a placeholder that was never filled in). */
export function parsePomProperties(bytes: Uint8Array): Pom | null {
  const values = new Map<string, string>();
  for (const line of textOf(bytes).split(/\r\n|\r|\n/, MAX_LINES)) {
    const match = /^\s*(groupId|artifactId|version)\s*[=:\s]\s*(\S+)\s*$/.exec(line);
    if (match !== null) values.set(match[1]!, detached(match[2]!));
  }
  const pom = {
    group: values.get('groupId') ?? '',
    artifact: values.get('artifactId') ?? '',
    version: values.get('version') ?? '',
  };
  return isCoordinate(pom.group) && isCoordinate(pom.artifact) && isVersion(pom.version) ? pom : null;
}

/** What the place of a descriptor says, `META-INF/maven/GROUP/ARTIFACT/…`; null where that are no names. */
export function pomOfPath(path: string): Pom | null {
  const [artifact = '', group = ''] = path.split('/').reverse().slice(1);
  return isCoordinate(group) && isCoordinate(artifact) ? { group, artifact, version: '' } : null;
}

export function parseManifest(bytes: Uint8Array): Manifest {
  const attributes = mainAttributes(textOf(bytes));
  const of = (name: string): string => detached((attributes.get(name) ?? '').slice(0, MAX_LENGTH));
  const version = (name: string): string => (isVersion(of(name)) ? of(name) : '');
  return {
    title: of('implementation-title'),
    version: version('implementation-version'),
    vendor: of('implementation-vendor') || of('bundle-vendor'),
    vendorId: of('implementation-vendor-id'),
    // A name may be followed by directives: `org.example;singleton:=true`.
    bundleName: of('bundle-symbolicname').split(';', 1)[0]!.trim(),
    bundleVersion: version('bundle-version'),
    moduleName: of('automatic-module-name'),
    licences: [of('bundle-license')].filter((licence) => licence !== ''),
  };
}

const MAX_LINES = 1000;
const MAX_LENGTH = 300;
const MAX_TEXT_BYTES = 256 * 1024;

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, MAX_TEXT_BYTES));
}

/** A part of a text holds the memory of all of it: a small file can have thousands of large descriptors. */
function detached(part: string): string {
  return part === '' ? part : Buffer.from(part).toString();
}

/** Names in lower case. A line that starts with a blank goes on with the one before; an empty line ends the section. */
function mainAttributes(text: string): ReadonlyMap<string, string> {
  const section = text.replace(/^\s+/, '').split(/\r\n\r\n|\n\n|\r\r/, 1)[0]!;
  const lines = section.replace(/(?:\r\n|\n|\r) /g, '').split(/\r\n|\n|\r/, MAX_LINES);
  return new Map(
    lines
      .map((line) => /^([\w-]+): ?(.*)$/.exec(line))
      .filter((match) => match !== null)
      .map((match) => [match[1]!.toLowerCase(), match[2]!.trim()]),
  );
}

function isCoordinate(text: string): boolean {
  return /^[\w.-]{1,200}$/.test(text);
}

function isVersion(text: string): boolean {
  return /^[\w.+~-]{1,100}$/.test(text);
}
