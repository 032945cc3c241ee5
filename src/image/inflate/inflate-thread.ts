/** Entry of a thread that reads and inflates: stored and plain bytes of an open file into rings. */
import { workerData } from 'node:worker_threads';
import { dropPermissions } from '../sandbox/permissions.ts';
import { readIntoRange } from '../stored-bytes.ts';
import { CompressionError, createDecompressor, type Decompressor } from './decompress.ts';
import { type InflateEnd, type InflateJob, type RingMemory, type RingWriter, writeRing } from './ring.ts';

const ring = writeRing(workerData as RingMemory);
dropPermissions({ keepRead: false });
for (;;) ring.finish(await inflate(ring.wait(), ring));

/** Never throws: what is unknown counts as damage. After that, or once no more is wanted, bytes are only passed on. */
async function inflate(
  job: InflateJob,
  { target, storedBuffer, giveStored }: RingWriter,
): Promise<InflateEnd> {
  let decompressor: Decompressor | null = null;
  let failure: InflateEnd['failure'] = null;
  let wanted = true;
  const sink = (plain: Uint8Array): boolean => {
    wanted = target.sink(plain);
    return wanted;
  };
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    if (failure !== null || !wanted) return;
    try {
      await work();
    } catch (error) {
      failure = toFailure(error);
    }
  };
  const readInto = readIntoRange(job);
  try {
    for (let buffer = storedBuffer(); buffer !== null; buffer = storedBuffer()) {
      const got = readInto(buffer);
      if (got === 0) break;
      const stored = giveStored(got);
      await attempt(async () => {
        decompressor ??= createDecompressor(stored, { ...target, sink, checkSums: job.checkSums });
        await decompressor.push(stored);
      });
    }
    await attempt(async () => decompressor?.end());
    return { failure, foreignTail: (decompressor as Decompressor | null)?.foreignTail === true };
  } catch (error) {
    return { failure: toFailure(error), foreignTail: false };
  } finally {
    (decompressor as Decompressor | null)?.close();
  }
}

function toFailure(error: unknown): NonNullable<InflateEnd['failure']> {
  const code = error instanceof CompressionError ? error.code : 'damaged-layer';
  return { code, message: String((error as Error).message) };
}
