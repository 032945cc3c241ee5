/** The advisory database: our own files, which may come from anybody's mirror. */
import { writeFileSync } from 'node:fs';
import { MANIFEST_SCHEMA, parseManifest, schemaOf, writeManifest } from '../../../src/advisory/manifest.ts';
import { parseRows, toRow } from '../../../src/advisory/row.ts';
import { formatLine, parseLine } from '../../../src/advisory/shard.ts';
import { parseStarterFile } from '../../../src/advisory/starter-file.ts';
import { createTar, readTarFile, type TarFile, tarFiles } from '../../../src/advisory/tar.ts';
import { advisory } from '../../../test/advisories.ts';
import { file, layer } from '../../../test/tar-builder.ts';
import { mutateTar } from '../mutate/containers.ts';
import { mutateJson } from '../mutate/json.ts';
import { repairTar } from '../mutate/tar.ts';
import { scratchFile } from '../scratch.ts';
import { mustHold, ofText, type Target, texts } from '../target.ts';

const PLAIN_ERRORS = [Error, SyntaxError];

function json(...values: readonly unknown[]): () => readonly Uint8Array[] {
  return texts(...values.map((value) => JSON.stringify(value)));
}

const ROW = advisory({
  id: 'CVE-2024-0001',
  aliases: ['GHSA-x'],
  ranges: [{ introduced: '1', fixed: '2', lastAffected: null }],
  versions: ['3'],
  title: 't',
  severities: [{ source: 's', severity: 'high', score: 8.1, vector: 'v' }],
});

const rows: Target = {
  id: 'database-rows',
  sources: ['advisory/row.ts'],
  seeds: texts(
    toRow(ROW),
    `${toRow(ROW)}\n${toRow(advisory({ id: 'A' }))}`,
    formatLine({ kind: 'a', name: 'lib', text: toRow(ROW) }).trimEnd(),
    'd\t"A-1"\t["text",["https://x"]]',
  ),
  tokens: ['[', ']', ',', 'null', '"', '\t', '\n'],
  mutators: [mutateJson],
  errors: [Error, SyntaxError],
  run: ofText((text) => {
    const read = (parse: () => unknown): unknown => {
      try {
        return parse();
      } catch (error) {
        if (error instanceof Error && PLAIN_ERRORS.some((known) => error.constructor === known))
          return error.message;
        throw error;
      }
    };
    return [read(() => parseLine(text)), read(() => parseRows(text, ROW.key))];
  }),
};

const DIGEST = `sha256:${'0'.repeat(64)}`;

const manifest: Target = {
  id: 'database-manifest',
  sources: ['advisory/manifest.ts'],
  seeds: json({
    schema: MANIFEST_SCHEMA,
    shards: [{ namespace: 'npm', digest: DIGEST, sizeBytes: 1, rows: 2, names: 3 }],
    snapshots: [
      {
        feed: 'osv',
        namespaces: ['npm'],
        fetchedAt: '2024-01-01T00:00:00Z',
        records: 1,
        licence: 'x',
        sources: [{ url: 'u', etag: '', lastModified: '', sha256: DIGEST, sizeBytes: 1 }],
      },
    ],
  }),
  mutators: [mutateJson, mutateJson],
  errors: PLAIN_ERRORS,
  run: ofText((text) => {
    const schema = schemaOf(text);
    const parsed = parseManifest(text);
    const written = writeManifest(parsed);
    const again = writeManifest(parseManifest(written.text));
    mustHold(again.digest === written.digest, 'the canonical form has another digest when it is read');
    return [schema, parsed];
  }),
};

const starterFile: Target = {
  id: 'database-starter',
  sources: ['advisory/starter-file.ts'],
  seeds: json(
    {
      namespace: 'npm',
      scheme: 'semver',
      checked: '2024-01-01',
      records: [
        {
          id: 'A',
          aliases: ['B'],
          affected: {
            a: [
              ['1', '2'],
              [null, null, '3'],
            ],
          },
          cvss: { source: 's', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
          exploited: true,
          published: '2024-01-01',
          title: 't',
        },
      ],
    },
    {
      namespace: 'debian',
      scheme: 'deb',
      checked: 'x',
      records: [
        {
          id: 'A',
          package: 'p',
          releases: { '12': '1', '11': '0', '10': null, '9': 'will-not-fix' },
          severity: { source: 's', word: 'high' },
        },
      ],
    },
  ),
  mutators: [mutateJson, mutateJson],
  errors: PLAIN_ERRORS,
  run: ofText((text) => parseStarterFile(text).statements.map((statement) => statement.toAdvisory())),
};

const exported: Target = {
  id: 'database-tar',
  sources: ['advisory/tar.ts'],
  seeds: () => [
    layer([file('manifest.json', '{}'), file('shards/a', 'x'.repeat(600))], { format: 'ustar' }),
    Buffer.alloc(1024),
    layer([file('empty', ''), file('\u00fc', 'x')], { format: 'ustar' }),
  ],
  mutators: [mutateTar],
  repair: repairTar,
  errors: [Error],
  async run(bytes) {
    const path = scratchFile();
    writeFileSync(path, bytes);
    const files = [...tarFiles(path)];
    for (const { offset, sizeBytes } of files)
      mustHold(offset + sizeBytes <= bytes.length, 'a file lies outside the archive');
    // Longer names and others than ASCII are none that are written.
    const written = files.filter(({ name }) => /^[\x21-\x7e]*$/.test(name));
    await mustStayWhenWritten(path, written);
    return files;
  },
};

/** An archive of these files has the same names and contents. */
async function mustStayWhenWritten(path: string, files: readonly TarFile[]): Promise<void> {
  const again = `${path}-again`;
  const writer = await createTar(again);
  for (const file of files) await writer.add(file.name, file.sizeBytes, readTarFile(path, file));
  await writer.close();
  const found = [...tarFiles(again)];
  mustHold(found.length === files.length, 'other files are written than were read');
  for (const [at, file] of files.entries()) {
    const { name, sizeBytes } = found[at]!;
    mustHold(name === file.name && sizeBytes === file.sizeBytes, 'a file has another name or size');
    const [was, is] = await Promise.all([contentOf(path, file), contentOf(again, found[at]!)]);
    mustHold(was.equals(is), 'a file has another content');
  }
}

async function contentOf(path: string, file: TarFile): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readTarFile(path, file)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const databaseTargets: readonly Target[] = [exported, manifest, rows, starterFile];
