/** `plimsoll waiver add`: one waiver more in a file. */
import { resolve } from 'node:path';
import { addDays } from '../base/days.ts';
import { UsageError } from '../base/errors.ts';
import type { WaiverRules } from '../model/policy.ts';
import type { Waiver } from '../model/waiver.ts';
import { appendWaiver } from '../policy/waiver/edit-waivers.ts';
import { FIELDS } from '../policy/waiver/fields.ts';
import { parsePackage } from '../policy/waiver/package-glob.ts';
import { scopeText } from '../policy/waiver/scope-text.ts';
import { findFault, missingFields } from '../policy/waiver/standing.ts';
import { toItem, type WaiverEntry } from '../policy/waiver/write-entry.ts';
import type { WaiverCall } from './waiver-call.ts';
import { readTextFile, todayOf, waiversIn, withPolicy } from './waiver-files.ts';
import { writeFileWhole } from './write-file.ts';

/** Lines to print. Throws UsageError for a waiver that would not count. */
export async function addWaiver({ io, version, command, file }: WaiverCall): Promise<readonly string[]> {
  const today = todayOf(io, command);
  const entry = entryOf(command.opts<Readonly<Record<string, string>>>(), today);
  const alone = parseAlone(entry);
  await withPolicy(io, version, command, ({ policy }) => refuseFault(alone, policy.waivers, today));
  const text = appendWaiver(readTextFile(io, file) ?? '', entry, file);
  const added = waiversIn(text, file).at(-1)!;
  writeFileWhole(resolve(io.cwd, file), [text]);
  const { id, scope, expires, approver, source } = added;
  const end = expires === '' ? 'without an end' : `until ${expires}`;
  return [
    `${file}:${source.line}: waiver ${id} for ${scopeText(scope)}, ${end}`,
    ...(approver === ''
      ? []
      : [`the approval of ${approver} is only claimed, unless the file is signed (docs/waivers.md)`]),
  ];
}

function entryOf(options: Readonly<Record<string, string>>, today: string): WaiverEntry {
  const given = Object.fromEntries(FIELDS.map((name) => [name, options[name] ?? '']));
  const days = /^(\d+)d$/.exec(given['expires']!)?.[1];
  const named = parsePackage(given['package']!);
  return {
    ...given,
    ...(named === null ? {} : { package: named.purl }),
    ...(named === null || named.version === '' || given['versions'] !== ''
      ? {}
      : { versions: named.version }),
    ...(days === undefined ? {} : { expires: addDays(today, Number(days)) }),
  };
}

/** Told before the file is looked at: lines of it say nothing about options. */
function parseAlone(entry: WaiverEntry): Waiver {
  try {
    return waiversIn(['waivers:', ...toItem(entry, '  ')].join('\n'), 'waiver')[0]!;
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    const { code, message, wayOut } = thrown;
    throw new UsageError(code, { what: message, where: 'options of `plimsoll waiver add`', wayOut });
  }
}

function refuseFault(waiver: Waiver, rules: WaiverRules, today: string): void {
  const fault = findFault(waiver, rules, today);
  if (fault === null) return;
  const lacks = missingFields(waiver, rules.demand).map((name) => `--${name}`);
  throw new UsageError('waiver-refused', {
    what: `the waiver would not count: ${fault.because}`,
    where: 'options of `plimsoll waiver add`',
    wayOut: lacks.length > 0 ? `give ${lacks.join(', ')}` : WAYS_OUT[fault.outcome],
  });
}

const WAYS_OUT = {
  expired: 'give a day to come with --expires',
  incomplete: 'give what is missing',
  'too-wide':
    'name a flaw with --advisory, or a package with --package and an image with --image; or a nearer day',
} as const;
