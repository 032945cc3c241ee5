/**
 * OSV's ecosystem names (ossf.github.io/osv-schema, "Defined ecosystems") and what they are here: a namespace, a
 * version scheme and a normal form of names. One table. An ecosystem without a scheme is known but not stored.
 */
import type { SchemeId } from '../../../model/advisory.ts';
import { ubuntuRelease, ubuntuStream } from '../../osv/ubuntu.ts';

export interface OsvEcosystem {
  /** OSV's name, without suffix; also the folder in the public bucket. */
  readonly name: string;
  readonly scheme: SchemeId | null;
  readonly kind: 'os' | 'language';
  /** Namespaces begin with one of these: itself, or itself and a colon. */
  readonly prefixes: readonly string[];
  /** The namespace for what follows the first colon of the ecosystem string; empty if nothing does. */
  namespaceOf(suffix: string): string;
  /** The stream (AdvisoryScope) for the same; `distro` is the qualifier of the package's URL, or empty. */
  streamOf(suffix: string, distro: string): string;
  normalName(name: string): string;
}

/** An ecosystem with the suffix resolved. */
export interface Place {
  readonly ecosystem: OsvEcosystem;
  readonly namespace: string;
  /** As in AdvisoryScope. */
  readonly stream: string;
}

/** `Debian:12` and the like; null for an ecosystem that nobody here knows. `distro` as in `streamOf`. */
export function findPlace(ecosystem: string, distro = ''): Place | null {
  const colon = ecosystem.indexOf(':');
  const name = colon === -1 ? ecosystem : ecosystem.slice(0, colon);
  const known = BY_NAME.get(name);
  if (known === undefined) return null;
  const suffix = colon === -1 ? '' : ecosystem.slice(colon + 1);
  return {
    ecosystem: known,
    namespace: known.namespaceOf(suffix),
    stream: known.streamOf(suffix, distro),
  };
}

/** The ecosystem whose folder in the bucket holds a namespace; null if none does. */
export function findEcosystem(namespace: string): OsvEcosystem | null {
  const prefix = namespace.split(':', 1)[0] ?? '';
  return ECOSYSTEMS.find((e) => e.scheme !== null && e.prefixes.includes(prefix)) ?? null;
}

const noStream = (): string => '';

type Rename = (name: string) => string;
const asIs: Rename = (name) => name;
const lowerCase: Rename = (name) => name.toLowerCase();
/** PEP 503, "Normalized Names". */
const pep503: Rename = (name) => name.toLowerCase().replace(/[-_.]+/g, '-');

function language(name: string, namespace: string, scheme: SchemeId | null, rename = asIs): OsvEcosystem {
  // A suffix names a repository (`Maven:https://…`): the coordinates are the same.
  return {
    name,
    scheme,
    kind: 'language',
    prefixes: [namespace],
    namespaceOf: () => namespace,
    streamOf: noStream,
    normalName: rename,
  };
}

function distribution(
  name: string,
  prefix: string,
  scheme: SchemeId | null,
  releaseOf: Rename = lowerCase,
): OsvEcosystem {
  return {
    name,
    scheme,
    kind: 'os',
    prefixes: [prefix],
    namespaceOf: (suffix) => (suffix === '' ? prefix : `${prefix}:${releaseOf(suffix)}`),
    streamOf: noStream,
    normalName: asIs,
  };
}

/** A feed of its own fills these namespaces: Canonical's, which also knows what will not be fixed. */
const UBUNTU: OsvEcosystem = {
  ...distribution('Ubuntu', 'ubuntu', 'deb', ubuntuRelease),
  prefixes: [],
  streamOf: ubuntuStream,
};

const alpineRelease: Rename = (suffix) => suffix.replace(/^v/, '');

/** `Linux Enterprise Module for Basesystem 15 SP6`: all products of a service pack are one namespace. SUSE's own feed fills those. */
const SUSE: OsvEcosystem = {
  ...distribution('SUSE', 'sles', 'rpm'),
  prefixes: [],
  namespaceOf: (suffix) => {
    const match = /^Linux Enterprise .*?(\d+)(?: SP(\d+))?(?:-\w+)?$/.exec(suffix);
    if (match === null) return `suse:${suffix.toLowerCase()}`;
    return match[2] === undefined ? `sles:${match[1]}` : `sles:${match[1]}.${match[2]}`;
  },
};

const OPENSUSE: OsvEcosystem = {
  ...distribution('openSUSE', 'opensuse-leap', 'rpm'),
  prefixes: [],
  namespaceOf: (suffix) =>
    suffix === 'Tumbleweed' ? 'opensuse-tumbleweed' : `opensuse-${suffix.toLowerCase().replace(' ', ':')}`,
};

/** `enterprise_linux:9::appstream` is RHEL 9; other products keep their name. Red Hat's own feed fills those: it also knows what is open. */
const RED_HAT: OsvEcosystem = {
  ...distribution('Red Hat', 'rhel', 'rpm'),
  prefixes: [],
  namespaceOf: (suffix) => {
    const match = /^enterprise_linux:(\d+)(?:::|$)/.exec(suffix);
    return match === null ? `redhat:${suffix.toLowerCase()}` : `rhel:${match[1]}`;
  },
};

const ECOSYSTEMS: readonly OsvEcosystem[] = [
  // AlmaLinux' own feed, which comes before this one, is asked over the network; a copy of OSV's records can still be used.
  distribution('AlmaLinux', 'almalinux', 'rpm'),
  distribution('Alpaquita', 'alpaquita', 'apk'),
  distribution('Alpine', 'alpine', 'apk', alpineRelease),
  distribution('Azure Linux', 'azurelinux', 'rpm', (suffix) =>
    /^\d+$/.test(suffix) ? `${suffix}.0` : suffix,
  ),
  distribution('BellSoft Hardened Containers', 'bellsoft-hardened-containers', 'apk'),
  language('Bitnami', 'bitnami', 'semver'),
  language('CRAN', 'cran', 'cran'),
  distribution('Chainguard', 'chainguard', 'apk'),
  distribution('Debian', 'debian', 'deb'),
  distribution('Echo', 'echo', 'deb'),
  language('GitHub Actions', 'githubactions', 'semver', lowerCase),
  language('Go', 'golang', 'golang'),
  language('Hackage', 'hackage', 'hackage'),
  language('Hex', 'hex', 'semver'),
  language('Julia', 'julia', 'semver'),
  distribution('Mageia', 'mageia', 'rpm'),
  language('Maven', 'maven', 'maven'),
  distribution('MinimOS', 'minimos', 'apk'),
  language('NuGet', 'nuget', 'nuget', lowerCase),
  OPENSUSE,
  { ...distribution('openEuler', 'openeuler', 'rpm'), prefixes: [] },
  language('Packagist', 'composer', 'composer', lowerCase),
  { ...distribution('Photon OS', 'photon', 'rpm'), prefixes: [] },
  language('Pub', 'pub', 'semver'),
  language('PyPI', 'pypi', 'pep440', pep503),
  RED_HAT,
  { ...distribution('Rocky Linux', 'rocky', 'rpm'), prefixes: [] },
  language('RubyGems', 'gem', 'gem'),
  SUSE,
  language('SwiftURL', 'swift', 'semver', lowerCase),
  UBUNTU,
  // Wolfi's own feed fills it: it also knows what was never affected.
  { ...distribution('Wolfi', 'wolfi', 'apk'), prefixes: [] },
  language('crates.io', 'cargo', 'semver'),
  language('npm', 'npm', 'semver'),
  // The order of opam's versions is no scheme yet.
  language('opam', 'opam', null),
];

const BY_NAME: ReadonlyMap<string, OsvEcosystem> = new Map(ECOSYSTEMS.map((e) => [e.name, e]));
