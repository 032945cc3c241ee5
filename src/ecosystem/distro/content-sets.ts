/**
 * Names of Red Hat's content sets (which are also ids of repositories) as product lines, told by how they are built. Red Hat
 * publishes a table of them (`repository-to-cpe.json`), which a scan, that asks nobody, does not have. These rules give what it says
 * of BaseOS, AppStream and their like of RHEL 7 and later with their longer supports, and of the products below. Other products
 * are not told by name.
 */
import { type RedHatLine, supportStream } from '../../base/redhat-cpe.ts';

/** Null where the name tells nothing. `versionId` is the image's own: names seldom say which minor release they are for. */
export function findContentLine(name: string, versionId: string): RedHatLine | null {
  if (!/-rpms(?:__|$)/.test(name) || /-(?:debug|source)-rpms/.test(name)) return null;
  const product = findProduct(name);
  if (product !== null) return product;
  if (!/^(?:rhel|ubi|codeready-builder-for-rhel|codeready-builder-for-ubi)-/.test(name)) return null;
  const release = releaseOf(name);
  if (release === '') return null;
  const kind = /-(aus|e4s|els|eus|tus)(?:-|_|$)/.exec(name)?.[1];
  if (kind === undefined) return OPEN.test(name) ? { release, stream: '' } : null;
  if (kind === 'els') return { release, stream: supportStream(kind, release) };
  const named = /__(\d+)_DOT_(\d+)(?:_|$)/.exec(name);
  const version = named === null ? versionId : `${named[1]}.${named[2]}`;
  return /^\d+\.\d+$/.test(version) ? { release, stream: supportStream(kind, version) } : null;
}

/** The part of a name behind the release: RHEL's own repositories, not products that lie beside them. */
const OPEN = new RegExp(
  [
    /^rhel-\d+-for-\w+-(?:baseos|appstream|supplementary|highavailability|resilientstorage|rt|nfv|sap\w*|fast-datapath|extensions)\b/,
    /^rhel-\d+-(?:server|client|desktop|workstation|hpc-node|for-[\w-]+?)(?:-(?:optional|extras|supplementary|rh-common|fastrack))?-rpms/,
    /^(?:ubi|codeready-builder-for-(?:rhel|ubi))-/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

function releaseOf(name: string): string {
  return /(?:^|-)(?:rhel|ubi)-(?:[a-z]+-)*(\d{1,2})(?:-|$)/.exec(name)?.[1] ?? '';
}

/** By the name before the version: `rhocp-4.12-for-rhel-8-x86_64-rpms` is `openshift:4.12::el8`. */
const PRODUCTS: ReadonlyMap<string, string> = new Map([
  ['ansible-automation-platform', 'ansible_automation_platform'],
  ['cnv', 'container_native_virtualization'],
  ['jb-eap', 'jboss_enterprise_application_platform'],
  ['lvms', 'lvms'],
  ['ocp-tools', 'ocp_tools'],
  ['openstack', 'openstack'],
  ['rhocp', 'openshift'],
  ['rhocp-ironic', 'openshift_ironic'],
  ['satellite', 'satellite'],
  ['satellite-capsule', 'satellite_capsule'],
  ['satellite-client', 'rhel_satellite_client'],
]);

function findProduct(name: string): RedHatLine | null {
  if (/^rhel-(?:[\w-]+-)?rhscl-7-|^rhel-7-[\w-]*-rhscl-/.test(name))
    return { release: '7', stream: 'rhel_software_collections:3::el7' };
  const ose = /^rhel-7-server-ose-(\d\.\d{1,2})-rpms/.exec(name)?.[1];
  if (ose !== undefined) return { release: '7', stream: `openshift:${ose}::el7` };
  const match = /^([a-z][a-z-]*?)-(\d{1,3}(?:\.\d{1,3})?)-for-rhel-(\d{1,2})-/.exec(name);
  const product = match === null ? undefined : PRODUCTS.get(match[1]!);
  return product === undefined
    ? null
    : { release: match![3]!, stream: `${product}:${match![2]}::el${match![3]}` };
}
