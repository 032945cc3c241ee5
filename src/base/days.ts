/** Whole days as text, `YYYY-MM-DD`, UTC: no clock and no time zone. */

const DAY_MS = 86_400_000;

/** The day of a time in UTC ISO 8601; null where that is no time, or empty. */
export function findDay(time: string): string | null {
  const day = time.slice(0, 10);
  return isDay(day) ? day : null;
}

/** `YYYY-MM-DD` of a day that there is. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [month, day] = [Number(text.slice(5, 7)), Number(text.slice(8))];
  return month >= 1 && month <= 12 && day >= 1 && day <= lengthOf(Number(text.slice(0, 4)), month);
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function lengthOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : LENGTHS[month - 1]!;
}

/** Whole days from one day to another; negative where the other is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** Days later, or earlier where the number is negative. */
export function addDays(day: string, days: number): string {
  return toDay(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
}

/** Empty for what is no time, and outside of the years 0 to 9999, which other texts would stand for. */
function toDay(ms: number): string {
  if (Number.isNaN(ms) || Math.abs(ms) > 8.64e15) return '';
  const text = new Date(ms).toISOString();
  return /^[+-]/.test(text) ? '' : text.slice(0, 10);
}
