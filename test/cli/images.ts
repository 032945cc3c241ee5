/** Small images and the advisories about them, for tests of whole commands. */
import { buildImage, dockerArchiveFiles, type ImageSpec, type LayerSpec, tarOf } from '../image-builder.ts';
import { type Entry, file } from '../tar-builder.ts';
import { put } from './plimsoll.ts';

export const DEBIAN: Entry = file(
  'etc/os-release',
  'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
);

/** Records of `var/lib/dpkg/status`: `dpkgStatus('libssl3 3.0.9-1 openssl')`. */
export function dpkgStatus(...packages: readonly string[]): string {
  return packages
    .map((text) => {
      const [name, version, source = name] = text.split(' ');
      return `Package: ${name}\nStatus: install ok installed\nSource: ${source}\nVersion: ${version}\nArchitecture: amd64\n\n`;
    })
    .join('');
}

export function npmPackage(name: string, version: string, folder = 'app'): Entry {
  return file(`${folder}/node_modules/${name}/package.json`, JSON.stringify({ name, version }));
}

/** Debian 12 with one package, and one npm package on top. */
export const SMALL: ImageSpec = {
  layers: [
    {
      entries: [DEBIAN, file('var/lib/dpkg/status', dpkgStatus('libssl3 3.0.9-1 openssl'))],
      createdBy: '/bin/sh -c #(nop) ADD file:rootfs.tar in / ',
    },
    { entries: [npmPackage('sail', '1.0.0')], createdBy: 'RUN npm ci # buildkit' },
  ],
  tags: ['example.test/small:1'],
};

/** An image with these layers, given by their entries. */
export function imageOf(...layers: readonly (readonly Entry[])[]): ImageSpec {
  return { layers: layers.map((entries): LayerSpec => ({ entries })), tags: ['example.test/app:1'] };
}

/** The bytes of a docker-save archive. */
export function archiveOf(...specs: readonly ImageSpec[]): Buffer {
  return tarOf(dockerArchiveFiles(specs.map(buildImage)));
}

/** Writes one into the test's folder. */
export function putArchive(name: string, ...specs: readonly ImageSpec[]): string {
  return put(name, archiveOf(...specs));
}

const VECTORS = {
  critical: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  high: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
  medium: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N',
  low: 'CVSS:3.1/AV:L/AC:H/PR:H/UI:N/S:U/C:L/I:N/A:N',
} as const;

export interface Flaw {
  readonly id: string;
  /** `npm`, `Debian:12`, … */
  readonly ecosystem: string;
  readonly name: string;
  readonly fixed?: string;
  /** No severity unless told. */
  readonly severity?: keyof typeof VECTORS;
  readonly modified?: string;
  readonly published?: string;
  readonly aliases?: readonly string[];
}

/** An OSV record that affects all versions before `fixed`. */
export function osvRecord(flaw: Flaw): string {
  const { id, ecosystem, name, fixed, severity, modified = '2024-06-01T00:00:00Z' } = flaw;
  const { published = '2024-01-01T00:00:00Z', aliases } = flaw;
  const events = [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])];
  return JSON.stringify({
    id,
    modified,
    published,
    ...(aliases === undefined ? {} : { aliases }),
    summary: `A flaw of ${name}`,
    ...(severity === undefined ? {} : { severity: [{ type: 'CVSS_V3', score: VECTORS[severity] }] }),
    affected: [{ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events }] }],
  });
}

/** Of what SMALL holds: one flaw of each severity. */
export const FLAWS: readonly Flaw[] = [
  { id: 'CVE-2024-90001', ecosystem: 'npm', name: 'sail', fixed: '1.2.0', severity: 'critical' },
  { id: 'CVE-2024-90002', ecosystem: 'npm', name: 'sail', fixed: '1.1.0', severity: 'medium' },
  { id: 'CVE-2024-90003', ecosystem: 'npm', name: 'sail', severity: 'low' },
  { id: 'CVE-2024-90004', ecosystem: 'npm', name: 'sail', fixed: '0.9.0', severity: 'critical' },
  { id: 'CVE-2024-90005', ecosystem: 'Debian:12', name: 'openssl', fixed: '3.0.11-1', severity: 'high' },
  { id: 'CVE-2024-90006', ecosystem: 'Debian:12', name: 'openssl', fixed: '3.0.12-1' },
];

/** Writes them as OSV files into a folder of the test's. */
export function putFlaws(folder: string, flaws: readonly Flaw[] = FLAWS): void {
  for (const flaw of flaws) put(`${folder}/${flaw.id}.json`, osvRecord(flaw));
}
