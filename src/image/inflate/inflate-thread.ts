/** Entry of a thread that only inflates: stored bytes from an open file, plain bytes into a ring. */
import { workerData } from 'node:worker_threads';
import { dropPermissions } from '../sandbox/permissions.ts';
import { readOpenRange } from '../stored-bytes.ts';
import { CompressionError, createDecompressor, type Decompressor } from './decompress.ts';
import { type InflateEnd, type InflateJob, type RingMemory, type RingWriter, writeRing } from './ring.ts';

const ring = writeRing(workerData as RingMemory);
dropPermissions({ keepRead: false });
for (;;) ring.finish(await inflate(ring.wait(), ring));

/** Never throws: what is unknown counts as damage. */
async function inflate(job: InflateJob, { target }: RingWriter): Promise<InflateEnd> {
  let decompressor: Decompressor | null = null;
  let wanted = true;
  const sink = (plain: Uint8Array): boolean => {
    wanted = target.sink(plain);
    return wanted;
  };
  try {
    for await (const stored of readOpenRange(job)) {
      decompressor ??= createDecompressor(stored, { ...target, sink, checkSums: job.checkSums });
      await decompressor.push(stored);
      if (!wanted) break;
    }
    await decompressor?.end();
    return { failure: null, foreignTail: decompressor?.foreignTail === true };
  } catch (error) {
    const code = error instanceof CompressionError ? error.code : 'damaged-layer';
    return { failure: { code, message: String((error as Error).message) }, foreignTail: false };
  } finally {
    decompressor?.close();
  }
}
