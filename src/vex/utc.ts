/** Points in time as documents write them (RFC 3339), all in one form, so that they are ordered as text. */

const RFC_3339 =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?\s?(?:([Zz])|([+-]\d\d):?(\d\d))?)?$/;

/** `2026-01-02T03:04:05.000Z`; empty for text that is no date. Without a zone it is UTC. */
export function toUtc(text: string): string {
  const match = RFC_3339.exec(text.trim().slice(0, 100));
  if (match === null) return '';
  const [, day, time = '00:00', seconds = ':00', , hours, minutes] = match;
  const zone = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const ms = Date.parse(`${day}T${time}${seconds}${zone}`);
  if (Number.isNaN(ms)) return '';
  const utc = new Date(ms).toISOString();
  // A zone can lead out of the years that have four digits.
  return utc.length === '2026-01-02T03:04:05.000Z'.length ? utc : '';
}
