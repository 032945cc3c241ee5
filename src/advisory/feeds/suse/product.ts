/**
 * SUSE's products, by the names that its advisories give them: which namespace has their packages, and whether everyone
 * gets them. All products of a service pack are one namespace, since base images of SUSE name none but the server.
 */

export interface Product {
  /** More than one only for modules of SUSE Linux Enterprise 12, which belong to all of its service packs. */
  readonly namespaces: readonly string[];
  /** As in AdvisoryScope: empty, or a longer support that is paid apart (`ltss`), or a product line with one (`sap`). */
  readonly stream: string;
}

/** Null for products that no image of ours is: storage, SUSE Manager, Liberty Linux, releases before 12. */
export function findProduct(name: string): Product | null {
  return findSimple(name) ?? findEnterprise(name);
}

/** True for a namespace that products are mapped to. */
export function isSuse(namespace: string): boolean {
  return NAMESPACE.test(namespace);
}

const NAMESPACE =
  /^(?:sles:(?:12|15)(?:\.[1-9])?|sles:16\.\d|sle-micro:5\.\d|sl-micro:6\.\d|opensuse-leap:1[56]\.\d|opensuse-leap-micro:[56]\.\d|opensuse-tumbleweed)$/;

const SIMPLE: readonly (readonly [RegExp, namespace: string])[] = [
  [/^openSUSE Leap (1[56]\.\d)(?: NonFree)?()$/, 'opensuse-leap'],
  [/^openSUSE Leap Micro ([56]\.\d)()$/, 'opensuse-leap-micro'],
  [/^SUSE Linux Enterprise Micro(?: for Rancher)? (5\.\d)(?:-(.+))?$/, 'sle-micro'],
  [/^SUSE Linux Micro(?: Extras)? (6\.\d)(?:-(.+))?$/, 'sl-micro'],
];

function findSimple(name: string): Product | null {
  if (name === 'openSUSE Tumbleweed') return { namespaces: ['opensuse-tumbleweed'], stream: '' };
  for (const [pattern, namespace] of SIMPLE) {
    const match = pattern.exec(name);
    if (match !== null) return { namespaces: [`${namespace}:${match[1]}`], stream: toStream(match[2] ?? '') };
  }
  return null;
}

const ENTERPRISE =
  /^(?:SUSE (?:Linux Enterprise )?|openSUSE )([A-Za-z][\w /-]*?)[ -](12|15|16)(?:\.(\d)|[ -]SP(\d))?(?:-([A-Za-z][\w -]*))?$/;

/** Parts of the enterprise distribution that come with its ordinary support. */
const ORDINARY =
  /^(?:Server|Desktop|High Performance Computing|Module for .+|Workstation Extension|High Availability Extension|Software Development Kit|Live Patching|Package Hub|Backports SLE)$/i;
/** Lines with a support of their own. */
const LINES: readonly (readonly [RegExp, stream: string])[] = [
  [/^Server for SAP Applications$/i, 'sap'],
  [/^Real Time(?: Extension)?$/i, 'real-time'],
  [/^Server LTSS Extended Security$/i, 'ltss-extended-security'],
  [/^Server Business Critical Linux$/i, 'bcl'],
];

function findEnterprise(name: string): Product | null {
  const match = ENTERPRISE.exec(name);
  if (match === null) return null;
  const [, line = '', version = '', minor, servicePack, suffix = ''] = match;
  const stream = streamOf(line, suffix);
  if (stream === null) return null;
  const release = minor ?? servicePack;
  const ofAll = version === '12' && release === undefined && /^(?:Module for |Package Hub)/i.test(line);
  const releases = ofAll ? SERVICE_PACKS_OF_12 : [release === undefined ? version : `${version}.${release}`];
  return { namespaces: releases.map((one) => `sles:${one}`), stream };
}

const SERVICE_PACKS_OF_12 = ['12', '12.1', '12.2', '12.3', '12.4', '12.5'];

function streamOf(line: string, suffix: string): string | null {
  const own = ORDINARY.test(line) ? '' : LINES.find(([pattern]) => pattern.test(line))?.[1];
  if (own === undefined) return null;
  if (suffix === '') return own;
  // What high-performance computing gets for longer is not what servers get.
  const prefix = /^High Performance/i.test(line) ? 'hpc-' : own === '' ? '' : `${own}-`;
  return prefix + toStream(suffix);
}

function toStream(suffix: string): string {
  return suffix.toLowerCase().replaceAll(' ', '-');
}
