/**
 * `plimsoll replay`: a stored report judged again from what it holds itself: policy, waivers, VEX statements, first-seen
 * dates, settings. No network, no other file, no clock. The same bytes come out, or the command says what differs.
 */
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { InputError, messageOf } from '../base/errors.ts';
import { parseJsonText } from '../base/json.ts';
import type { ScanReport } from '../model/report.ts';
import { jsonReporter } from '../report/json/json.ts';
import { readReports } from '../report/json/read/read-report.ts';
import { worstExit } from '../scan/exit.ts';
import { rejudge } from '../scan/replay.ts';
import { findDifferences } from './find-differences.ts';
import type { Io } from './io.ts';
import { reporterOptions, targetsOf, writeReports } from './outputs.ts';
import type { Run } from './run.ts';

export function runReplay(io: Io, version: string): Run {
  return async (command, [where = '']) => {
    const targets = targetsOf(command, 'json');
    const stored = await readBytes(io, where);
    const before = readReports(stored, where);
    const after = await Promise.all(before.map(rejudge));
    const written = [...jsonReporter.write(after, reporterOptions(io, false))].join('');
    if (!Buffer.from(written).equals(stored)) throw differs({ where, version, stored, written, before });
    await writeReports(io, after, targets);
    return worstExit(after.map(({ exit }) => exit.code));
  };
}

async function readBytes(io: Io, where: string): Promise<Buffer> {
  try {
    return where === '-' ? await buffer(io.stdin()) : readFileSync(where);
  } catch (cause) {
    const what = `the report could not be read: ${messageOf(cause)}`;
    const wayOut = 'name a file that `--format json` wrote, or `-` for standard input';
    throw new InputError('document-unreadable', { what, where, wayOut, cause });
  }
}

interface Difference {
  readonly where: string;
  readonly version: string;
  readonly stored: Buffer;
  readonly written: string;
  readonly before: readonly ScanReport[];
}

const SHOWN = 5;

function differs({ where, version, stored, written, before }: Difference): InputError {
  const places = findDifferences(parseJsonText(stored.toString()), parseJsonText(written), SHOWN + 1);
  const shown = places.slice(0, SHOWN).join('; ');
  const what =
    places.length === 0
      ? 'judged again it says the same, but it is not written as it was: the file was formatted anew'
      : `judged again the report is another one: ${shown}${places.length > SHOWN ? '; and more' : ''}`;
  const makers = [...new Set(before.map(({ tool }) => tool.version))].filter((maker) => maker !== version);
  const wayOut =
    makers.length === 0
      ? 'take the report as it was written: it was changed afterwards'
      : `replay it with plimsoll ${makers.join(', ')}, which made it; this is ${version}`;
  return new InputError('replay-differs', { what, where, wayOut });
}
