/**
 * Reads what Python installers leave beside a distribution: `METADATA` of wheels, `PKG-INFO` of eggs (Core metadata,
 * packaging.python.org/specifications/core-metadata). Only the headers are read, never the description after them.
 */
import { type Headers, headerOf, parseHeaders } from '../../base/rfc822.ts';

export interface PypiFact {
  /** As the distribution spells it. */
  readonly name: string;
  readonly version: string;
  readonly licences: readonly string[];
  readonly author: string;
}

/** Null where name or version is missing or impossible. */
export function parseMetadata(bytes: Uint8Array): PypiFact | null {
  const headers = parseHeaders(headerText(bytes));
  const name = headerOf(headers, 'name');
  const version = headerOf(headers, 'version');
  if (!NAME.test(name) || !VERSION.test(version)) return null;
  return { name, version, licences: parseLicences(headers), author: clip(headerOf(headers, 'author')) };
}

/** `Sample-Pkg`, `sample.pkg` and `sample_pkg` are one: PEP 503, "Normalized Names". */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,212}[a-z0-9])?$/i;
const VERSION = /^[\w.!+*-]{1,256}$/;
const MAX_HEADER_BYTES = 1024 * 1024;
const MAX_LENGTH = 300;
const NO_LICENCES = new Set(['', 'UNKNOWN']);

/** UTF-8 as the specification says; old files hold whatever the author's machine had. */
function headerText(bytes: Uint8Array): string {
  const head = bytes.subarray(0, headerEnd(bytes));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head);
  } catch {
    return new TextDecoder('latin1').decode(head);
  }
}

function headerEnd(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_HEADER_BYTES));
  const ends = [buffer.indexOf('\n\n'), buffer.indexOf('\n\r\n')].filter((end) => end >= 0);
  return Math.min(buffer.length, ...ends.map((end) => end + 1));
}

/** The SPDX expression where there is one; else the short licence field and the classifiers. */
function parseLicences(headers: Headers): string[] {
  const expression = headerOf(headers, 'license-expression');
  if (expression !== '') return [clip(expression)];
  const field = headerOf(headers, 'license');
  const classified = (headers.get('classifier') ?? [])
    .filter((classifier) => classifier.startsWith('License ::'))
    .map((classifier) => clip(classifier.slice(classifier.lastIndexOf('::') + 2).trim()));
  // Some packages put the whole text of their licence into the field.
  const short = field.includes('\n') || field.length > MAX_LENGTH ? [] : [field];
  return [...new Set([...short, ...classified])].filter((licence) => !NO_LICENCES.has(licence));
}

function clip(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
