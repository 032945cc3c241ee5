/** Rolling distributions, vendors who build packages anew, Bottlerocket: their feeds, and what stands in images of them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toContext } from '../../../src/advisory/compile.ts';
import { readHead } from '../../../src/advisory/documents.ts';
import type { Feed } from '../../../src/advisory/feed.ts';
import { bottlerocket } from '../../../src/advisory/feeds/bottlerocket/bottlerocket.ts';
import { echo } from '../../../src/advisory/feeds/echo/echo.ts';
import { rapidfort } from '../../../src/advisory/feeds/rapidfort/rapidfort.ts';
import { root } from '../../../src/advisory/feeds/root/root.ts';
import { seal } from '../../../src/advisory/feeds/seal/seal.ts';
import { wolfi } from '../../../src/advisory/feeds/wolfi/wolfi.ts';
import { InputError, messageOf } from '../../../src/base/errors.ts';
import { findRebuilt, withLibraryVendor, withVendor } from '../../../src/base/rebuilt.ts';
import { findRemoved } from '../../../src/ecosystem/apk/history.ts';
import { apkRepositoriesReader } from '../../../src/ecosystem/apk-repositories.ts';
import { bottlerocketReader } from '../../../src/ecosystem/rpm/bottlerocket-reader.ts';
import { schemes } from '../../../src/version/list.ts';
import { buildZip } from '../../../test/zip-builder.ts';
import { mutateContent, mutateZip } from '../mutate/containers.ts';
import { mutateJson } from '../mutate/json.ts';
import { scratchFile } from '../scratch.ts';
import { mustHold, ofText, type Target, texts } from '../target.ts';
import { wholeFile } from './reading.ts';

const CONTEXT = toContext(schemes);
const FEEDS = join(import.meta.dirname, '../../../src/advisory/feeds');

function fixturesOf({ id }: Feed): Buffer[] {
  const folder = join(FEEDS, id, 'fixtures');
  return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
}

function ofFeed(feed: Feed, sources: readonly string[], tokens: readonly string[]): Target {
  return {
    id: `feed-${feed.id}`,
    sources,
    seeds: () => {
      const plain = fixturesOf(feed);
      const zips = [root, seal, wolfi].includes(feed)
        ? [buildZip([{ name: 'ROOT-1.json', content: plain[0]!.toString('utf8') }])]
        : [];
      return [...plain, ...zips];
    },
    tokens,
    mutators: [mutateContent, mutateJson, mutateZip],
    errors: [InputError],
    maxBytes: 32 * 1024,
    memoryBytes: 256 * 1024 * 1024,
    async run(bytes) {
      const path = scratchFile();
      writeFileSync(path, bytes);
      const head = await readHead(path).catch(() => null);
      const found: unknown[] = [head !== null && feed.recognises(head)];
      for await (const doc of feed.documents(path)) {
        try {
          const parsed = feed.parse(doc, CONTEXT);
          for (const { key } of parsed.advisories) mustHold(key.name !== '', 'a package has no name');
          found.push(parsed);
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          found.push(messageOf(error));
        }
      }
      return found;
    },
  };
}

const inventory: Target = {
  id: 'bottlerocket-inventory',
  sources: ['ecosystem/rpm/bottlerocket-reader.ts'],
  seeds: texts(
    JSON.stringify({
      Content: [
        {
          Name: 'glibc',
          Publisher: 'Bottlerocket',
          Version: '2.43',
          Release: '1.br1',
          Epoch: '1',
          Architecture: 'x86_64',
        },
        { Name: '', Version: 7 },
        null,
      ],
    }),
  ),
  tokens: ['"Content"', '"Name"', '"Version"', '"Epoch"', '__proto__'],
  mutators: [mutateJson],
  errors: [Error, SyntaxError],
  run: wholeFile(bottlerocketReader, 'usr/share/bottlerocket/application-inventory.json'),
};

const repositories: Target = {
  id: 'apk-repositories',
  sources: ['ecosystem/apk-repositories.ts'],
  seeds: texts(
    'https://mirror.example/alpine/v3.20/main\n@edge https://me:pass@h.example/edge/main\n#x\n/media/cdrom/apks\n',
  ),
  tokens: ['@', 'https://', '\n', ' ', '#', '?', ':', '@t '],
  errors: [],
  run(bytes) {
    const read = wholeFile(apkRepositoriesReader, 'etc/apk/repositories')(bytes);
    const { fact } = read as { readonly fact: readonly { readonly url: string }[] };
    for (const { url } of fact) mustHold(!/^[a-z+]+:\/\/[^/]*@/.test(url), 'a login is kept');
    return read;
  },
};

const history: Target = {
  id: 'apk-history',
  sources: ['ecosystem/apk/history.ts', 'base/rebuilt.ts'],
  seeds: texts(
    'RUN apk add --no-cache --virtual .x gcc "a=1.2-r0" b~1 && make && apk del .x',
    'apk add -qt .y \\\n c@edge; sudo /sbin/apk --root /x del .y c\n',
    'rootio-jq 1.6-2.1.root.io.2\nseal-x 1+sp1\n@rootio/a 1\nseal.sp1.org.x:y 1+sp1\nsealsecurity.io/x 1-sp1\nplain 1',
  ),
  tokens: ['apk ', 'add ', 'del ', '-t ', '--virtual=', '.x', ' && ', ';', '\\\n', '=', '~=', '@', '-r10071'],
  errors: [],
  run: ofText((text) => {
    const instructions = text.split('\n');
    const found = findRemoved([...instructions, text]);
    for (const { name } of found) mustHold(/^[\w.+-]+$/.test(name), 'a name is none');
    return [found, instructions.map(rebuiltOf)];
  }),
};

/** `name version`, as it would be asked for in each kind of place. */
function rebuiltOf(line: string): unknown {
  const [name = '', version = ''] = line.split(' ');
  const queries = ['debian:12', 'npm', 'pypi', 'maven', 'golang'].flatMap((namespace) => {
    const query = { key: { namespace, name }, version };
    return [...withVendor(query, ['rapidfort']), ...withLibraryVendor(query)];
  });
  mustHold(
    name === '' || queries.every(({ version: asked }) => asked === version),
    'another version is asked for',
  );
  return [findRebuilt(name, version), queries];
}

export const smallDistributionTargets: readonly Target[] = [
  ofFeed(
    wolfi,
    ['advisory/secdb.ts', 'advisory/rolling-secdb.ts'],
    ['"secfixes"', '"0"', '"1-r0"', 'CVE-2031-0001', 'GHSA-2222-3333-4444', '"pkg"', '"Wolfi"'],
  ),
  ofFeed(echo, ['advisory/feeds/echo/'], ['"fixed_version"', '"0"', '"severity"', 'CVE-2031-0001']),
  ofFeed(
    root,
    ['advisory/feeds/root/', 'advisory/osv/rebuilt.ts'],
    ['Root:', 'Debian:12', 'rootio-', '.root.io.1'],
  ),
  ofFeed(seal, ['advisory/feeds/seal/'], ['Seal:', 'Red Hat:7', 'seal-', '+sp999', '-r25341999']),
  ofFeed(
    bottlerocket,
    ['advisory/feeds/bottlerocket/', 'advisory/updateinfo.ts'],
    ['<update>', '<package ', 'epoch="', 'type="cve"', 'date="2031-01-01T00:00:00Z"'],
  ),
  ofFeed(
    rapidfort,
    ['advisory/feeds/rapidfort/'],
    ['"events"', '"introduced"', '"identifier": "rf"', '"status"', 'OS/ubuntu/', '"22.04"'],
  ),
  inventory,
  repositories,
  history,
];
