/**
 * Extras of Amazon Linux 2: topics that an image takes part in, from `etc/yum.repos.d/amzn2-extras.repo`, which
 * `amazon-linux-extras` writes. A topic that is enabled is a stream.
 */
import { MIB } from '../../base/limits.ts';
import type { FileEntry } from '../../model/file.ts';
import { compareText } from '../../model/problem.ts';
import type { MergedFacts, OpenFile, WholeReader } from '../../model/reader.ts';
import { list, text } from '../../model/shape.ts';

const PATH = 'etc/yum.repos.d/amzn2-extras.repo';

/** The fact is the enabled topics as streams, sorted. */
export const amazonExtrasReader: WholeReader<readonly string[]> = {
  id: 'amazon-extras',
  version: 1,
  shape: list(text),
  kind: 'whole',
  maxBytes: MIB,
  wellKnownPaths: [PATH],
  wants: (entry: FileEntry): boolean => entry.path === PATH,
  read: (file: OpenFile): readonly string[] => parseExtras(new TextDecoder().decode(file.bytes)),
};

/** What the topmost file says; empty where there is none. */
export function findExtrasStreams(facts: MergedFacts): readonly string[] {
  return facts.all(amazonExtrasReader)[0]?.fact ?? [];
}

const MOST_TOPICS = 200;

/** Sections `[amzn2extra-nginx1]` with `enabled = 1`; those of sources and of symbols count for nothing. */
export function parseExtras(repositories: string): readonly string[] {
  const topics = new Set<string>();
  let topic = '';
  for (const line of repositories.split('\n')) {
    const section = /^\s*\[(.*)\]\s*$/.exec(line)?.[1];
    if (section !== undefined) topic = /^amzn2extra-([A-Za-z0-9][\w.+-]{0,79})$/.exec(section)?.[1] ?? '';
    const isEnabled = /^\s*enabled\s*=\s*(1|true|yes)\s*$/i.test(line);
    if (isEnabled && topic !== '' && !/-(source|debuginfo)$/.test(topic) && topics.size < MOST_TOPICS)
      topics.add(topic);
  }
  return [...topics].map((name) => `extras:${name}`).sort(compareText);
}
