/**
 * Packages of other repositories than the distribution's: Docker's, NodeSource's, a PPA. Only positive evidence counts: APT's
 * own list, a mark in the version, an address of the maintainer that is that of a vendor or of a source. The
 * distribution's advisories are not about them: their numbers are those of another build.
 */
import type { MergedFacts } from '../../model/reader.ts';
import {
  aptListReader,
  aptReleaseReader,
  aptSourcesReader,
  hostOfList,
  isDistributionHost,
} from './apt-readers.ts';
import { hasForeignVersion, isDistributionMail } from './origin.ts';
import type { DpkgRecord } from './status-reader.ts';

/** Where a package is from, for people; empty where it may be the distribution's. */
export type ForeignOrigin = (record: DpkgRecord) => string;

export function createForeignOrigin(facts: MergedFacts): ForeignOrigin {
  const listed = listedPackages(facts);
  const hosts = [...facts.all(aptSourcesReader), ...facts.removed(aptSourcesReader)].flatMap(
    ({ fact }) => fact,
  );
  const domains = new Map(
    hosts.filter((host) => !isDistributionHost(host)).map((host) => [domainOf(host), host]),
  );
  return ({ name, version, architecture, maintainer, vendor }) => {
    const host = listed.get(`${name} ${version} ${architecture}`);
    if (host !== undefined) return host;
    if (hasForeignVersion(version)) return 'another repository';
    const domain = domainOf(/@([a-z0-9.-]+)>?\s*$/i.exec(maintainer)?.[1]?.toLowerCase() ?? '');
    if (domain === '' || vendor !== '' || isDistributionMail(maintainer)) return '';
    return domains.get(domain) ?? (VENDORS.has(domain) ? domain : '');
  };
}

/** Those whose packages stand in no archive of a distribution under their own address. */
const VENDORS: ReadonlySet<string> = new Set([
  'cloudflare.com',
  'confluent.io',
  'datadoghq.com',
  'docker.com',
  'dotnetfoundation.org',
  'elastic.co',
  'f5.com',
  'gitlab.com',
  'grafana.com',
  'hashicorp.com',
  'influxdata.com',
  'mariadb.com',
  'mariadb.org',
  'microsoft.com',
  'mongodb.com',
  'nginx.com',
  'nodesource.com',
  'nvidia.com',
  'oss.oracle.com',
  'percona.com',
  'redis.com',
  'redis.io',
  'tailscale.com',
]);

/** `download.docker.com` and `docker.com` are one; a public suffix of two parts makes it coarser, never wrong for its owner. */
function domainOf(host: string): string {
  if (host === 'oss.oracle.com') return host;
  const parts = host.split('.');
  const kept =
    parts.length > 2 && /^(?:ac|co|com|edu|gov|net|org)$/.test(parts.at(-2)!) && parts.at(-1)!.length === 2
      ? 3
      : 2;
  return parts.slice(-kept).join('.');
}

function listedPackages(facts: MergedFacts): ReadonlyMap<string, string> {
  const releases = [...facts.removed(aptReleaseReader), ...facts.all(aptReleaseReader)];
  const own = releases
    .filter(({ fact }) => DISTRIBUTION_ORIGIN.test(fact))
    .map(({ path }) => path.replace(/_(?:InRelease|Release)$/, '_'));
  const listed = new Map<string, string>();
  for (const { path, fact } of [...facts.removed(aptListReader), ...facts.all(aptListReader)]) {
    if (own.some((start) => path.startsWith(start))) continue;
    for (const line of fact.split('\n')) listed.set(line, hostOfList(path));
  }
  return listed;
}

/** `Debian`, `Debian Backports`, `Ubuntu`, `UbuntuESM`. */
const DISTRIBUTION_ORIGIN =
  /^(?:Debian(?: Backports| Ports)?|Ubuntu(?:ESM\w*)?|Kali|Raspbian|Devuan|linuxmint)$/i;
