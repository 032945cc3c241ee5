/**
 * Image references by Docker's rules: `[registry/]repository[:tag][@digest]`, where short names mean Docker Hub.
 * Specification: distribution project, `reference` package (its grammar), and distribution-spec, "Pulling manifests".
 */

import type { Digest } from '../model/digest.ts';
import { isDigest } from '../model/digest.ts';
import { InputError } from './errors.ts';

export interface Reference {
  /** Host with port if one is given: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** `library/debian`, `team/app`. */
  readonly repository: string;
  /** Empty only where a digest is given without a tag. */
  readonly tag: string;
  readonly digest: Digest | null;
}

const DOCKER_HUB = 'docker.io';
const MAX_REPOSITORY = 255;
const HOST =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const SEGMENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;

/** Throws an InputError `bad-reference`. */
export function parseReference(text: string): Reference {
  refuseScheme(text);
  const { name, tag, digest } = splitSuffixes(text);
  const { registry, repository } = splitRegistry(name);
  // A URL also knows which ports there are.
  if (!HOST.test(registry) || !URL.canParse(`https://${registry}`))
    throw bad(text, `\`${registry}\` is not a valid host name`);
  checkRepository(text, repository);
  if (tag !== null && !TAG.test(tag)) throw bad(text, `\`${tag}\` is not a valid tag`);
  if (digest !== null && !isDigest(digest)) throw bad(text, `\`${digest}\` is not a valid digest`);
  return { registry, repository, tag: tag ?? (digest === null ? 'latest' : ''), digest };
}

/** The full form: `docker.io/library/debian:latest`. */
export function formatReference({ registry, repository, tag, digest }: Reference): string {
  const tagged = tag === '' ? '' : `:${tag}`;
  const pinned = digest === null ? '' : `@${digest}`;
  return `${registry}/${repository}${tagged}${pinned}`;
}

/** The reference, or null where the text is none. */
export function findReference(text: string): Reference | null {
  try {
    return parseReference(text);
  } catch {
    return null;
  }
}

interface Parts {
  readonly name: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/** A colon behind the last slash begins a tag; one before it is a port's. */
function splitSuffixes(text: string): Parts {
  const at = text.indexOf('@');
  const rest = at < 0 ? text : text.slice(0, at);
  const digest = at < 0 ? null : text.slice(at + 1);
  const colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
  if (colon < 0) return { name: rest, tag: null, digest };
  return { name: rest.slice(0, colon), tag: rest.slice(colon + 1), digest };
}

/** The first segment is a registry if it looks like a host: with a dot, a port or a capital, or `localhost`. */
function splitRegistry(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  const isHost = /[.:A-Z[]/.test(first) || first === 'localhost';
  if (!isHost) return hub(name);
  const repository = name.slice(slash + 1);
  return first === DOCKER_HUB || first === 'index.docker.io'
    ? hub(repository)
    : { registry: first, repository };
}

function hub(repository: string): { registry: string; repository: string } {
  const isShort = repository !== '' && !repository.includes('/');
  return { registry: DOCKER_HUB, repository: isShort ? `library/${repository}` : repository };
}

function checkRepository(text: string, repository: string): void {
  if (repository === '' || repository === 'library/') throw bad(text, 'it names no image');
  if (repository.length > MAX_REPOSITORY)
    throw bad(text, `its name is longer than ${MAX_REPOSITORY} characters`);
  if (/[A-Z]/.test(repository)) throw bad(text, 'its name has capitals, which are not allowed');
  if (!repository.split('/').every((segment) => SEGMENT.test(segment))) {
    throw bad(text, `\`${repository}\` is not a valid image name`);
  }
  // Docker keeps this form for image ids, which no registry knows.
  if (/^(?:library\/)?[0-9a-f]{64}$/.test(repository))
    throw bad(text, 'it is an image id, which registries do not know');
}

function refuseScheme(text: string): void {
  const scheme = /^[a-z][a-z+.-]*:\/\//i.exec(text)?.[0];
  if (scheme !== undefined) throw bad(text, `references have no scheme; leave \`${scheme}\` away`);
}

function bad(text: string, reason: string): InputError {
  return new InputError('bad-reference', {
    what: `This is not a valid image reference: ${reason}.`,
    where: text,
    wayOut: 'Write it as name, name:tag or registry/name:tag; a file or folder begins with `./` or `/`.',
  });
}
