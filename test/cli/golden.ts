/** Golden files of commands: what was typed, the exit code, both outputs. UPDATE_GOLDEN=1 rewrites them. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Ran } from './plimsoll.ts';

/** Holds what commands printed to `test/golden/<name>.txt`. */
export function assertGolden(name: string, ran: Ran | readonly Ran[]): void {
  const text = [ran].flat().map(toText).join('\n');
  const url = new URL(`../golden/${name}.txt`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(new URL('.', url), { recursive: true });
    writeFileSync(url, text);
  }
  assert.equal(
    text,
    readFileSync(url, 'utf8'),
    `test/golden/${name}.txt differs; UPDATE_GOLDEN=1 rewrites it`,
  );
}

function toText({ command, code, stdout, stderr }: Ran): string {
  return [`$ plimsoll ${command}\n`, stdout, part('standard error', stderr), `exit code ${code}\n`].join('');
}

function part(title: string, text: string): string {
  return text === '' ? '' : `--- ${title}\n${text}---\n`;
}
