/** Archives of JSON files as they pass: a tar, in whatever compressed form, one document in memory at a time. */
import { InputError, messageOf } from '../base/errors.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { TarWalker } from '../base/tar/tar.ts';
import type { ContentSink } from '../base/tar/tar-visitor.ts';
import type { FileEntry } from '../model/file.ts';
import { damagedFile } from './damaged-file.ts';
import type { Doc } from './feed.ts';
import { readPlain } from './plain.ts';

/**
 * One document for each file whose name (its cleaned path in the archive) is wanted, in the archive's order. One that is
 * too large is a damaged record, and the others still count. Throws InputError `feed-damaged` where the archive itself
 * breaks off: nothing of a broken download is used.
 */
export async function* tarDocuments(path: string, wants: (name: string) => boolean): AsyncGenerator<Doc> {
  const found: Doc[] = [];
  const walker = new TarWalker(
    {
      entry: (entry) => (entry.type === 'file' && wants(entry.path) ? collect(path, entry, found) : null),
      fault({ effect, message }) {
        if (effect !== 'note') throw new Error(message);
      },
    },
    DEFAULT_LIMITS,
  );
  try {
    for await (const chunk of readPlain(path)) {
      walker.push(chunk);
      yield* found.splice(0);
    }
    walker.end();
    yield* found.splice(0);
  } catch (cause) {
    throw cause instanceof InputError ? cause : damagedFile(path, messageOf(cause), cause);
  }
}

function collect(path: string, entry: FileEntry, found: Doc[]): ContentSink | null {
  const place = `${path}!${entry.path}`;
  const { documentBytes } = DEFAULT_LIMITS;
  if (entry.sizeBytes > documentBytes) {
    found.push({ place, text: '', damage: `it is larger than ${documentBytes} bytes` });
    return null;
  }
  const content = Buffer.alloc(entry.sizeBytes);
  let fill = 0;
  return {
    push(chunk) {
      content.set(chunk, fill);
      fill += chunk.length;
    },
    end: () => void found.push({ place, text: content.toString('utf8', 0, fill), damage: '' }),
  };
}
