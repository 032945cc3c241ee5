/** By which names a waiver may speak of an image: as it was asked for, its tags, its repository, its digests. */
import { matchesName } from '../../base/glob.ts';
import type { ImageInfo } from '../../model/image.ts';

/** All names of the image that a glob is held against. */
export function imageNames(image: ImageInfo): readonly string[] {
  const given = [image.reference, ...image.names].flatMap(withShortForms);
  const digests = [image.id, image.manifestDigest, image.indexDigest].filter((digest) => digest !== null);
  return [...new Set([...given.flatMap((name) => [name, repositoryOf(name)]), ...digests])];
}

/** True where the glob names the image; an empty one names all. */
export function namesImage(glob: string, names: readonly string[]): boolean {
  return glob === '' || names.some((name) => matchesName(name, glob));
}

const PREFIX = /^(?:registry|docker|podman):(?=.)/;
const HUB = /^(?:index\.)?docker\.io\//;

/** `docker.io/library/debian:12` is also `library/debian:12` and `debian:12`, and the other way round. */
function withShortForms(name: string): readonly string[] {
  const plain = name.replace(PREFIX, '');
  if (/^[./~]/.test(plain)) return [plain];
  const short = plain.replace(HUB, '').replace(/^library\/(?=[^/]+$)/, '');
  if (!HUB.test(plain) && isHost(plain.split('/'))) return [plain];
  const full = short.includes('/') ? short : `library/${short}`;
  return [short, full, `docker.io/${full}`];
}

function isHost(segments: readonly string[]): boolean {
  const first = segments[0]!;
  return segments.length > 1 && (/[.:A-Z[]/.test(first) || first === 'localhost');
}

/** Without digest and tag. */
function repositoryOf(name: string): string {
  const plain = name.replace(/@.*$/s, '');
  const colon = plain.indexOf(':', plain.lastIndexOf('/') + 1);
  return colon < 0 ? plain : plain.slice(0, colon);
}
