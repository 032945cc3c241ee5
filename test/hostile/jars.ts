/** Java archives made to harm whoever opens them. */
import { buildZip } from '../zip-builder.ts';

/** `1.jar` in the archive, `2.jar` in that, and so on. */
export function nestedJars(depth: number): Buffer {
  let inner = buildZip([{ name: 'A.class', content: 'x' }]);
  for (let level = depth; level > 0; level--) inner = buildZip([{ name: `${level}.jar`, content: inner }]);
  return inner;
}

/** An archive of entries that say how large they are, and are. */
export function simpleJar(entries: readonly (readonly [name: string, sizeBytes: number])[]): Buffer {
  return buildZip(entries.map(([name, sizeBytes]) => ({ name, content: Buffer.alloc(sizeBytes, 'a') })));
}
