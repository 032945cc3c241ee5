/** A waiver as lines of YAML, in the order in which the fields are read, so that other readers of YAML take them for texts too. */
import { FIELDS } from './fields.ts';

/** By the names of the file's fields; what is empty is not written. */
export type WaiverEntry = Readonly<Record<string, string>>;

/** An item of a list: a dash behind `indent`, the other fields below the first. `remarks` become comments above it. */
export function toItem(
  entry: WaiverEntry,
  indent: string,
  remarks: readonly string[] = [],
): readonly string[] {
  const fields = fieldsOf(entry).map(([name, text]) => `${name}: ${toScalar(text)}`);
  const lines = fields.map((field, at) => `${indent}${at === 0 ? '- ' : '  '}${field}`);
  return [...remarks.map((remark) => `${indent}# ${toComment(remark)}`), ...lines];
}

/** What there is to write, in order. */
export function fieldsOf(entry: WaiverEntry): readonly (readonly [name: string, text: string])[] {
  return FIELDS.flatMap((name) => {
    const text = entry[name] ?? '';
    return text === '' ? [] : [[name, text] as const];
  });
}

const PLAIN = /^[A-Za-z0-9/](?:[\w./@+%~*-]|:(?=\S)| (?=[\w(]))*$/;
/** Words that some reader takes for something else than a text; days are read as such, and stay. */
const OTHER = /^(?:true|false|yes|no|on|off|null|y|n|[\d_]*\.?[\d_]*|[\d:]+\.?\d*|0x[\da-f]+|[\d.]+e\d+)$/i;

function toScalar(text: string): string {
  if (PLAIN.test(text) && !OTHER.test(text)) return text;
  return JSON.stringify(text).replace(/[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/g, escapeOf);
}

function escapeOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function toComment(text: string): string {
  return text.replace(/[^\x20-\x7e\xa0-\ud7ff]+/g, ' ');
}
