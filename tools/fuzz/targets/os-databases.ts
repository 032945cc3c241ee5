/** Package databases of smaller families: Chisel. */
import { type ChiselManifest, readManifest } from '../../../src/ecosystem/dpkg/chisel-reader.ts';
import { mustHold, type Target, texts } from '../target.ts';

const SUM = 'ab'.repeat(32);

const chiselManifest: Target = {
  id: 'chisel-manifest',
  sources: ['ecosystem/dpkg/chisel-reader.ts'],
  seeds: texts(
    `{"jsonwall":"1.0","schema":"1.0","count":5}\n{"kind":"package","name":"a","version":"1-1","sha256":"${SUM}","arch":"amd64"}\n{"kind":"path","path":"/usr/bin/a","slices":["a_bins","b_x"],"sha256":"${SUM}","size":1}\n{"kind":"path","path":"/run/","slices":["a_var"]}\n{"kind":"slice","name":"a_bins"}\n`,
    '{"jsonwall":"1.0"}\n{"kind":"package","name":""}\n{}\n[\n{"kind":"path","path":"x"}\n{"kind":"path","path":"/x","slices":["a"],"link":"/y"}\n{"kind":"package","name":"a","version":"1"}\n',
    '{"kind":"package"}\n',
  ),
  tokens: ['"kind":"package"', '"kind":"path"', '"slices":["a_b"]', '"name":"a"', '"path":"/', '\n', '_'],
  errors: [],
  run(bytes) {
    const warnings: string[] = [];
    const fact: ChiselManifest | null = readManifest(bytes, (code) => warnings.push(code));
    for (const { paths, digests } of fact?.packages ?? []) {
      const count = paths === '' ? 0 : paths.split('\n').length;
      mustHold(digests.length === 16 * count, 'there are more digests than files, or fewer');
    }
    return [fact, warnings];
  },
};

export const osDatabaseTargets: readonly Target[] = [chiselManifest];
