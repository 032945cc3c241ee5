/** `plimsoll waiver import`: what other scanners' files say, as waivers, with all that they lack. */
import { sanitize } from '../base/terminal.ts';
import type { WaiverField } from '../model/policy.ts';
import { importExceptions } from '../policy/waiver/import/import-exceptions.ts';
import type { ImportedWaiver, Refused } from '../policy/waiver/import/imported.ts';
import { toItem } from '../policy/waiver/write-entry.ts';
import type { WaiverCall } from './waiver-call.ts';
import { neededTextFile, withPolicy } from './waiver-files.ts';

/** Lines to print: a file of waivers. What there is to say is told on standard error and stands in the file as comments. */
export async function importWaivers({ io, version, command, file }: WaiverCall): Promise<readonly string[]> {
  const { waivers, refused, form } = importExceptions(neededTextFile(io, file), file);
  const demand = await withPolicy(io, version, command, ({ policy }) => policy.waivers.demand);
  const say = (line: string): void => void io.stderr.write(`${sanitize(line)}\n`);
  for (const waiver of waivers)
    for (const remark of remarksOf(waiver, demand))
      say(`${file}:${waiver.line}: ${nameOf(waiver)} ${remark}`);
  for (const one of refused) say(`${file}:${one.line}: ${refusal(one)}`);
  say(
    `${waivers.length} waivers from ${file} (${form}); ${refused.length} entries cannot be said as waivers`,
  );
  return [
    `# From ${file}. A waiver that lacks something does not count until somebody adds it.`,
    ...refused.map((one) => `# left out, line ${one.line}: ${refusal(one)}`),
    waivers.length === 0 ? 'waivers: []' : 'waivers:',
    ...waivers.flatMap((waiver) => toItem(waiver.entry, '  ', remarksOf(waiver, demand))),
  ];
}

function nameOf({ entry }: ImportedWaiver): string {
  return [entry['advisory'], entry['package']]
    .filter((text) => text !== undefined && text !== '')
    .join(' of ');
}

function remarksOf({ entry, remarks }: ImportedWaiver, demand: readonly WaiverField[]): readonly string[] {
  const lacks = demand.filter((name) => (entry[name] ?? '') === '');
  return [...(lacks.length === 0 ? [] : [`lacks ${lacks.join(', ')}`]), ...remarks];
}

function refusal({ what, why, instead }: Refused): string {
  return `${what}: ${why}; ${instead}`;
}
