/** Notices of AlmaLinux, Rocky Linux and Fedora, and what leads to Fedora's. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toContext } from '../../../src/advisory/compile.ts';
import { createEntrySplitter } from '../../../src/advisory/entry-documents.ts';
import type { Feed } from '../../../src/advisory/feed.ts';
import { almalinux } from '../../../src/advisory/feeds/almalinux/almalinux.ts';
import { fedora } from '../../../src/advisory/feeds/fedora/fedora.ts';
import { followCount, followReleases } from '../../../src/advisory/feeds/fedora/pages.ts';
import { rocky } from '../../../src/advisory/feeds/rocky/rocky.ts';
import { InputError, messageOf } from '../../../src/base/errors.ts';
import { schemes } from '../../../src/version/list.ts';
import { mutateJson } from '../mutate/json.ts';
import { scratchFile } from '../scratch.ts';
import { mustHold, type Target, texts } from '../target.ts';

const CONTEXT = toContext(schemes);
const FEEDS = join(import.meta.dirname, '../../../src/advisory/feeds');

const SOURCES: Readonly<Record<string, readonly string[]>> = {
  almalinux: ['advisory/feeds/almalinux/erratum.ts'],
  fedora: ['advisory/feeds/fedora/update.ts'],
  rocky: ['advisory/feeds/rocky/update.ts'],
};

function ofFeed(feed: Feed, fixture: string, tokens: readonly string[]): Target {
  const isJson = fixture.endsWith('.json');
  return {
    id: `feed-${feed.id}`,
    sources: [...SOURCES[feed.id]!, isJson ? 'advisory/entry-documents.ts' : 'advisory/updateinfo.ts'],
    seeds: () => [readFileSync(join(FEEDS, feed.id, 'fixtures', fixture))],
    tokens,
    errors: [InputError],
    maxBytes: 32 * 1024,
    memoryBytes: 256 * 1024 * 1024,
    mutators: isJson ? [mutateJson, mutateJson] : [],
    async run(bytes) {
      const path = scratchFile();
      writeFileSync(path, bytes);
      const found: unknown[] = [];
      for await (const doc of feed.documents(path)) {
        try {
          const parsed = feed.parse(doc, CONTEXT);
          mustHold(
            parsed.advisories.every(({ key }) => feed.fills(key.namespace)),
            'an advisory is for a namespace that the feed does not fill',
          );
          found.push(parsed);
        } catch (error) {
          found.push(messageOf(error));
        }
      }
      return found;
    },
  };
}

const pages: Target = {
  id: 'feed-fedora-pages',
  sources: ['advisory/feeds/fedora/pages.ts', 'advisory/entry-documents.ts'],
  seeds: texts(
    '{"total":101}',
    '{"releases":[{"name":"EPEL-10.1","version":"10.1","id_prefix":"FEDORA-EPEL"},{"name":"EPEL-10.0","version":"10.0","id_prefix":"FEDORA-EPEL"}]}',
    '{"a":[{"b":"]}\\""},{}],"c":{"d":[1]}}',
  ),
  tokens: ['"total"', '10.', 'EPEL-', 'FEDORA-EPEL', '&', '{"a":[{}'],
  errors: [Error],
  mutators: [mutateJson],
  run(bytes) {
    const text = new TextDecoder().decode(bytes);
    const base = 'https://bodhi.example/?a=b';
    const [part] = fedora.parts(['epel:10'], null);
    mustHold(part?.follow !== undefined, 'nothing leads to the pages');
    mustHold(fedora.parts(['epel:10'], 'https://mirror.example/').length === 1, 'a mirror has no file');
    const answers = [() => followReleases(text, 'epel', '10'), () => followCount(text, base)].map(
      (follow) => {
        try {
          return follow().map(({ url }) => url);
        } catch (error) {
          return messageOf(error);
        }
      },
    );
    if (typeof answers[0] !== 'string')
      mustHold(
        answers[0]!.every((url) => url.startsWith('https://bodhi.fedoraproject.org/')),
        'it leads elsewhere',
      );
    const split = (step: number): string => {
      const splitter = createEntrySplitter(1000);
      const found: string[] = [];
      for (let at = 0; at < bytes.length; at += step)
        found.push(...splitter.push(bytes.subarray(at, at + step)));
      splitter.end();
      return JSON.stringify(found);
    };
    const whole = split(7);
    mustHold(split(64) === whole, 'in pieces it has other entries');
    return [answers, whole];
  },
};

export const rpmFeedTargets: readonly Target[] = [
  ofFeed(almalinux, 'errata.full.json', [
    '"module":"a:1"',
    '.module_el8',
    '"epoch":"1"',
    'ALSA-',
    '/8/ALSA-',
  ]),
  ofFeed(fedora, 'F43.json', ['"nvr":"a-1-1"', 'CVE-2031-10001 ', ' teapot: ', 'EPEL-10.1', 'FEDORA-']),
  pages,
  ofFeed(rocky, 'updateinfo.xml', [
    '<module name="a" stream="1"/>',
    'sig-cloud-',
    '.module+',
    'rocky-linux-8-4-',
  ]),
];
