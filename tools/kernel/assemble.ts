/**
 * `node tools/kernel/assemble.ts`: makes `kernel-bytes.ts` of the secrets engine from its source, `kernel.wat`. A test
 * holds the two against each other.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

const FOLDER = new URL('../../src/check/secret/engine/', import.meta.url);

/** The module that `kernel.wat` stands for. Throws where it is no valid one. */
export async function assembleKernel(): Promise<Uint8Array> {
  const { parseWat } = await wabt();
  const features = { simd: true, relaxed_simd: true };
  const parsed = parseWat('kernel.wat', readFileSync(new URL('kernel.wat', FOLDER), 'utf8'), features);
  try {
    parsed.validate();
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}

/** The source text of `kernel-bytes.ts`. */
export function toSource(bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .match(/.{1,96}/g)!
    .map((line) => `  '${line}',`);
  return `${HEAD}${lines.join('\n')}\n].join('');\n`;
}

const HEAD = `/** Made from kernel.wat by tools/kernel/assemble.ts: the WebAssembly module in base64. */
export const KERNEL_BYTES: string = [
`;

if (import.meta.main) {
  writeFileSync(fileURLToPath(new URL('kernel-bytes.ts', FOLDER)), toSource(await assembleKernel()));
}
