/**
 * Where Amazon's notices lie: a list of mirrors leads to a repository, its index (`repomd.xml`, createrepo) to the
 * notices. What Amazon Linux 2 calls extras are one repository for each topic, named by a catalogue. The notices of one
 * architecture's repository name the packages of all.
 */
import type { FeedPart } from '../../feed.ts';
import { fieldsOf, listOf, parseObject } from '../../fields.ts';
import { toIndex } from '../../repomd.ts';

const SITE = 'https://cdn.amazonlinux.com/';

interface Release {
  /** Lists of mirrors. */
  readonly lists: readonly string[];
  /** Folder of its repositories in a copy, by the order of `lists`. */
  readonly folders: readonly string[];
  readonly hasExtras: boolean;
}

function release(folder: string, repositories: readonly string[]): Release {
  return {
    lists: repositories.map((name) => `${SITE}${folder}/${name}/mirrors/latest/x86_64/mirror.list`),
    folders: repositories.map((name) => `${folder}/${name}/`),
    hasExtras: false,
  };
}

/** By namespace. Amazon Linux 1 is frozen at its last release. */
export const RELEASES: ReadonlyMap<string, Release> = new Map([
  [
    'amzn:1',
    {
      lists: ['https://repo.us-west-2.amazonaws.com/2018.03/updates/x86_64/mirror.list'],
      folders: ['2018.03/updates/'],
      hasExtras: false,
    },
  ],
  ['amzn:2', { lists: [`${SITE}2/core/latest/x86_64/mirror.list`], folders: ['2/core/'], hasExtras: true }],
  ['amzn:2022', release('al2022', ['core'])],
  ['amzn:2023', release('al2023', ['core', 'kernel-livepatch', 'nvidia'])],
]);

/** A mirror (`amazon/` in a copy of feeds) holds the repositories' `repodata` folders; there lists of mirrors have no use. */
export function partsOf(namespace: string, mirror: string | null): FeedPart[] {
  const found = RELEASES.get(namespace);
  if (found === undefined) return [];
  const namespaces = [namespace];
  const base = mirror === null ? SITE : `${mirror}amazon/`;
  const parts =
    mirror === null
      ? found.lists.map((url) => ({ url, namespaces, follow: followMirrors }))
      : found.folders.map((folder) => toIndex(`${base}${folder}`, namespaces));
  if (!found.hasExtras) return parts;
  const follow = (text: string, url: string): FeedPart[] => followCatalogue(text, url, mirror === null);
  return [...parts, { url: `${base}2/extras-catalog.json`, namespaces, follow }];
}

/** One address a line; the first is as good as any. Older lists have addresses without encryption, which the hosts have too. */
export function followMirrors(text: string): FeedPart[] {
  const first = text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => /^https?:\/\//.test(line));
  if (first === undefined) throw new Error('it is no list of mirrors');
  const folder = first
    .replaceAll('$basearch', 'x86_64')
    .replace(/^http:/, 'https:')
    .replace(/\/*$/, '/');
  return [toIndex(folder, [])];
}

export function followCatalogue(text: string, url: string, isOrigin: boolean): FeedPart[] {
  const topics = listOf(parseObject(text)['topics'])
    .map((topic) => fieldsOf(topic)['n'])
    .filter((name) => typeof name === 'string' && /^[A-Za-z0-9][\w.+-]*$/.test(name));
  if (topics.length === 0) throw new Error('it is no catalogue of extras');
  return topics.map((name) => {
    const folder = new URL(`extras/${name}/`, url).href;
    if (!isOrigin) return toIndex(folder, []);
    return { url: `${folder}latest/x86_64/mirror.list`, namespaces: [], follow: followMirrors };
  });
}
