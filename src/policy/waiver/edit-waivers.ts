/**
 * Changes to files of waivers that leave all else as it is, byte for byte: comments, order, spelling. What comes out is
 * read again and compared with what it should be, so that no file is written which says something else. JSON is written
 * anew. Left out: lists of YAML in brackets.
 */
import { UsageError } from '../../base/errors.ts';
import { parseJsonText } from '../../base/json.ts';
import type { YamlFields, YamlList } from '../../base/yaml-tree.ts';
import { entriesOf, loadTree } from './parse-waivers.ts';
import { fieldsOf, toItem, type WaiverEntry } from './write-entry.ts';

/** `where` names the file in errors. Throws UsageError. */
export function appendWaiver(text: string, entry: WaiverEntry, where: string): string {
  const wanted = [...plainEntries(text, where), Object.fromEntries(fieldsOf(entry))];
  const edited = isJson(text)
    ? editJson(text, where, (entries) => [...entries, Object.fromEntries(fieldsOf(entry))])
    : appendYaml(text, entry, where);
  return checked(edited, wanted, where);
}

/** `numbers`: of the entries, from 0. Throws UsageError. */
export function removeWaivers(text: string, numbers: ReadonlySet<number>, where: string): string {
  const isKept = (_: unknown, at: number): boolean => !numbers.has(at);
  const wanted = plainEntries(text, where).filter(isKept);
  const edited = isJson(text)
    ? editJson(text, where, (entries) => entries.filter(isKept))
    : removeYaml(text, numbers, where);
  return checked(edited, wanted, where);
}

function plainEntries(text: string, where: string): readonly object[] {
  return entriesOf(text, where).map(({ fields }) =>
    Object.fromEntries(
      [...fields].map(([name, { value }]) => [name, value.kind === 'text' ? value.text : '']),
    ),
  );
}

function checked(edited: string, wanted: readonly object[], where: string): string {
  let found: readonly object[] | null = null;
  try {
    found = plainEntries(edited, where);
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
  }
  if (JSON.stringify(found) === JSON.stringify(wanted)) return edited;
  throw notEdited(where);
}

function notEdited(where: string): UsageError {
  return new UsageError('waivers-not-edited', {
    what: 'the file cannot be changed without changing what else it says',
    where,
    wayOut: 'write the list with a dash for each waiver, or edit it by hand',
  });
}

function isJson(text: string): boolean {
  return /^\ufeff?\s*\{/.test(text);
}

function editJson(
  text: string,
  where: string,
  edit: (entries: readonly unknown[]) => readonly unknown[],
): string {
  let json: unknown;
  try {
    json = parseJsonText(text.replace(/^\ufeff/, ''));
  } catch {
    throw notEdited(where);
  }
  const { waivers = [], ...rest } = json as { readonly waivers?: readonly unknown[] };
  const indent = /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? 2;
  return `${JSON.stringify({ ...rest, waivers: edit(waivers ?? []) }, null, indent)}\n`;
}

function appendYaml(text: string, entry: WaiverEntry, where: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const block = (indent: string): string =>
    toItem(entry, indent)
      .map((line) => `${line}${newline}`)
      .join('');
  const top = loadTree(text, where) as YamlFields | null;
  const field = top?.fields.get('waivers');
  if (field === undefined) return `${ended(text, newline)}waivers:${newline}${block('  ')}`;
  const { value } = field;
  if (value.kind === 'list' && value.items.length > 0) {
    const items = itemsOf(text, top!, value, where);
    const last = items.at(-1)!;
    return insertAt(text, last.end, block(last.indent), newline);
  }
  const bracket = text.slice(value.start).search(/[\]\n]|$/) + 1;
  const emptied = value.kind === 'list' ? value.start + bracket : Math.max(value.end, value.start);
  const without = `${text.slice(0, value.start).replace(/ +$/, '')}${text.slice(emptied)}`;
  return insertAt(without, field.name.line, block('  '), newline);
}

/** Behind so many lines. */
function insertAt(text: string, lines: number, block: string, newline: string): string {
  const all = linesOf(text);
  const head = ended(all.slice(0, lines).join(''), newline);
  return `${head}${block}${all.slice(lines).join('')}`;
}

function ended(text: string, newline: string): string {
  return text === '' || text.endsWith('\n') || text === '\ufeff' ? text : `${text}${newline}`;
}

function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

/** An item of a list with dashes; lines from 0, `end` behind its last one. */
interface Item {
  /** With the comments right above it. */
  readonly start: number;
  readonly end: number;
  readonly indent: string;
}

function itemsOf(text: string, top: YamlFields, list: YamlList, where: string): readonly Item[] {
  const lines = linesOf(text);
  const dashes = list.items.map((item) => dashLine(lines, item.line - 1));
  if (text[list.start] === '[' || dashes.includes(-1)) throw notEdited(where);
  const following = [...top.fields.values()]
    .map(({ name }) => name.line - 1)
    .filter((line) => line >= list.line);
  const listEnd = Math.min(lines.length, ...following, ...markLine(lines, list.line));
  return dashes.map((dash, at) => {
    const indent = /^\s*/.exec(lines[dash]!)![0];
    const item = list.items[at]!;
    const least = item.line + lineCount(text.slice(item.start, item.end).trimEnd());
    return {
      start: commentStart(lines, dash),
      end: Math.max(least, contentEnd(lines, dashes[at + 1] ?? listEnd, indent.length)),
      indent,
    };
  });
}

function lineCount(text: string): number {
  return text.split('\n').length - 1;
}

/** Upwards from where the item begins; -1 where there is none. */
function dashLine(lines: readonly string[], from: number): number {
  for (let at = from; at >= 0; at--) if (/^\s*-(?:\s|$)/.test(lines[at]!)) return at;
  return -1;
}

function commentStart(lines: readonly string[], dash: number): number {
  let at = dash;
  while (at > 0 && isComment(lines[at - 1]!)) at--;
  return at;
}

/** Comments that stand further in than the dash belong to the item; those below do not. */
function contentEnd(lines: readonly string[], before: number, indent: number): number {
  let end = before;
  while (end > 0 && (isBlank(lines[end - 1]!) || isOuterComment(lines[end - 1]!, indent))) end--;
  return end;
}

/** The end of a document, or a second one. */
function markLine(lines: readonly string[], from: number): readonly number[] {
  const at = lines.findIndex((line, number) => number >= from && /^(?:\.\.\.|---)(?:\s|$)/.test(line));
  return at < 0 ? [] : [at];
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith('#');
}

function isOuterComment(line: string, indent: number): boolean {
  return isComment(line) && line.length - line.trimStart().length <= indent;
}

function removeYaml(text: string, numbers: ReadonlySet<number>, where: string): string {
  if (numbers.size === 0) return text;
  const top = loadTree(text, where) as YamlFields;
  const list = top.fields.get('waivers')!.value as YamlList;
  const lines = [...linesOf(text)];
  const items = itemsOf(text, top, list, where);
  for (const number of [...numbers].sort((a, b) => b - a)) {
    const { start, end } = items[number]!;
    const isFirst = start === 0 || isBlank(lines[start - 1]!) || number === 0;
    let behind = end;
    while (isFirst && behind < lines.length && isBlank(lines[behind]!)) behind++;
    lines.splice(start, behind - start);
  }
  return lines.join('');
}
