/** What holds for detectors of ours holds for those of the user: a keyword to look for, a pattern that can be run. */
import { messageOf } from '../../../base/errors.ts';
import { patternBounds } from '../detectors/pattern-bounds.ts';
import { wrong } from './fields.ts';
import { type DetectorRow, toDetector } from './row.ts';

/** Bytes of a match whose pattern has no end of its own. */
const MOST_BYTES = 4096;
const LEAST_KEYWORD = 3;

/** The row with the length of its longest match, its words as long as facts take them (../fact.ts). Throws UsageError. */
export function checkRow(given: Omit<DetectorRow, 'maxLength'>, place: string): DetectorRow {
  const { title, provider, revoke } = given;
  const row = { ...given, title: cut(title, 200), provider: cut(provider, 200), revoke: cut(revoke, 1000) };
  if (!/^[a-z0-9][a-z0-9_-]{0,99}$/i.test(row.id)) {
    throw wrong(place, `"${row.id}" is no id`, 'write letters, digits and hyphens');
  }
  if (row.keywords.length === 0 || row.keywords.some((word) => !/^[\x20-\x7e]{3,60}$/.test(word))) {
    const what =
      row.keywords.length === 0 ? 'keywords are missing' : 'there is a keyword that cannot be looked for';
    const wayOut = `name texts of ${LEAST_KEYWORD} to 60 ASCII characters, one of which stands in every match`;
    throw wrong(`${place} (${row.id})`, what, wayOut);
  }
  try {
    if (!Number.isInteger(row.group) || row.group > groupsOf(row.pattern))
      throw new Error(`it has no group ${row.group}`);
    const longest = longestMatch(row.pattern, row.flags);
    const checked = { ...row, maxLength: Math.min(MOST_BYTES, longest) + LEAST_KEYWORD };
    toDetector(checked);
    return checked;
  } catch (error) {
    const wayOut = 'write a regular expression of JavaScript; (?i) in front is understood';
    throw wrong(`${place} (${row.id})`, `the pattern cannot be used: ${messageOf(error)}`, wayOut);
  }
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

/** With a second alternative, which is empty, every pattern matches. */
function groupsOf(source: string): number {
  return new RegExp(`${source}|`).exec('')!.length - 1;
}

function longestMatch(source: string, flags: string): number {
  const pattern = new RegExp(source, `g${flags}`);
  try {
    return patternBounds(pattern).longest;
  } catch {
    // A form that is not taken apart here.
    return MOST_BYTES;
  }
}
