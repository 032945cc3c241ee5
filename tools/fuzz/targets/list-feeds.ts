/** Advisory data that is a list of entries, or one notice a file: through documents to advisories. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toContext } from '../../../src/advisory/compile.ts';
import type { Feed } from '../../../src/advisory/feed.ts';
import { openeuler } from '../../../src/advisory/feeds/openeuler/openeuler.ts';
import { photon } from '../../../src/advisory/feeds/photon/photon.ts';
import { InputError, messageOf } from '../../../src/base/errors.ts';
import { schemes } from '../../../src/version/list.ts';
import { mutateJson } from '../mutate/json.ts';
import { scratchFile } from '../scratch.ts';
import { mustHold, type Target } from '../target.ts';

const CONTEXT = toContext(schemes);
const FEEDS = join(import.meta.dirname, '../../../src/advisory/feeds');

function ofFeed(feed: Feed, fixture: string, tokens: readonly string[]): Target {
  return {
    id: `feed-${feed.id}`,
    sources: [`advisory/feeds/${feed.id}/`],
    seeds: () => [readFileSync(join(FEEDS, feed.id, 'fixtures', fixture))],
    tokens,
    mutators: [mutateJson, mutateJson],
    errors: [InputError],
    maxBytes: 32 * 1024,
    async run(bytes) {
      const path = scratchFile();
      writeFileSync(path, bytes);
      feed.recognises({ path: `${path}.json`, head: Buffer.from(bytes).toString('latin1').slice(0, 4096) });
      const found: unknown[] = [];
      for await (const doc of feed.documents(path)) {
        try {
          const parsed = feed.parse(doc, CONTEXT);
          for (const { key } of parsed.advisories)
            mustHold(feed.fills(key.namespace), `${key.namespace} is none of its namespaces`);
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

export const listFeedTargets: readonly Target[] = [
  ofFeed(openeuler, 'OESA-2031-1001.json', ['"openEuler:24.03-LTS-SP1"', '"fixed":"1:2"', '"related":']),
  ofFeed(photon, 'cve_data_photon5.0.json', [
    '"res_ver":"1-1.ph4"',
    '"Not Affected"',
    'all versions before ',
    'BDSA-2031-1',
  ]),
];
