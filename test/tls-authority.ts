/** A certificate authority of a few minutes, made with openssl: for tests of TLS. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  /** File with the authority's own certificate, for --ca-file. */
  readonly caFile: string;
  readonly folder: string;
  /** A certificate for names and addresses: `DNS:localhost`, `IP:127.0.0.1`. `days` may be negative: expired. */
  issue(names: readonly string[], days?: number): Certificate;
  remove(): void;
}

export function createAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-ca-'));
  const openssl = (args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl([
    'req',
    '-x509',
    ...curve,
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
  ]);
  let count = 0;
  return {
    folder,
    caFile: join(folder, 'ca.crt'),
    issue(names, days = 2) {
      const id = `server${count++}`;
      writeFileSync(join(folder, `${id}.ext`), `subjectAltName=${names.join(',')}\n`);
      openssl(['req', ...curve, '-keyout', `${id}.key`, '-out', `${id}.csr`, '-subj', '/CN=Test server']);
      openssl([
        'x509',
        '-req',
        '-in',
        `${id}.csr`,
        '-CA',
        'ca.crt',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-out',
        `${id}.crt`,
        '-days',
        String(days),
        '-extfile',
        `${id}.ext`,
      ]);
      const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
      return { cert: read(`${id}.crt`), key: read(`${id}.key`) };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
