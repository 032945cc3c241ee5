/**
 * The text that keeps first-seen dates, made so that two branches of a git repository merge line by line:
 *
 *     # plimsoll-state 1: key first-seen fix-seen severity severity-since
 *     v1:0f… 2026-11-01 2026-11-10 high 2026-11-01
 *     v1:a3… 2026-11-04 - unknown 2026-11-04
 *
 * One line an entry, sorted by key, days in UTC, `-` for a day that has not come. What a union merge leaves (the same
 * key or the header twice, another order, blank lines, CR LF) is read: of several lines with one key the earliest days
 * count. Everything else is an error with its line, for a damaged state that were read as none would begin every clock
 * anew.
 */
import { InputError } from '../../base/errors.ts';
import type { HistoryOf } from '../../model/gate.ts';
import { SEVERITIES } from '../../model/severity.ts';
import { mergeHistory } from '../../policy/history.ts';

/** Bounds of a state: a hundred bytes an entry. */
export const MAX_STATE_BYTES: number = 32 * 1024 * 1024;

const VERSION = 1;
const HEADER = `# plimsoll-state ${VERSION}: key first-seen fix-seen severity severity-since`;
const NOTHING = '-';

/** The whole text, with the header also where there is no entry. The same entries give the same bytes. */
export function formatState(entries: readonly HistoryOf[]): string {
  const lines = inOrder(entries).map(
    ({ key, firstSeen, fixSeen, severity, severitySince }) =>
      `${key} ${firstSeen || NOTHING} ${fixSeen || NOTHING} ${severity} ${severitySince || NOTHING}`,
  );
  return `${[HEADER, ...lines].join('\n')}\n`;
}

/**
 * The entries, sorted by key, one a key. Null for an empty text: nobody has kept anything there yet. `where` is for
 * errors. Throws InputError `state-too-large`, `state-version`, `state-conflict`, `state-damaged`.
 */
export function parseState(bytes: Uint8Array, where: string): readonly HistoryOf[] | null {
  if (bytes.length > MAX_STATE_BYTES) throw stateTooLarge(where);
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  const entries: HistoryOf[] = [];
  const days = new Set<string>();
  let hasHeader = false;
  for (const [index, raw] of lines.entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line === '') continue;
    if (isHeader(line, where)) hasHeader = true;
    else entries.push(parseEntry(line, { where, line: index + 1, hasHeader, days }));
  }
  return hasHeader ? inOrder(entries) : null;
}

/** One entry a key, sorted; nearly always they are already. */
function inOrder(entries: readonly HistoryOf[]): readonly HistoryOf[] {
  const isSorted = entries.every(({ key }, index) => index === 0 || entries[index - 1]!.key < key);
  return isSorted ? entries : mergeHistory(entries, []);
}

export function stateTooLarge(where: string): InputError {
  return new InputError('state-too-large', {
    what: `The state has more than ${MAX_STATE_BYTES / 1024 / 1024} MiB.`,
    where,
    wayOut: 'Keep a state for each image or team; lines of findings that are gone for good can be deleted.',
  });
}

/** Throws for the header of another version. */
function isHeader(line: string, where: string): boolean {
  if (line === HEADER) return true;
  const version = /^# plimsoll-state (\d{1,9})\b/.exec(line)?.[1];
  if (version === undefined) return false;
  if (Number(version) === VERSION) return true;
  throw new InputError('state-version', {
    what: `The state has version ${version}; this version of plimsoll reads version ${VERSION}.`,
    where,
    wayOut: Number(version) > VERSION ? 'Update plimsoll.' : 'Begin a new state.',
  });
}

interface Place {
  readonly where: string;
  readonly line: number;
  readonly hasHeader: boolean;
  /** Texts that are days: there are few of them. */
  readonly days: Set<string>;
}

const ENTRY = /^(v1:[0-9a-f]{64}) +(\S{1,10}) +(\S{1,10}) +([a-z]{1,20}) +(\S{1,10}) *$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

function parseEntry(line: string, place: Place): HistoryOf {
  if (/^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/.test(line)) throw conflict(place);
  if (!place.hasHeader) throw damaged(place, 'it does not begin with the line of a state');
  const [, key, firstSeen, fixSeen, word, severitySince] = ENTRY.exec(line) ?? [];
  const severity = SEVERITIES.find((known) => known === word);
  if (key === undefined || severity === undefined) throw damaged(place, 'this is no entry');
  return {
    key,
    firstSeen: toDay(firstSeen!, place),
    fixSeen: toDay(fixSeen!, place),
    severity,
    severitySince: toDay(severitySince!, place),
  };
}

function toDay(text: string, place: Place): string {
  if (text === NOTHING) return '';
  if (place.days.has(text)) return text;
  const time = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // The 31st of February is another day's name.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text)
    throw damaged(place, `${JSON.stringify(text)} is no day`);
  place.days.add(text);
  return text;
}

function conflict({ where, line }: Place): InputError {
  return new InputError('state-conflict', {
    what: `Line ${line} of the state is a mark of a merge that was not finished.`,
    where,
    wayOut:
      'Keep the lines of both sides and delete the marks; `*.plimsoll-state merge=union` in .gitattributes lets git do that.',
  });
}

function damaged({ where, line }: Place, why: string): InputError {
  return new InputError('state-damaged', {
    what: `Line ${line} of the state cannot be read: ${why}.`,
    where,
    wayOut: 'Take back the last change of the file, or delete the line: its finding is first seen anew then.',
  });
}
