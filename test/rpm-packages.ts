/** Many rpm packages, and the databases that hold them in each of rpm's forms. For tests only. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { parseRpmHeader } from '../src/ecosystem/rpm/header.ts';

const MADE_BY_RPM = join(
  import.meta.dirname,
  '../src/ecosystem/rpm/fixtures/image/var/lib/rpm/rpmdb.sqlite.gz',
);

export function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-rpm-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Headers that rpm itself wrote, with the keys. */
export function realHeaders(): Uint8Array[] {
  return inFolder((folder) => {
    const path = join(folder, 'rpmdb.sqlite');
    writeFileSync(path, gunzipSync(readFileSync(MADE_BY_RPM)));
    const database = new DatabaseSync(path);
    const rows = database.prepare('SELECT blob FROM Packages ORDER BY hnum').all() as { blob: Uint8Array }[];
    database.close();
    return rows.map(({ blob }) => blob);
  });
}

/** `count` of them, under names of their own that a few wrong bits do not make the same. One in `large` is of 50 KiB. */
export function manyHeaders(count: number, large: number): Uint8Array[] {
  const real = realHeaders().filter((blob) => parseRpmHeader(blob).name.length >= 8);
  const isLarge = (blob: Uint8Array): boolean => blob.length > 10_000;
  const small = real.filter((blob) => !isLarge(blob));
  return Array.from({ length: count }, (_, at) => {
    const blob = Buffer.from(at % large === 0 ? real.find(isLarge)! : small[at % small.length]!);
    const { name } = parseRpmHeader(blob);
    const other = createHash('sha256').update(String(at)).digest('hex').slice(0, name.length);
    blob.write(other, blob.indexOf(`${name}\0`), 'latin1');
    return blob;
  });
}

/** As rpm keeps them. */
export function sqliteDatabase(headers: readonly Uint8Array[], pageSizeBytes = 4096): Buffer {
  return inFolder((folder) => {
    const path = join(folder, 'rpmdb.sqlite');
    const database = new DatabaseSync(path);
    database.exec(
      `PRAGMA page_size=${pageSizeBytes}; CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL); BEGIN`,
    );
    const insert = database.prepare('INSERT INTO Packages (blob) VALUES (?)');
    for (const blob of headers) insert.run(blob);
    database.exec('COMMIT');
    database.close();
    return readFileSync(path);
  });
}
