/**
 * The products and their releases: `{generated_at, result: [{name, label, releases: [{name, label, releaseDate, …}]}]}`.
 * Each phase of support is a pair: `eolFrom` (a day or null) and `isEol`; likewise `eoas` (active support) and `eoes`
 * (extended support, often for money), which are absent where a product has no such phase.
 */
import { isDay } from '../../../base/days.ts';
import type { PhaseEnd, SupportRow } from '../../../model/lifecycle.ts';
import { type ParsedRows, type TableRow, toTime } from '../../feed.ts';
import { type Fields, fieldsOf, isName, listOf, parseObject, textOf } from '../../fields.ts';

/** Throws on text that is not of this form. */
export function parseProducts(text: string): ParsedRows {
  const file = parseObject(text);
  if (!Array.isArray(file['result'])) throw new Error('not a list of products');
  const rows: TableRow[] = [];
  const skipped: string[] = [];
  for (const product of listOf(file['result']).map(fieldsOf)) {
    for (const release of listOf(product['releases']).map(fieldsOf)) {
      const row = toRow(product, release);
      if (row === null) skipped.push('damaged-release');
      else rows.push(row);
    }
  }
  return { rows, skipped, modifiedAt: toTime(file['generated_at']) };
}

function toRow(product: Fields, release: Fields): TableRow | null {
  const key = `${textOf(product['name'])} ${textOf(release['name'])}`;
  if (!isName(product['name']) || !isName(release['name']) || !isName(key)) return null;
  const label = labelOf(textOf(product['label']), textOf(release['label']));
  const value: SupportRow = {
    label: isName(label) ? label : key,
    released: toDay(release['releaseDate']),
    active: phaseOf(release, 'eoasFrom', 'isEoas'),
    security: phaseOf(release, 'eolFrom', 'isEol'),
    extended: phaseOf(release, 'eoesFrom', 'isEoes'),
  };
  return { key, value };
}

function labelOf(product: string, release: string): string {
  return release.startsWith(product) ? release : `${product} ${release}`;
}

function phaseOf(release: Fields, from: string, is: string): PhaseEnd {
  const day = toDay(release[from]);
  if (day !== '') return day;
  return typeof release[is] === 'boolean' ? (release[is] ? 'ended' : 'open') : 'none';
}

function toDay(value: unknown): string {
  return typeof value === 'string' && isDay(value) ? value : '';
}
