/** Package databases of smaller families: Chisel, opkg. */
import { type ChiselManifest, readManifest } from '../../../src/ecosystem/dpkg/chisel-reader.ts';
import { listReader } from '../../../src/ecosystem/opkg/list-reader.ts';
import { controlReader, statusReader } from '../../../src/ecosystem/opkg/status-reader.ts';
import { mustHold, type Target, texts } from '../target.ts';
import { wholeFile } from './reading.ts';

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

const OPKG_FOLDER = 'usr/lib/opkg';

const opkgFiles: Target = {
  id: 'opkg-files',
  sources: ['ecosystem/opkg/status-reader.ts', 'ecosystem/opkg/list-reader.ts'],
  seeds: texts(
    'Package: a\nVersion: 1-1\nStatus: install user installed\nArchitecture: all\n\nPackage: b\nStatus: install user unpacked\n\nVersion: 2\n',
    'Package: a\nVersion: 1-1\nSourceName: s\nLicense: MIT\nMaintainer: M\nArchitecture: all\n',
    '/usr/bin/a\t0100755\n/usr\t0040755\n/etc/\n/b\n',
  ),
  tokens: ['Package:', 'Version:', 'Status:', 'install user installed', '\n\n', '\t0040755', '/'],
  errors: [],
  run: (bytes) => [
    wholeFile(statusReader, `${OPKG_FOLDER}/status`)(bytes),
    wholeFile(controlReader, `${OPKG_FOLDER}/info/a.control`)(bytes),
    wholeFile(listReader, `${OPKG_FOLDER}/info/a.list`)(bytes),
  ],
};

export const osDatabaseTargets: readonly Target[] = [chiselManifest, opkgFiles];
