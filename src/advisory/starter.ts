/**
 * The starter database: hand-written facts about the flaws that everyone asks about, in data/starter. It answers
 * offline and at once, and is never a full answer: reports made with it are partial.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError, messageOf } from '../base/errors.ts';
import { PACKAGE_ROOT } from '../base/package-root.ts';
import type { Advisory, FeedSnapshot } from '../model/advisory.ts';
import { sha256 } from '../model/digest.ts';
import { compareText } from '../model/problem.ts';
import type { Advisories } from './database.ts';
import { toRow } from './row.ts';
import { parseStarterFile } from './starter-file.ts';

const FOLDER = fileURLToPath(new URL('data/starter', PACKAGE_ROOT));

/** Reads the starter data; nothing is written. Throws InputError `starter-damaged`. */
export function openStarter(folder: string = FOLDER): Advisories {
  const files = readFiles(folder);
  const rows = files.flatMap((file) => file.advisories).map(withText);
  rows.sort((a, b) => compareText(a.text, b.text));
  const index = new Map<string, Map<string, Advisory[]>>();
  for (const { advisory } of rows) addTo(index, advisory);
  const checkedAt = files.map((file) => file.checkedAt).sort()[0] ?? '';
  const build = {
    digest: sha256(rows.map(({ text }) => `${text}\n`).join('')),
    starter: true,
    oldestAt: checkedAt,
    snapshots: [snapshotOf([...index.keys()].sort(), checkedAt, rows.length)],
  };
  return {
    lookup: {
      find: ({ namespace, name }) => index.get(namespace)?.get(name) ?? [],
      has: (namespace) => index.has(namespace),
    },
    build: () => build,
    findDetail: () => null,
    close: () => {},
  };
}

function readFiles(folder: string): readonly ReturnType<typeof parseStarterFile>[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => parseStarterFile(readFileSync(join(folder, name), 'utf8')));
  } catch (cause) {
    throw new InputError('starter-damaged', {
      what: `The starter advisories cannot be read: ${messageOf(cause)}.`,
      where: folder,
      wayOut: 'Install plimsoll again, or run `plimsoll db update`.',
      cause,
    });
  }
}

function withText(advisory: Advisory): { readonly text: string; readonly advisory: Advisory } {
  const { namespace, name } = advisory.key;
  return { text: JSON.stringify([namespace, name, toRow(advisory)]), advisory };
}

function addTo(index: Map<string, Map<string, Advisory[]>>, advisory: Advisory): void {
  const { namespace, name } = advisory.key;
  const names = index.get(namespace) ?? new Map<string, Advisory[]>();
  index.set(namespace, names);
  names.set(name, [...(names.get(name) ?? []), advisory]);
}

function snapshotOf(namespaces: readonly string[], fetchedAt: string, records: number): FeedSnapshot {
  return { feed: 'starter', namespaces, fetchedAt, records, licence: 'Apache-2.0 (written for plimsoll)' };
}
