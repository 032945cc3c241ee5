/** `--limit NAME=VALUE`: names and values of the limits of base/limits.ts, read and written for people. */
import { InvalidArgumentError } from 'commander';
import {
  LIMIT_KEYS,
  LIMITS,
  type LimitKey,
  type LimitRow,
  type Limits,
  type LimitUnit,
} from '../base/limits.ts';
import { nearest } from '../base/nearest.ts';

/** Adds `layer-entries=5M,file-time=10s` to what was told before; the last value of a name counts. */
export function collectLimits(text: string, before: Partial<Limits> | undefined): Partial<Limits> {
  const told = text.split(',').filter((part) => part.trim() !== '');
  return { ...before, ...Object.fromEntries(told.map((part) => parseLimit(part.trim()))) };
}

function parseLimit(text: string): readonly [key: LimitKey, value: number] {
  const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
  const key = findKey(name) ?? refuseName(name);
  return [key, parseLimitValue(value, LIMITS[key])];
}

function findKey(name: string): LimitKey | undefined {
  return LIMIT_KEYS.find((key) => LIMITS[key].name === name.toLowerCase());
}

function refuseName(name: string): never {
  const near = nearest(
    name.toLowerCase(),
    LIMIT_KEYS.map((key) => LIMITS[key].name),
  );
  const hint = near === null ? 'see `plimsoll help limits`' : `did you mean "${near}"?`;
  throw new InvalidArgumentError(`"${name}" is no limit: ${hint}`);
}

type Suffixes = readonly (readonly [suffix: string, factor: number])[];

/** Largest first. */
const SUFFIXES: Readonly<Record<LimitUnit, Suffixes>> = {
  bytes: [
    ['TiB', 2 ** 40],
    ['GiB', 2 ** 30],
    ['MiB', 2 ** 20],
    ['KiB', 2 ** 10],
    ['', 1],
  ],
  count: [
    ['M', 1_000_000],
    ['k', 1000],
    ['', 1],
  ],
  ratio: [['', 1]],
  milliseconds: [
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
    ['ms', 1],
  ],
};

const EXAMPLES: Readonly<Record<LimitUnit, string>> = {
  bytes: '500MiB, 2GiB or a number of bytes',
  count: '5000, 20k or 5M',
  ratio: '200',
  milliseconds: '500ms, 10s, 5m or 2h',
};

/** What timers can count. */
const MAX_MS = 2 ** 31 - 1;

/** `500MiB`, in bytes. */
export function parseSize(text: string): number {
  const value = findValue(text, 'bytes');
  if (value !== null && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError(`"${text}" is no size: write ${EXAMPLES.bytes}`);
}

function parseLimitValue(text: string, { name, unit, least }: LimitRow): number {
  const value = findValue(text, unit);
  if (value === null) {
    throw new InvalidArgumentError(`"${text}" is no value of ${name}: write ${EXAMPLES[unit]}`);
  }
  const most = unit === 'milliseconds' ? MAX_MS : Number.MAX_SAFE_INTEGER;
  if (value >= least && value <= most) return value;
  const bound = value < least ? `at least ${limitText(least, unit)}` : 'less';
  throw new InvalidArgumentError(`"${text}" is no value of ${name}: write ${bound}`);
}

function findValue(text: string, unit: LimitUnit): number | null {
  const [, digits, suffix = ''] = /^(\d{1,15}(?:\.\d{1,3})?)([a-z]*)$/i.exec(text) ?? [];
  const factor = SUFFIXES[unit].find(([known]) => known.toLowerCase() === suffix.toLowerCase())?.[1];
  return digits === undefined || factor === undefined ? null : Math.floor(Number(digits) * factor);
}

/** The shortest text that `--limit` reads as this value. */
export function limitText(value: number, unit: LimitUnit): string {
  const [suffix, factor] = SUFFIXES[unit].find(([, size]) => value % size === 0)!;
  return `${value / factor}${suffix}`;
}

/** The table of all limits with their defaults, one a line. */
export function limitLines(): readonly string[] {
  return LIMIT_KEYS.map((key) => {
    const { name, unit, bounds } = LIMITS[key];
    return `${name.padEnd(20)}${limitText(LIMITS[key].default, unit).padEnd(8)}${bounds}`;
  });
}
