/**
 * Settings from the environment and from a file fill in options that the command line leaves open.
 * Order: command line, `PLIMSOLL_*` variables, `plimsoll.yaml`, default. Names are the long options' names.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Option } from 'commander';
import { messageOf, systemCode, UsageError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Io } from './io.ts';
import { besideSettings, type InlinePolicy, isPinned, shownPath } from './policy-reference.ts';

const FILE_NAME = 'plimsoll.yaml';
/** A settings file is written by hand: more is a mistake, or an alias bomb. */
const MAX_FILE_BYTES = 256 * 1024;

/** The variable of an option: `--max-age` is `PLIMSOLL_MAX_AGE`. */
function variableOf(option: Option): string {
  return toVariable(settingName(option));
}

function toVariable(setting: string): string {
  return `PLIMSOLL_${setting.toUpperCase().replaceAll('-', '_')}`;
}

/** `--no-cache` is set by the setting `cache`. */
function settingName(option: Option): string {
  return (option.long ?? '').replace(/^--(no-)?/, '');
}

/** Options that no setting speaks of. */
const own = new WeakSet<Option>();

/** Takes options out of the reach of settings: what one call says, or the name of another command's setting. */
export function keepFromSettings(command: Command, names: readonly string[]): void {
  for (const option of command.options) if (names.includes(settingName(option))) own.add(option);
}

/** Sets each option of the command that the command line did not. */
export async function applySettings(command: Command, io: Io): Promise<void> {
  const known = knownSettings(command);
  refuseMistypedVariables(io, known);
  const file = isFileIgnored(command, io) ? NO_FILE : await readSettings(io, known);
  for (const option of command.options) {
    const source = command.getOptionValueSource(option.attributeName());
    if (source === 'cli' || own.has(option)) continue;
    const variable = io.env[variableOf(option)];
    if (variable !== undefined) setOption(command, option, [variable], `variable ${variableOf(option)}`);
    else if (file.texts.has(settingName(option))) {
      setOption(
        command,
        option,
        file.texts.get(settingName(option)) ?? [],
        `${settingName(option)} in ${settingsPath(io)}`,
      );
    } else if (settingName(option) === POLICY && file.policy !== null) {
      command.setOptionValueWithSource(option.attributeName(), file.policy, 'config');
    }
  }
}

/** A policy that is pinned to its bytes judges the checkout: the checkout's own file has no say. */
function isFileIgnored(command: Command, io: Io): boolean {
  if (io.env['PLIMSOLL_CONFIG'] !== undefined) return false;
  return isPinned(command.getOptionValue(POLICY) ?? io.env['PLIMSOLL_POLICY']);
}

/** The one setting that may hold more than texts: a whole policy. */
const POLICY = 'policy';

interface SettingsFile {
  readonly texts: ReadonlyMap<string, readonly string[]>;
  readonly policy: InlinePolicy | null;
}

const NO_FILE: SettingsFile = { texts: new Map(), policy: null };

function setOption(command: Command, option: Option, texts: readonly string[], where: string): void {
  const name = option.attributeName();
  if (option.isBoolean() || option.negate) {
    command.setOptionValueWithSource(name, toBoolean(texts[0] ?? '', where), 'config');
    return;
  }
  let value: unknown;
  for (const text of texts) {
    try {
      value = option.parseArg ? option.parseArg(text, value) : text;
    } catch (thrown) {
      throw new UsageError('bad-setting', {
        what: messageOf(thrown),
        where,
        wayOut: `see \`plimsoll help ${command.name()}\``,
      });
    }
  }
  command.setOptionValueWithSource(name, value, 'config');
}

function toBoolean(text: string, where: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off|)$/i.test(text)) return false;
  throw new UsageError('bad-setting', {
    what: `"${text}" is neither true nor false`,
    where,
    wayOut: 'use true or false',
  });
}

/** The file's settings as texts; a list gives several. Unknown names are errors, with the nearest known one. */
async function readSettings(io: Io, known: ReadonlySet<string>): Promise<SettingsFile> {
  const path = settingsPath(io);
  const text = readIfThere(path, io.env['PLIMSOLL_CONFIG'] !== undefined);
  if (text === null) return NO_FILE;
  const texts = new Map<string, readonly string[]>();
  let policy: InlinePolicy | null = null;
  for (const [name, value] of Object.entries(await parseSettings(text, path))) {
    if (!known.has(name)) throw unknownSetting(name, path, known);
    if (name === POLICY && isRecord(value)) policy = { inline: value, path: shownPath(path, io.cwd) };
    else texts.set(name, toTexts(value, `${name} in ${path}`));
  }
  const named = texts.get(POLICY);
  if (named !== undefined) {
    const beside = shownPath(path, io.cwd);
    texts.set(
      POLICY,
      named.map((reference) => besideSettings(reference, beside)),
    );
  }
  return { texts, policy };
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function settingsPath(io: Io): string {
  return io.env['PLIMSOLL_CONFIG'] ?? join(io.cwd, FILE_NAME);
}

function readIfThere(path: string, demanded: boolean): string | null {
  try {
    const bytes = readFileSync(path);
    if (bytes.length <= MAX_FILE_BYTES) return bytes.toString('utf8');
  } catch (cause) {
    if (!demanded && systemCode(cause) === 'ENOENT') return null;
    throw new UsageError('settings-unreadable', {
      what: 'the settings file cannot be read',
      where: path,
      wayOut: "check PLIMSOLL_CONFIG and the file's permissions",
      cause,
    });
  }
  throw new UsageError('settings-unreadable', {
    what: 'the settings file is too large',
    where: path,
    wayOut: `keep it under ${MAX_FILE_BYTES} bytes`,
  });
}

async function parseSettings(text: string, path: string): Promise<object> {
  const { loadAll } = await import('js-yaml');
  let parsed: unknown;
  try {
    // An empty file has no document at all.
    [parsed] = loadAll(text);
  } catch (cause) {
    throw new UsageError('settings-unreadable', {
      what: 'the settings file is not YAML',
      where: path,
      wayOut: 'correct the line named',
      cause,
    });
  }
  if (parsed === undefined || parsed === null) return {};
  if (typeof parsed === 'object' && !Array.isArray(parsed)) return parsed;
  throw new UsageError('settings-unreadable', {
    what: 'the settings file is not a list of names and values',
    where: path,
    wayOut: 'write lines like `fail-on: high`',
  });
}

/** Settings of every command: one file serves all of them. */
function knownSettings(command: Command): ReadonlySet<string> {
  let root = command;
  while (root.parent !== null) root = root.parent;
  const all = (c: Command): string[] => [
    ...c.options.filter((option) => !own.has(option)).map(settingName),
    ...c.commands.flatMap(all),
  ];
  return new Set(root.commands.flatMap(all));
}

/** Variables that are no options. */
const OTHER_VARIABLES: readonly string[] = [
  'PLIMSOLL_CONFIG',
  'PLIMSOLL_DEBUG',
  'PLIMSOLL_PASSWORD',
  'PLIMSOLL_TOKEN',
  'PLIMSOLL_USERNAME',
];

/** `PLIMSOLL_FAILON=high` would be a gate that never closes. Names far from all known ones belong to somebody else. */
function refuseMistypedVariables(io: Io, known: ReadonlySet<string>): void {
  const variables = [...known].map(toVariable);
  for (const name of Object.keys(io.env).filter((n) => n.startsWith('PLIMSOLL_'))) {
    if (variables.includes(name) || OTHER_VARIABLES.includes(name)) continue;
    const near = nearest(
      name.slice('PLIMSOLL_'.length),
      variables.map((v) => v.slice('PLIMSOLL_'.length)),
    );
    if (near === null) continue;
    throw new UsageError('unknown-setting', {
      what: `there is no setting ${name}`,
      where: 'environment',
      wayOut: `did you mean PLIMSOLL_${near}?`,
    });
  }
}

function unknownSetting(name: string, path: string, known: ReadonlySet<string>): UsageError {
  const near = nearest(name, [...known]);
  return new UsageError('unknown-setting', {
    what: `there is no setting "${name}"`,
    where: path,
    wayOut:
      near === null
        ? 'see `plimsoll help scan`: settings have the names of the long options'
        : `did you mean "${near}"?`,
  });
}

/** Lists in lists are refused: with aliases a small file could hold more of them than there is memory. */
function toTexts(value: unknown, where: string): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.map((one) => {
    if (['string', 'number', 'boolean'].includes(typeof one)) return String(one);
    throw new UsageError('bad-setting', {
      what: 'a setting is a text, a number, true, false or a list of these',
      where,
      wayOut: 'see `plimsoll help scan`',
    });
  });
}
