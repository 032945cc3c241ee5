/** Files that a policy names and that are not there: waivers, VEX. Told by `policy check`; what is on a network is not asked for. */
import type { DocumentReader } from '../gate/read-document.ts';
import type { Policy } from '../model/policy.ts';
import type { Flaw } from '../policy/document/flaw.ts';
import { isRemote } from '../policy/document/references.ts';

interface NamedFile {
  readonly reference: string;
  /** Index of the document that names it. */
  readonly document: number;
  readonly path: string;
}

/** What comes with the image. */
const OF_IMAGE = 'image';

export async function findMissingFiles(
  { waivers, trust, documents }: Policy,
  reader: DocumentReader,
): Promise<readonly Flaw[]> {
  const named: readonly NamedFile[] = [
    ...waivers.sources
      .filter(({ demanded }) => demanded)
      .map((source) => ({ ...source, path: 'waivers.from' })),
    ...trust
      .filter(({ from }) => from !== OF_IMAGE)
      .map(({ from, document }) => ({ reference: from, document, path: 'vex.trust' })),
  ];
  const flaws: Flaw[] = [];
  for (const { reference, document, path } of named.filter((one) => !isRemote(one.reference))) {
    const from = documents[document]!.reference;
    if (await isThere(reference, from, reader)) continue;
    const hint = path === 'waivers.from' ? 'say `optional: true` if it may be missing' : '';
    flaws.push({ document: from, line: 0, path, what: `there is no file "${reference}"`, hint });
  }
  return flaws;
}

async function isThere(reference: string, from: string, reader: DocumentReader): Promise<boolean> {
  const [first] = await reader.list(reference, from);
  // An empty folder lists nothing, and is there.
  return first === undefined || (await reader.read(first, null)) !== null;
}
