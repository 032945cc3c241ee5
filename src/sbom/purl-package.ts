/**
 * What a package URL of another tool says of a package, in our own terms. Specification: package-url/purl-spec, types
 * deb, rpm, apk, npm, pypi, maven, golang and their qualifiers `arch`, `epoch`, `distro`, `upstream`; how Syft and Trivy
 * write them, by their documentation. The package URL is made anew, so that one package has one name whoever lists it.
 */
import { distroQualifier, findDistroOf, type OsFamily } from '../base/os-family.ts';
import type { Distro } from '../model/distro.ts';
import type { SourcePackage } from '../model/package.ts';
import { makePurl, type ParsedPurl, parsePurl } from '../model/purl.ts';
import { toDistro } from './distro-names.ts';
import type { SbomComponent } from './sbom-document.ts';

export interface PurlPackage {
  readonly purl: string;
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly source: SourcePackage;
  readonly distro: Distro | null;
}

/** Null where the component has no package URL that can be read. */
export function readPurl(component: SbomComponent, distros: readonly Distro[]): PurlPackage | null {
  const purl = parsePurl(component.purl);
  if (purl === null) return null;
  const family = FAMILIES[purl.type];
  return family === undefined ? toLanguage(purl, component) : toOs(purl, family, { component, distros });
}

const FAMILIES: Readonly<Partial<Record<string, OsFamily>>> = Object.assign(Object.create(null), {
  alpm: 'pacman',
  deb: 'dpkg',
  apk: 'apk',
  ebuild: 'portage',
  opkg: 'opkg',
  rpm: 'rpm',
});

interface Context {
  readonly component: SbomComponent;
  readonly distros: readonly Distro[];
}

function toOs(purl: ParsedPurl, family: OsFamily, { component, distros }: Context): PurlPackage {
  const distro = toDistro(purl, distros) ?? findDistroOf(distros, family);
  const version = withEpoch(purl);
  const architecture = purl.qualifiers.get('arch') ?? component.architecture;
  const own = { name: nameOf(purl), version };
  const source = sourceOf(own, purl, component);
  return {
    purl: osPurl(purl, own, { distro, architecture, source }),
    ecosystem: family,
    ...own,
    architecture,
    source,
    distro,
  };
}

/** An ebuild is called by its category, too. */
function nameOf({ type, namespace, name }: ParsedPurl): string {
  return type === 'ebuild' && namespace !== '' ? `${namespace}/${name}` : name;
}

/** The epoch stands in the version, in a qualifier, or in both. */
function withEpoch({ version, qualifiers }: ParsedPurl): string {
  const epoch = qualifiers.get('epoch') ?? '';
  return /^[1-9]\d{0,9}$/.test(epoch) && !/^\d+:/.test(version)
    ? `${epoch}:${version}`
    : version.replace(/^0:/, '');
}

/** `openssl`, `openssl@3.0.11-1`, `openssl-3.0.7-18.el9.src.rpm`; or what the component's own properties say. */
function sourceOf(own: SourcePackage, purl: ParsedPurl, component: SbomComponent): SourcePackage {
  const upstream = purl.qualifiers.get('upstream') ?? '';
  const rpm = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(upstream);
  if (rpm !== null) return { name: rpm[1]!, version: withEpochOf(own.version, rpm[2]!) };
  if (upstream !== '') {
    const at = upstream.lastIndexOf('@');
    return at < 1
      ? { name: upstream, version: own.version }
      : { name: upstream.slice(0, at), version: upstream.slice(at + 1) };
  }
  return {
    name: component.sourceName || own.name,
    version: withEpochOf(own.version, component.sourceVersion || own.version),
  };
}

/** A file name has no epoch: of the same version it is the package's own. */
function withEpochOf(version: string, sourceVersion: string): string {
  return version.replace(/^\d+:/, '') === sourceVersion ? version : sourceVersion;
}

interface OsParts {
  readonly distro: Distro | null;
  readonly architecture: string;
  readonly source: SourcePackage;
}

/** Vendors as package URLs name them, where that is not the ID of os-release. */
const NAMESPACES: Readonly<Partial<Record<string, string>>> = Object.assign(Object.create(null), {
  rhel: 'redhat',
  'opensuse-leap': 'opensuse',
  'opensuse-tumbleweed': 'opensuse',
});

function osPurl(given: ParsedPurl, own: SourcePackage, { distro, architecture, source }: OsParts): string {
  const id = distro?.id ?? '';
  const [, epoch = '', plain = ''] = /^(?:(\d+):)?(.*)$/s.exec(own.version) ?? [];
  const isRpm = given.type === 'rpm';
  const isEbuild = given.type === 'ebuild';
  return makePurl({
    type: given.type,
    namespace: isRpm ? (NAMESPACES[id] ?? id) : id === '' || isEbuild ? given.namespace : id,
    name: given.name,
    version: isRpm ? plain : own.version,
    qualifiers: {
      arch: architecture,
      epoch: isRpm ? epoch : '',
      distro: distroQualifier(distro),
      upstream: isRpm ? (given.qualifiers.get('upstream') ?? '') : upstreamOf(own, source),
    },
  });
}

function upstreamOf(own: SourcePackage, source: SourcePackage): string {
  if (source.version !== own.version) return `${source.name}@${source.version}`;
  return source.name === own.name ? '' : source.name;
}

/** Ids of ecosystems are those of package URLs. */
function toLanguage(purl: ParsedPurl, component: SbomComponent): PurlPackage {
  const { type, namespace } = purl;
  const separator = type === 'maven' ? ':' : '/';
  const told = namespace === '' ? purl.name : `${namespace}${separator}${purl.name}`;
  // Some writers put names of Go modules into small letters, which are other modules.
  const name = component.name.toLowerCase() === told.toLowerCase() ? component.name : told;
  const version =
    type === 'golang' && name === 'stdlib' ? purl.version.replace(/^(?:go|v)/, '') : purl.version;
  return {
    purl: makePurl({ type, ...splitName(name, separator), version }),
    ecosystem: type,
    name,
    version,
    architecture: '',
    source: { name, version },
    distro: null,
  };
}

function splitName(name: string, separator: string): { readonly namespace: string; readonly name: string } {
  const at = name.lastIndexOf(separator);
  return { namespace: at < 0 ? '' : name.slice(0, at), name: name.slice(at + 1) };
}
