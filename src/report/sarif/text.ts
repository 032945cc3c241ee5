/** Texts of a SARIF document: harmless where a viewer prints them, never read as links or placeholders. */
import { sanitize } from '../../base/terminal.ts';

/** A message string (SARIF 2.1.0, 3.11): braces are doubled; `](`, which would make a link (3.11.6), is parted. */
export function toMessage(text: string): string {
  return sanitize(text).replaceAll('](', '] (').replaceAll('{', '{{').replaceAll('}', '}}');
}

/** With a full stop, if it has no end of its own. */
export function toSentence(text: string): string {
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** Cut to a number of UTF-16 code units, never inside a character. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** A path in the image as a relative URI reference (RFC 3986): every segment percent-encoded, `!/` of archives kept. */
export function toUri(path: string): string {
  const segments = path.toWellFormed().split('/').map(encodeSegment);
  return segments.filter((segment) => segment !== '').join('/') || '.';
}

/** `.` and `..` would walk: a cleaned path has none, but an archive's member may be called so. */
function encodeSegment(segment: string): string {
  return /^\.\.?$/.test(segment) ? segment.replaceAll('.', '%2E') : encodeURIComponent(segment);
}
