/** Fetches the advisories that an image needs, before it is judged: `--update auto` and `--update always`. */
import { readManifest } from '../advisory/database.ts';
import { type DownloadEstimate, estimateUpdate } from '../advisory/estimate.ts';
import { updateDatabase } from '../advisory/update.ts';
import { messageOf, PlimsollError } from '../base/errors.ts';
import type { Problem } from '../model/problem.ts';
import { TABLES, tableNamespace } from '../model/table.ts';
import { schemes } from '../version/list.ts';
import { allFeeds } from './all-feeds.ts';
import type { ChooseInput } from './choose-input.ts';

/** `--update auto` fetches no namespace larger than this: the user runs `db update` for it, knowingly. */
const AUTO_LIMIT_BYTES = 100 * 1024 * 1024;
const MIB = 1024 * 1024;

/** Notes about what could not be updated: the scan goes on with what is there. */
export async function updateAdvisories(
  input: ChooseInput,
  folder: string,
  when: 'auto' | 'always',
): Promise<readonly Problem[]> {
  const held = new Set(readManifest(folder)?.manifest.shards.map((s) => s.namespace) ?? []);
  const needed = [...input.namespaces, ...TABLES.map(tableNamespace)];
  const wanted = needed.filter((n) => when === 'always' || !held.has(n));
  const namespaces = wanted.filter((n) => allFeeds.some((feed) => feed.fills(n)));
  if (namespaces.length === 0) return [];
  try {
    const allowed = when === 'always' ? namespaces : await allowedNamespaces(input, namespaces);
    return allowed.length === 0 ? [] : await update(input, folder, allowed);
  } catch (thrown) {
    input.io.signal.throwIfAborted();
    if (!(thrown instanceof PlimsollError)) throw thrown;
    return [updateFailed(messageOf(thrown), thrown.wayOut)];
  }
}

/** Says what the download costs, and leaves out what is too large to be fetched without being asked for. */
async function allowedNamespaces(
  { io, command, http }: ChooseInput,
  namespaces: readonly string[],
): Promise<readonly string[]> {
  const estimates = await estimateUpdate(namespaces, allFeeds, null, await http());
  const tooLarge = new Set(
    estimates.filter((e) => (e.sizeBytes ?? 0) > AUTO_LIMIT_BYTES).flatMap((e) => e.namespaces),
  );
  if (command.opts<{ quiet?: boolean }>().quiet !== true) {
    for (const line of costLines(estimates)) io.stderr.write(`${line}\n`);
  }
  return namespaces.filter((n) => !tooLarge.has(n));
}

function costLines(estimates: readonly DownloadEstimate[]): string[] {
  return estimates.map(({ namespaces, sizeBytes }) => {
    const size = sizeBytes === null ? 'an unknown number of' : (sizeBytes / MIB).toFixed(1);
    const refused =
      (sizeBytes ?? 0) > AUTO_LIMIT_BYTES ? ': too much for --update auto, run `plimsoll db update`' : '';
    return `plimsoll: advisories for ${namespaces.join(', ')}: ${size} MiB to download${refused}`;
  });
}

async function update(
  { io, http, progress }: ChooseInput,
  folder: string,
  namespaces: readonly string[],
): Promise<readonly Problem[]> {
  const result = await updateDatabase({
    folder,
    feeds: allFeeds,
    schemes,
    namespaces,
    from: { kind: 'feeds' },
    force: false,
    now: new Date(io.now).toISOString(),
    http: await http(),
    maxDownloadBytes: null,
    signal: io.signal,
    onProgress: ({ stage, what }) => progress.stage(`advisories: ${stage} ${what}`),
  });
  return result.outcomes.flatMap(({ error, namespaces: failed }) =>
    error === null ? [] : [updateFailed(`${failed.join(', ')}: ${error.message}`, error.wayOut)],
  );
}

/** Only told: what is missing or old for it is a reason of its own. */
function updateFailed(message: string, wayOut: string): Problem {
  return {
    code: 'advisory-update-failed',
    effect: 'note',
    message: `the advisories could not be updated: ${message}`,
    layerIndex: null,
    path: '',
    wayOut,
  };
}
