/** What layers are filled with: files that no reader wants, and packages. */
import type { FillLayer } from './made-image.ts';
import { type LayerWriter, mixedPiece } from './made-layer.ts';

const MIB = 1024 * 1024;

/** Large pieces that do not repeat within the reach of deflate. */
const LARGE: readonly Buffer[] = [1, 2, 3, 4].map((seed) => mixedPiece(MIB, seed));
/** Sizes as in a tree of sources: most are small. */
const SMALL: readonly Buffer[] = Array.from({ length: 64 }, (_, i) => mixedPiece(200 + i * i * 8, 100 + i));

/** One file of so many MiB. */
export function largeFile(path: string, mebibytes: number): FillLayer {
  return (layer) =>
    layer.file(
      path,
      Array.from({ length: mebibytes }, (_, i) => LARGE[i % LARGE.length]!),
    );
}

export function emptyFiles(count: number, folder = 'empty'): FillLayer {
  return (layer) => {
    for (let i = 0; i < count; i++) layer.file(`${folder}/${i % 1000}/${i}`, []);
  };
}

/** Files of sources, 11 KB on average. */
export function sourceFiles(count: number, folder: string): FillLayer {
  return (layer) => {
    for (let i = 0; i < count; i++) layer.file(`${folder}/d${i % 500}/f${i}.js`, [SMALL[i % SMALL.length]!]);
  };
}

/** npm packages, a `package.json` each; names and versions differ. */
export function npmPackages(count: number, folder: string): FillLayer {
  return (layer) => {
    for (let i = 0; i < count; i++) {
      const name = `package-${i}`;
      const dependencies = Object.fromEntries(
        Array.from({ length: 8 }, (_, k) => [`package-${i + k}`, '^1.0.0']),
      );
      const manifest = {
        name,
        version: `1.${i % 40}.${i % 7}`,
        license: 'MIT',
        scripts: { test: 'node --test' },
      };
      putText(
        layer,
        `${folder}/node_modules/${name}/package.json`,
        JSON.stringify({ ...manifest, dependencies }),
      );
    }
  };
}

/** Python packages, a `METADATA` each. */
export function pythonPackages(count: number, folder: string): FillLayer {
  return (layer) => {
    for (let i = 0; i < count; i++) {
      const head = `Metadata-Version: 2.1\nName: dist-${i}\nVersion: ${i % 9}.${i % 4}\nLicense: MIT\n\n`;
      putText(
        layer,
        `${folder}/dist_${i}-${i % 9}.${i % 4}.dist-info/METADATA`,
        head.padEnd(4000, 'about it '),
      );
    }
  };
}

/** Debian's `status` with so many packages. */
export function debianPackages(count: number): FillLayer {
  const records = Array.from(
    { length: count },
    (_, i) =>
      `Package: lib${i}\nStatus: install ok installed\nArchitecture: amd64\nSource: src${i >> 2}\nVersion: 1.${i}-1\nDescription: a library\n it does things\n\n`,
  );
  return (layer) => {
    putText(layer, 'etc/os-release', 'ID=debian\nVERSION_ID="12"\n');
    putText(layer, 'var/lib/dpkg/status', records.join(''));
  };
}

/** Several of them in one layer. */
export function together(...fills: readonly FillLayer[]): FillLayer {
  return (layer) => {
    for (const fill of fills) fill(layer);
  };
}

function putText(layer: LayerWriter, path: string, text: string): void {
  layer.file(path, [Buffer.from(text)]);
}
