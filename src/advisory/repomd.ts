/** The index of an rpm repository (`repodata/repomd.xml`, createrepo): leads to the notices that lie beside its packages. */
import { createXmlReader, type XmlElement } from '../base/xml/xml-reader.ts';
import type { FeedPart } from './feed.ts';

/** `folder`: of the repository, with a slash at its end. */
export function toIndex(folder: string, namespaces: readonly string[]): FeedPart {
  return { url: new URL('repodata/repomd.xml', folder).href, namespaces, follow: followIndex };
}

/** A repository may have no notices. */
export function followIndex(text: string, url: string): FeedPart[] {
  const reader = createXmlReader({ take: ['data', 'revision'], leaveOut: [], until: null });
  const entries = [...reader.push(text)];
  reader.end();
  if (entries.length === 0 && !/<repomd[\s>]/.test(text)) throw new Error('it is no index of a repository');
  const root = new URL('../', url);
  return entries
    .filter(({ name, attributes }) => name === 'data' && attributes['type'] === 'updateinfo')
    .flatMap(locationOf)
    .map((location) => ({ url: new URL(location, root).href, namespaces: [] }));
}

function locationOf({ children }: XmlElement): string[] {
  const href = children.find(({ name }) => name === 'location')?.attributes['href'];
  return href === undefined || !/^[\w+-][\w./+-]*$/.test(href) || href.includes('..') ? [] : [href];
}
