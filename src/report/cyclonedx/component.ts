/** Components: the image, its distributions, its packages. */
import type { Digest } from '../../model/digest.ts';
import type { Confidence, Package } from '../../model/package.ts';
import { ociPurl } from '../image-purl.ts';
import { layerInstruction } from '../layers.ts';
import { toLicences } from './licences.ts';
import { type Property, toProperties } from './properties.ts';
import { findDistroRef, type Subject } from './subject.ts';

export function imageComponent({ report, imageRef }: Subject): object {
  const { image } = report;
  const digest = image.manifestDigest ?? image.id;
  return {
    type: 'container',
    'bom-ref': imageRef,
    name: image.reference === '' ? 'unnamed image' : image.reference,
    version: digest ?? undefined,
    hashes: digest === null ? undefined : [toHash(digest)],
    purl: ociPurl(image) ?? undefined,
  };
}

function toHash(digest: Digest): object {
  const [algorithm, content] = digest.split(':');
  return { alg: algorithm === 'sha512' ? 'SHA-512' : 'SHA-256', content };
}

export function distroComponents({ report, distroRefs }: Subject): object[] {
  return report.distros.map((distro, i) => ({
    type: 'operating-system',
    'bom-ref': distroRefs[i],
    name: distro.id,
    version: distro.versionId === '' ? undefined : distro.versionId,
    description: distro.prettyName === '' ? undefined : distro.prettyName,
    evidence: { occurrences: [{ location: distro.foundAt.path }] },
    properties: toProperties([
      ['distro:codename', distro.codename],
      ['distro:idLike', distro.idLike.join(' ')],
      ...distro.streams.map((stream) => ['distro:stream', stream] as const),
      ['distro:confidence', distro.confidence === 'guessed' ? distro.confidence : null],
      ['layer:index', String(distro.foundAt.layerIndex)],
    ]),
  }));
}

/** The component of the report's package at a position of its list. */
export function packageComponent(subject: Subject, pkg: Package, index: number): object {
  const { group, name } = splitName(pkg);
  return {
    type: 'library',
    'bom-ref': subject.packageRefs[index],
    publisher: pkg.vendor === '' ? undefined : pkg.vendor,
    group,
    name,
    version: pkg.version === '' ? undefined : pkg.version,
    licenses: toLicences(pkg.licences),
    purl: pkg.purl,
    evidence: toEvidence(pkg),
    properties: packageProperties(subject, pkg),
  };
}

/** `@scope/name` and `group:artifact` have a group in CycloneDX. */
function splitName({ ecosystem, name }: Package): {
  readonly group: string | undefined;
  readonly name: string;
} {
  const separator = ecosystem === 'maven' ? ':' : ecosystem === 'npm' && name.startsWith('@') ? '/' : '';
  const at = separator === '' ? -1 : name.indexOf(separator);
  return at < 1 ? { group: undefined, name } : { group: name.slice(0, at), name: name.slice(at + 1) };
}

/** CycloneDX wants a number: the order of our four words in equal-looking steps, not a measured probability. */
const CONFIDENCE: Readonly<Record<Confidence, number>> = {
  installed: 1,
  bundled: 0.9,
  'by signature': 0.8,
  declared: 0.5,
};

function toEvidence(pkg: Package): object {
  const confidence = CONFIDENCE[pkg.confidence];
  const technique = pkg.confidence === 'by signature' ? 'binary-analysis' : 'manifest-analysis';
  const method = {
    technique: pkg.evidence === 'file name' ? 'filename' : technique,
    confidence,
    value: pkg.evidence === '' ? undefined : pkg.evidence,
  };
  return {
    identity: [{ field: 'purl', confidence, concludedValue: pkg.purl, methods: [method] }],
    occurrences: pkg.foundAt.path === '' ? undefined : [{ location: pkg.foundAt.path }],
  };
}

function packageProperties(subject: Subject, pkg: Package): Property[] {
  const { layerIndex } = pkg.foundAt;
  const { report } = subject;
  const owner = report.layers[layerIndex]?.owner;
  return toProperties([
    ['ecosystem', pkg.ecosystem],
    ['confidence', pkg.confidence],
    ['scope', pkg.scope === 'unknown' ? null : pkg.scope],
    ['layer:index', String(layerIndex)],
    ['layer:diffId', report.image.layers[layerIndex]?.diffId ?? null],
    ['layer:instruction', layerInstruction(report, layerIndex)],
    ['layer:owner', owner?.part ?? null],
    ['layer:ownerBasis', owner?.basis ?? null],
    ['architecture', pkg.architecture],
    ['source:name', pkg.source.name],
    ['source:version', pkg.source.version],
    ['distro', pkg.distro === null ? null : findDistroRef(subject, pkg.distro)],
    ['moduleStream', pkg.moduleStream],
    ['ownedBy:purl', pkg.ownedBy?.purl ?? null],
    ['ownedBy:name', pkg.ownedBy?.name ?? null],
    ['ownedBy:namespace', pkg.ownedBy?.namespace ?? null],
    ['ownedBy:ofDistribution', pkg.ownedBy === null ? null : String(pkg.ownedBy.ofDistribution)],
  ]);
}
