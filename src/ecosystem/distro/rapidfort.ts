/**
 * The mark of images that RapidFort curates: `usr/share/rapidfort/curated.json`. It is not looked into: what is in
 * it is described nowhere. Such an image takes part in a stream of that name.
 */
import { MIB } from '../../base/limits.ts';
import type { FileEntry } from '../../model/file.ts';
import type { MergedFacts, WholeReader } from '../../model/reader.ts';
import { text } from '../../model/shape.ts';

const PATH = 'usr/share/rapidfort/curated.json';

/** The fact is the stream. */
export const rapidfortReader: WholeReader<string> = {
  id: 'rapidfort-curated',
  version: 1,
  shape: text,
  kind: 'whole',
  maxBytes: 64 * MIB,
  wellKnownPaths: [PATH],
  wants: (entry: FileEntry): boolean => entry.path === PATH,
  read: (): string => 'rapidfort',
};

export function findRapidfortStreams(facts: MergedFacts): readonly string[] {
  return facts.all(rapidfortReader).length > 0 ? ['rapidfort'] : [];
}
