/** What Nix leaves: its database with a log, derivations. */
import { DatabaseSync } from 'node:sqlite';
import { databaseReader } from '../../../src/ecosystem/nix/database-reader.ts';
import { parseDerivation } from '../../../src/ecosystem/nix/derivation.ts';
import { parseStorePath } from '../../../src/ecosystem/nix/store-path.ts';
import { mustHold, type Target, texts } from '../target.ts';
import { wholeFile } from './reading.ts';

const HASH = '0123456789abcdfghijklmnpqrsvwxyz';

function smallDatabase(): Uint8Array {
  const memory = new DatabaseSync(':memory:');
  memory.exec(
    'PRAGMA page_size=512; CREATE TABLE ValidPaths(id integer primary key, path text, hash text, registrationTime integer, deriver text)',
  );
  const insert = memory.prepare('INSERT INTO ValidPaths VALUES (NULL, ?, ?, 1, ?)');
  for (let n = 0; n < 12; n++)
    insert.run(
      `/nix/store/${HASH}-p${n}-1.${n}-dev`,
      'sha256:0',
      n % 2 === 0 ? null : `/nix/store/${HASH}-p${n}-1.${n}.drv`,
    );
  const bytes = memory.serialize();
  memory.close();
  return bytes;
}

const nixDatabase: Target = {
  id: 'nix-database',
  sources: ['ecosystem/nix/database-reader.ts'],
  seeds: () => [smallDatabase()],
  tokens: ['/nix/store/', `${HASH}-a-1`, '.drv', 'ValidPaths'],
  errors: [],
  run: wholeFile(databaseReader, 'nix/var/nix/db/db.sqlite'),
};

const nixDerivation: Target = {
  id: 'nix-derivation',
  sources: ['ecosystem/nix/derivation.ts', 'ecosystem/nix/store-path.ts'],
  seeds: texts(
    `Derive([("dev","/nix/store/${HASH}-a-1-dev","",""),("out","/nix/store/${HASH}-a-1","","")],[("/nix/store/${HASH}-b.drv",["out"])],["/nix/store/${HASH}-s"],"x86_64-linux","b",["-e"],[("pname","a"),("version","1"),("x","y\\"\\n\\\\")])`,
    'Derive([],[],[],"","",[],[])',
  ),
  tokens: ['Derive([', '("', '")', '","', '\\"', '[', ']', '"pname"', '"version"', '/nix/store/'],
  errors: [],
  run(bytes) {
    const derivation = parseDerivation(new TextDecoder().decode(bytes));
    for (const { base, output } of derivation?.outputs ?? []) {
      const path = parseStorePath(base, output);
      mustHold(!base.includes('/') && output !== '', 'an output has no name');
      mustHold(
        path === null || (path.name !== '' && /^\d/.test(path.version)),
        'a package has no name or version',
      );
    }
    return derivation;
  },
};

export const nixTargets: readonly Target[] = [nixDatabase, nixDerivation];
