/**
 * Whether a product that a VEX statement names is the image at hand: `pkg:oci/…` and `pkg:docker/…` (purl-spec), a
 * digest, a reference, a repository. A digest decides alone: under whatever name, it is this content. Without one the
 * name must fit, and the tag where one is given; of a `pkg:oci/…` without `repository_url` the last part of the name.
 */
import { findReference } from '../base/reference.ts';
import { isDigest } from '../model/digest.ts';
import type { ImageInfo } from '../model/image.ts';
import { type ParsedPurl, parsePurl } from '../model/purl.ts';

export interface ThisImage {
  /** Of manifest, index and config. */
  readonly digests: ReadonlySet<string>;
  readonly architecture: string;
  readonly names: readonly ImageName[];
}

interface ImageName {
  /** `ghcr.io/team/app` */
  readonly repository: string;
  /** Empty where it is named by digest: then nobody knows its tags. */
  readonly tag: string;
}

/** Of manifest, index and config. */
export function digestsOf({ id, manifestDigest, indexDigest }: ImageInfo): ReadonlySet<string> {
  return new Set([id, manifestDigest, indexDigest].filter((digest) => digest !== null));
}

export function toThisImage(image: ImageInfo): ThisImage {
  const { reference, source, names, platform } = image;
  const isNamed = NAMING_SOURCES.has(source);
  const texts = isNamed ? [reference, ...names] : names;
  return {
    digests: digestsOf(image),
    architecture: platform.architecture,
    names: texts.flatMap(toOwnName),
  };
}

/** `id`: as the statement gives it. */
export function isThisImage(id: string, image: ThisImage): boolean {
  if (isDigest(id)) return image.digests.has(id);
  const purl = parsePurl(id);
  if (purl !== null) return isImagePurl(purl) && fitsPurl(purl, image);
  const name = toName(id);
  if (name === null) return false;
  if (name.digest !== null) return image.digests.has(name.digest);
  return image.names.some((own) => own.repository === name.repository && isTag(name.tag, own));
}

export function isImagePurl({ type }: ParsedPurl): boolean {
  return type === 'oci' || type === 'docker';
}

/** Those that give an image by its name: the others are given a path. */
const NAMING_SOURCES = new Set(['registry', 'docker', 'podman']);

interface GivenName extends ImageName {
  readonly digest: string | null;
}

/** A name without tag and digest is that of the tag `latest`. */
function toOwnName(text: string): readonly ImageName[] {
  const name = toName(text);
  if (name === null) return [];
  return [{ repository: name.repository, tag: name.tag || (name.digest === null ? 'latest' : '') }];
}

/** Null for text that is no reference. The tag is empty where the text has none. */
function toName(text: string): GivenName | null {
  const plain = text.replace(/^(?:oci:\/\/|docker:\/\/|registry:|docker:|podman:)/, '');
  const reference = findReference(plain);
  if (reference === null) return null;
  const name = plain.replace(/@.*$/s, '');
  const hasTag = name.indexOf(':', name.lastIndexOf('/') + 1) >= 0;
  const { registry, repository, digest } = reference;
  return { repository: `${registry}/${repository}`, tag: hasTag ? reference.tag : '', digest };
}

/** A product without a tag is all of them. */
function isTag(tag: string, own: ImageName): boolean {
  return tag === '' || tag === own.tag;
}

function fitsPurl(purl: ParsedPurl, image: ThisImage): boolean {
  const architecture = purl.qualifiers.get('arch') ?? '';
  if (architecture !== '' && !isArchitecture(architecture, image.architecture)) return false;
  if (isDigest(purl.version)) return image.digests.has(purl.version);
  // People write the tag where the digest belongs.
  const tag = purl.version || (purl.qualifiers.get('tag') ?? '');
  return image.names.some((own) => hasRepository(purl, own.repository) && isTag(tag, own));
}

/** `repository_url` is the repository, or all of it but the name. */
function hasRepository(purl: ParsedPurl, own: string): boolean {
  const name = [purl.namespace, purl.name].filter((s) => s !== '').join('/');
  const url = (purl.qualifiers.get('repository_url') ?? '').replace(/^https?:\/\//, '').replace(/\/$/, '');
  if (url !== '') return [url, `${url}/${name}`].some((text) => toName(text)?.repository === own);
  if (purl.type === 'docker') return toName(name)?.repository === own;
  return own.endsWith(`/${name}`);
}

const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['aarch64', 'arm64'],
  ['i386', '386'],
  ['x86', '386'],
  ['armhf', 'arm'],
  ['armv7', 'arm'],
]);

function isArchitecture(told: string, own: string): boolean {
  return told === own || ARCHITECTURES.get(told) === own;
}
