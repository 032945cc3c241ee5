/**
 * Some lines of the scores: a comment with `score_date`, the names of the columns `cve,epss,percentile`, then one CVE a
 * line. The oldest files have no comment, and no percentile.
 */
import type { EpssRow } from '../../../model/exploitation.ts';
import { type ParsedRows, type TableRow, toTime } from '../../feed.ts';

/** Throws on text that is not of this form. */
export function parseScores(text: string): ParsedRows {
  const lines = text.split(/\r?\n/);
  const comment = lines[0]?.startsWith('#') === true ? lines.shift()! : '';
  const columns = lines.shift()?.split(',') ?? [];
  if (columns[0] !== 'cve' || columns[1] !== 'epss') throw new Error('not a list of EPSS scores');
  const filled = lines.filter((line) => line !== '');
  const rows = filled.map(toRow).filter((row) => row !== null);
  const skipped = filled.slice(rows.length).map(() => 'damaged-line');
  const date = /\bscore_date:([^,\s]{1,40})/.exec(comment)?.[1];
  return { rows, skipped, modifiedAt: toTime(date) };
}

function toRow(line: string): TableRow | null {
  const match = /^(CVE-\d{4}-\d{4,}),([^,]+)(?:,([^,]+))?$/.exec(line);
  const score = toShare(match?.[2]);
  if (match === null || score === null) return null;
  const value: EpssRow = [score, toShare(match[3])];
  return { key: match[1]!, value };
}

/** A number from 0 to 1. */
function toShare(text: string | undefined): number | null {
  if (text === undefined || !/^(?:\d+\.?\d*|\.\d+)(?:[eE]-?\d{1,3})?$/.test(text)) return null;
  const share = Number(text);
  return share <= 1 ? share : null;
}
