/**
 * The catalogue: `{dateReleased, vulnerabilities: [{cveID, dateAdded, dueDate, knownRansomwareCampaignUse, …}]}`
 * (known_exploited_vulnerabilities_schema.json). Left out: the texts.
 */
import { isDay } from '../../../base/days.ts';
import type { KnownExploitedRow } from '../../../model/exploitation.ts';
import { type ParsedRows, type TableRow, toTime } from '../../feed.ts';
import { type Fields, fieldsOf, listOf, parseObject, textOf } from '../../fields.ts';

/** Throws on text that is not of this form. */
export function parseCatalogue(text: string): ParsedRows {
  const file = parseObject(text);
  if (!Array.isArray(file['vulnerabilities'])) throw new Error('not a catalogue of exploited flaws');
  const rows = listOf(file['vulnerabilities']).map((entry) => toRow(fieldsOf(entry)));
  const whole = rows.filter((row) => row !== null);
  const skipped = rows.slice(whole.length).map(() => 'damaged-entry');
  return { rows: whole, skipped, modifiedAt: toTime(file['dateReleased']) };
}

function toRow(entry: Fields): TableRow | null {
  const { cveID, dateAdded, dueDate } = entry;
  if (typeof cveID !== 'string' || !/^CVE-\d{4}-\d{4,}$/.test(cveID)) return null;
  const value: KnownExploitedRow = {
    added: toDay(dateAdded),
    due: toDay(dueDate),
    ransomware: textOf(entry['knownRansomwareCampaignUse']) === 'Known',
  };
  return { key: cveID, value };
}

function toDay(value: unknown): string {
  return typeof value === 'string' && isDay(value) ? value : '';
}
