/**
 * The starter database: hand-written facts about the flaws that everyone asks about, in data/starter. It answers
 * offline and at once, and is never a full answer: reports made with it are partial.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGE_ROOT } from '../base/package-root.ts';
import type { Advisory, FeedSnapshot } from '../model/advisory.ts';
import { sha256 } from '../model/digest.ts';
import { compareText } from '../model/problem.ts';
import { NO_TABLES } from '../model/table.ts';
import type { Advisories } from './database.ts';
import { toRow } from './row.ts';
import { starterDamaged } from './starter-damaged.ts';
import { parseStarterFile, type StarterFile, type StarterStatement } from './starter-file.ts';

const FOLDER = fileURLToPath(new URL('data/starter', PACKAGE_ROOT));

/** Reads the starter data; nothing is written. Throws InputError `starter-damaged`, at a look-up too. */
export function openStarter(folder: string = FOLDER): Advisories {
  const { texts, files } = readFiles(folder);
  const statements = files.flatMap((file) => file.statements);
  const index = Map.groupBy(statements, ({ key }) => key.namespace);
  const checkedAt = files.map((file) => file.checkedAt).sort()[0] ?? '';
  const build = {
    digest: sha256(texts.join('')),
    starter: true,
    oldestAt: checkedAt,
    snapshots: [snapshotOf([...index.keys()].sort(), checkedAt, statements.length)],
  };
  const byName = new Map<string, ReadonlyMap<string, readonly StarterStatement[]>>();
  const namesOf = (namespace: string): ReadonlyMap<string, readonly StarterStatement[]> => {
    const known = byName.get(namespace) ?? Map.groupBy(index.get(namespace) ?? [], ({ key }) => key.name);
    byName.set(namespace, known);
    return known;
  };
  return {
    lookup: {
      find: ({ namespace, name }) => toAdvisories(namesOf(namespace).get(name) ?? [], folder),
      has: (namespace) => index.has(namespace),
    },
    tables: NO_TABLES,
    build: () => build,
    findDetail: () => null,
    close: () => {},
  };
}

interface StarterFiles {
  readonly texts: readonly string[];
  readonly files: readonly StarterFile[];
}

function readFiles(folder: string): StarterFiles {
  return orDamaged(folder, () => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    const texts = names.sort().map((name) => readFileSync(join(folder, name), 'utf8'));
    return { texts, files: texts.map(parseStarterFile) };
  });
}

/** In the order of their rows. */
function toAdvisories(statements: readonly StarterStatement[], folder: string): readonly Advisory[] {
  if (statements.length === 0) return [];
  return orDamaged(folder, () =>
    statements
      .map((statement) => statement.toAdvisory())
      .map((advisory) => ({ advisory, row: toRow(advisory) }))
      .sort((a, b) => compareText(a.row, b.row))
      .map(({ advisory }) => advisory),
  );
}

function orDamaged<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw starterDamaged(folder, cause);
  }
}

function snapshotOf(namespaces: readonly string[], fetchedAt: string, records: number): FeedSnapshot {
  return { feed: 'starter', namespaces, fetchedAt, records, licence: 'Apache-2.0 (written for plimsoll)' };
}
