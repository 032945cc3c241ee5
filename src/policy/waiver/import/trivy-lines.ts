/**
 * `.trivyignore`: one id a line, with `exp:YYYY-MM-DD` behind it where it ends; `#` begins a comment (Trivy's documentation,
 * "Filtering", `.trivyignore`). A comment right above an id, or behind it, is taken for its reason.
 */
import { isDay } from '../../../base/days.ts';
import { type Imported, type ImportedWaiver, isFlawId, type Refused } from './imported.ts';

export function parseTrivyLines(text: string): Imported {
  const waivers: ImportedWaiver[] = [];
  const refused: Refused[] = [];
  let comments: string[] = [];
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line.startsWith('#')) comments.push(line.replace(/^#+\s*/, ''));
    else if (line === '') comments = [];
    else {
      const taken = toWaiver(line, comments.filter((comment) => comment !== '').join(' '), at + 1);
      if ('entry' in taken) waivers.push(taken);
      else refused.push(taken);
      comments = [];
    }
  }
  return { waivers, refused };
}

function toWaiver(line: string, above: string, number: number): ImportedWaiver | Refused {
  const hash = line.search(/\s#/);
  const words = (hash < 0 ? line : line.slice(0, hash)).trim().split(/\s+/);
  const behind = hash < 0 ? '' : line.slice(hash).replace(/^\s#+\s*/, '');
  const id = words[0]!;
  const expiry = words.find((word) => word.startsWith('exp:'))?.slice('exp:'.length) ?? '';
  if (expiry !== '' && !isDay(expiry))
    return refuse(
      number,
      line,
      `"${expiry.slice(0, 40)}" is no day: Trivy passes over such a line as well`,
      'correct it',
    );
  if (!isFlawId(id)) return refuse(number, line, 'it is not the id of a flaw', OTHER_CHECKS);
  return { entry: { advisory: id, reason: behind || above, expires: expiry }, line: number, remarks: [] };
}

/** Of rules and checks: theirs mean nothing here, and one that is alike by accident would waive something else. */
export const OTHER_CHECKS =
  'checks and detectors have ids of their own here: take `check` from a report of Plimsoll';

function refuse(line: number, what: string, why: string, instead: string): Refused {
  return { line, what, why, instead };
}
