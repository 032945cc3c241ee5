/**
 * Packages of other repositories than the distribution's: Docker's, NodeSource's, a PPA. Only positive evidence counts: APT's
 * own list, a mark in the version, a field that only other build tools write, an address of the maintainer that is that of a vendor or of a source. The
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
import { domainOf, hasForeignVersion, isDistributionMail, mailDomain, vendorOf } from './origin.ts';
import type { DpkgRecord } from './status-reader.ts';

/** Where a package is from, for people; empty where it may be the distribution's. */
export type ForeignOrigin = (record: DpkgRecord) => string;

const ELSEWHERE = 'another repository';

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
    if (hasForeignVersion(version)) return ELSEWHERE;
    if (isDistributionMail(maintainer)) return '';
    if (vendor !== '') return ELSEWHERE;
    return domains.get(mailDomain(maintainer)) ?? vendorOf(maintainer);
  };
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
