/** By which names a rule or waiver may speak of an image: as it was asked for, its tags, its repository, its digests. */
import { matchesName } from '../../base/glob.ts';
import { findReference } from '../../base/reference.ts';
import type { ImageInfo } from '../../model/image.ts';

/** All names of the image that a glob is held against. What an archive says of itself is among them. */
export function imageNames({
  reference,
  source,
  names,
  id,
  manifestDigest,
  indexDigest,
}: ImageInfo): readonly string[] {
  const asked = WITH_REFERENCE.includes(source) ? spellings(reference.replace(PREFIX, '')) : [];
  const digests = [id, manifestDigest, indexDigest].filter((digest) => digest !== null);
  const all = [reference, ...asked, ...names.flatMap((name) => [name, ...spellings(name)]), ...digests];
  return [...new Set(all)].filter((name) => name !== '');
}

/** True where the glob names the image; an empty one names all. */
export function namesImage(glob: string, names: readonly string[]): boolean {
  return glob === '' || names.some((name) => matchesName(name, glob));
}

/** Sources whose reference is one of a registry, not a path. */
const WITH_REFERENCE: readonly string[] = ['docker', 'podman', 'registry'];
const PREFIX = /^(?:docker|podman|registry):(?=.)/;

/** `debian` is `docker.io/library/debian:latest`, and with and without tag, registry and `library/`. */
function spellings(name: string): readonly string[] {
  const found = findReference(name);
  if (found === null) return [];
  const { registry, repository, tag, digest } = found;
  const repositories = [`${registry}/${repository}`];
  if (registry === HUB) repositories.push(repository, repository.replace(/^library\//, ''));
  const suffixes = ['', ...(tag === '' ? [] : [`:${tag}`]), ...(digest === null ? [] : [`@${digest}`])];
  return repositories.flatMap((one) => suffixes.map((suffix) => `${one}${suffix}`));
}

const HUB = 'docker.io';
