/** The values that options take: parsed here, once, into what the commands work with. */
import { InvalidArgumentError } from 'commander';
import { isDay } from '../base/days.ts';
import { nearest } from '../base/nearest.ts';
import { type Platform, parsePlatform } from '../model/platform.ts';
import { SEVERITIES, type Severity } from '../model/severity.ts';

/** One of the words, or an error that suggests the nearest. */
export function parseWord<W extends string>(text: string, words: readonly W[], what: string): W {
  const found = words.find((w) => w === text.toLowerCase());
  if (found !== undefined) return found;
  const near = nearest(text.toLowerCase(), words);
  const hint = near === null ? `use ${words.join(', ')}` : `did you mean "${near}"?`;
  throw new InvalidArgumentError(`"${text}" is no ${what}: ${hint}`);
}

export function parseSeverity(text: string): Severity {
  return parseWord(text, SEVERITIES, 'severity');
}

export function parsePlatformOption(text: string): Platform | 'all' {
  if (text === 'all') return text;
  const platform = parsePlatform(text);
  if (platform === null)
    throw new InvalidArgumentError(`"${text}" is no platform: write linux/arm64 or linux/arm/v7`);
  return platform;
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90m`, `24h`, `7d`, `2w`, in milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})([mhdw])$/.exec(text);
  if (match === null) throw new InvalidArgumentError(`"${text}" is no duration: write 90m, 24h, 7d or 2w`);
  return Number(match[1]) * UNIT_MS[match[2]!]!;
}

export function parseCount(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError(`"${text}" is no number from 1 to 9999`);
  return Number(text);
}

/** A day (its first moment) or a time, as UTC ISO 8601 with milliseconds. */
export function parseTime(text: string): string {
  const day = /^\d{4}-\d\d-\d\d$/.test(text);
  const isTime = day || /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const ms = isTime && isDay(text.slice(0, 10)) ? Date.parse(day ? `${text}T00:00:00Z` : text) : Number.NaN;
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  throw new InvalidArgumentError(`"${text}" is no time: write 2026-11-24 or 2026-11-24T12:00:00Z`);
}

/** A value that may be given several times, or as a list with commas. */
export function collectList(text: string, before: readonly string[] | undefined): readonly string[] {
  const words = text.split(',').map((w) => w.trim());
  return [...(before ?? []), ...words.filter((w) => w !== '')];
}

/** `FORMAT=FILE`; the file may be `-` for standard output. */
export interface OutputTarget {
  readonly format: string;
  readonly file: string;
}

export function collectOutputs(
  text: string,
  before: readonly OutputTarget[] | undefined,
  formats: readonly string[],
): readonly OutputTarget[] {
  const [format = '', ...rest] = text.split('=');
  const file = rest.join('=');
  if (file === '')
    throw new InvalidArgumentError(
      `"${text}" names no file: write FORMAT=FILE, for example json=report.json`,
    );
  return [...(before ?? []), { format: parseWord(format, formats, 'format'), file }];
}

const SCANNERS = ['vuln', 'secret', 'misconfig', 'license'] as const;
export type ScannerName = (typeof SCANNERS)[number];

export function collectScanners(
  text: string,
  before: readonly ScannerName[] | undefined,
): readonly ScannerName[] {
  return [...(before ?? []), ...collectList(text, []).map((word) => parseWord(word, SCANNERS, 'scanner'))];
}
