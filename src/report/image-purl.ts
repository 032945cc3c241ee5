/**
 * `pkg:oci/…` (purl-spec, types/oci): the last segment of the repository, the manifest's digest as version, and the
 * repository, tag and architecture as qualifiers. Only an image with a known manifest digest has one.
 */
import type { ImageInfo } from '../model/image.ts';
import { makePurl } from '../model/purl.ts';

export function ociPurl(image: ImageInfo): string | null {
  const parts = parseReference(repositoryName(image));
  if (image.manifestDigest === null || parts === null) return null;
  return makePurl({
    type: 'oci',
    name: parts.repository.slice(parts.repository.lastIndexOf('/') + 1),
    version: image.manifestDigest,
    qualifiers: {
      arch: image.platform.architecture.toWellFormed(),
      repository_url: parts.repository,
      tag: parts.tag,
    },
  });
}

const NAMED_SOURCES = new Set(['registry', 'docker', 'podman']);

/** What names the image, or empty: of a file the reference is a path, and a name without a slash may be only a tag. */
function repositoryName({ source, names, reference }: ImageInfo): string {
  const name = names[0] ?? '';
  if (NAMED_SOURCES.has(source)) return name === '' ? reference : name;
  return name.includes('/') ? name : '';
}

/** Distribution specification, "Pulling manifests": lower-case path segments; Docker's rules for short names. */
const REFERENCE =
  /^([a-z0-9][a-z0-9.-]*(?::\d+)?(?:\/[a-z0-9][a-z0-9._-]*)*)(?::(\w[\w.-]{0,127}))?(?:@sha\d+:[0-9a-f]+)?$/;

function parseReference(reference: string): { readonly repository: string; readonly tag: string } | null {
  const plain = reference.replace(/^(?:registry|docker|podman):(?!\d)/, '');
  const match = REFERENCE.exec(plain.includes('/') ? plain : `docker.io/library/${plain}`);
  if (match === null) return null;
  const [host = '', ...path] = match[1]!.split('/');
  const isHost = /[.:]/.test(host) || host === 'localhost';
  const repository = isHost ? [host, ...path] : ['docker.io', host, ...path];
  return repository.length < 2 ? null : { repository: repository.join('/'), tag: match[2] ?? '' };
}
