/**
 * Where an image's apk takes packages from (apk-repositories(5)): `etc/apk/repositories` and the lists beside it, a
 * line for each, `@tag` before those that are only used by name; and the names of the keys that it trusts. Keys are
 * not looked into.
 */
import { MIB } from '../base/limits.ts';
import { baseName, type FileEntry } from '../model/file.ts';
import { compareText } from '../model/problem.ts';
import type { MergedFacts, OpenFile, WholeReader } from '../model/reader.ts';
import { list, object, text } from '../model/shape.ts';

export interface ApkRepository {
  /** Without `@`; empty for one that is always used. */
  readonly tag: string;
  /** Without a login; a folder of the image where it is no URL. */
  readonly url: string;
}

const LIST = 'etc/apk/repositories';
const MORE_LISTS = /^(?:etc|lib|usr\/lib)\/apk\/repositories\.d\/[^/]+\.list$/;
const KEYS = /^(?:etc|lib|usr\/lib)\/apk\/keys\/[^/]+$/;

export const apkRepositoriesReader: WholeReader<readonly ApkRepository[]> = {
  id: 'apk-repositories',
  version: 1,
  shape: list(object<ApkRepository>({ tag: text, url: text })),
  kind: 'whole',
  maxBytes: MIB,
  wellKnownPaths: [LIST],
  wants: ({ path }: FileEntry): boolean => path === LIST || (path.endsWith('.list') && MORE_LISTS.test(path)),
  read: (file: OpenFile): readonly ApkRepository[] => parseRepositories(new TextDecoder().decode(file.bytes)),
};

/** The fact is the key's name. */
export const apkKeysReader: WholeReader<string> = {
  id: 'apk-keys',
  version: 1,
  shape: text,
  kind: 'whole',
  maxBytes: MIB,
  wellKnownPaths: [],
  wants: ({ path }: FileEntry): boolean => path.endsWith('.pub') && KEYS.test(path),
  read: (file: OpenFile): string => baseName(file.entry.path).slice(0, MAX_LENGTH),
};

const MOST_REPOSITORIES = 200;
const MAX_LENGTH = 300;

/** Lines that are none are passed over, as apk does. */
export function parseRepositories(content: string): readonly ApkRepository[] {
  return content
    .split('\n')
    .map((line) => /^\s*(?:@(\S{1,100})\s+)?([^\s#@]\S*)/.exec(line))
    .filter((match) => match !== null)
    .slice(0, MOST_REPOSITORIES)
    .map(([, tag = '', url]) => ({ tag, url: withoutLogin(url!).slice(0, MAX_LENGTH) }));
}

function withoutLogin(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^/]*@/, '$1').replace(/[?#].*$/, '');
}

/** All repositories of the image, each once. */
export function findRepositories(facts: MergedFacts): readonly ApkRepository[] {
  const found = facts.all(apkRepositoriesReader).flatMap(({ fact }) => fact);
  return [...new Map(found.map((one) => [`${one.tag}\n${one.url}`, one])).values()].sort(
    (a, b) => compareText(a.url, b.url) || compareText(a.tag, b.tag),
  );
}

/** Repositories of Chainguard beside Wolfi's: `apk.cgr.dev/chainguard`, `packages.cgr.dev/extras`. */
export function isChainguards({ url }: ApkRepository): boolean {
  return /^https?:\/\/[a-z]+\.cgr\.dev\//.test(url);
}
