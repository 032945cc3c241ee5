/** Settings that are written down in another way than as plain bytes. */
import type { Chance } from '../chance.ts';
import type { SecretShape } from '../kind.ts';
import { type Planting, type Spot, spotIn } from './spot.ts';

export interface EncodedForm {
  readonly id: string;
  readonly file: string;
  readonly shapes: readonly SecretShape[];
  write(planting: Planting, chance: Chance): { readonly content: Buffer; readonly spot: Spot };
}

export const encodedForms: readonly EncodedForm[] = [
  {
    id: 'kubernetes-data',
    file: 'k8s/{n}.yaml',
    shapes: ['token', 'named', 'block'],
    write: (planting, chance) =>
      within('base64', planting, base64(planting.secret), (written) => [
        ...['apiVersion: v1', 'kind: Secret', 'metadata:', '  name: shop', 'type: Opaque', 'data:'],
        `  region: ${base64(chance.pick(['eu-central-1', 'us-east-1']))}`,
        `  ${planting.name}: ${written}`,
      ]),
  },
  {
    id: 'base64-of-env',
    file: '{n}.yaml',
    shapes: ['token', 'named'],
    write: (planting, chance) =>
      within('base64', planting, base64(envText(planting, chance)), (written) => [
        ...['userData:', '  encoding: b64', `  content: "${written}"`, '  owner: root'],
      ]),
  },
  {
    id: 'hex',
    file: '{n}.ini',
    shapes: ['token', 'named'],
    write: (planting, chance) =>
      within('hex', planting, Buffer.from(envText(planting, chance)).toString('hex'), (written) => [
        ...['[payload]', 'format = raw', `bytes = ${written}`, 'check = off'],
      ]),
  },
  {
    id: 'percent',
    file: '{n}-access.log',
    shapes: ['token'],
    write(planting, chance) {
      const target = `https://app.acme.internal/cb?state=${chance.int(99999)}&auth=${planting.secret}&lang=en`;
      return within('percent', planting, encodeURIComponent(target), (written) => [
        '10.1.2.3 - - [01/Mar/2024:10:00:00 +0000] "GET /health HTTP/1.1" 200 2',
        `10.1.2.4 - - [01/Mar/2024:10:00:01 +0000] "GET /login?next=${written} HTTP/1.1" 302 0`,
      ]);
    },
  },
  { id: 'utf-16le', file: '{n}.ini', shapes: ['token', 'named'], write: (p, c) => utf16(p, c, 'le') },
  { id: 'utf-16be', file: '{n}.txt', shapes: ['token', 'named'], write: (p, c) => utf16(p, c, 'be') },
  {
    id: 'latin-1',
    file: '{n}.properties',
    shapes: ['token', 'named'],
    write(planting) {
      const lines = [
        '# Einstellungen f\u00fcr die B\u00fcros in K\u00f6ln, \u00a9 2024',
        'buero.name=Stra\u00dfe',
        `${planting.name.toLowerCase().replaceAll('_', '.')}=${planting.secret}`,
        '# \u00e4\u00f6\u00fc',
      ];
      const content = Buffer.from(lines.join('\r\n'), 'latin1');
      return { content, spot: spotIn(content, planting) };
    },
  },
];

/** `written` stands for the secret, which is a part of what it decodes to. */
function within(
  encoding: string,
  planting: Planting,
  written: string,
  toLines: (written: string) => readonly string[],
): { content: Buffer; spot: Spot } {
  const content = Buffer.from(`${toLines(written).join('\n')}\n`);
  return { content, spot: spotIn(content, planting, written, [encoding]) };
}

function utf16(planting: Planting, chance: Chance, order: 'le' | 'be'): { content: Buffer; spot: Spot } {
  const head = ['[service]', ...Array.from({ length: chance.int(9) }, (_, n) => `limit${n}=${n}`)];
  const before = `${head.join('\r\n')}\r\n${planting.name.toLowerCase()}=`;
  const content = Buffer.from(`\ufeff${before}${planting.secret}\r\nend=1\r\n`, 'utf16le');
  if (order === 'be') content.swap16();
  const offset = 2 + before.length * 2;
  const line = head.length + 1;
  const column = 1 + (planting.name.length + 1) * 2;
  const { kind, secret } = planting;
  const at = { lines: [line, line], column, offset, length: secret.length * 2 } as const;
  return { content, spot: { kind, secret, member: '', ...at, encodings: ['utf-16'] } };
}

function envText({ name, secret }: Planting, chance: Chance): string {
  return `APP_PORT=${8000 + chance.int(99)}\n${name}=${secret}\nAPP_LOG=info\n`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
