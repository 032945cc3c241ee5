/**
 * Rules in the TOML form of Gitleaks (its README, "Configuration"): rules with their regular expressions, keywords,
 * entropy, secret group, path and allow lists, and the allow lists for all. Its regular expressions are Go's (RE2).
 * Left out: `extend` (our own detectors run in any case), `[[rules.required]]`, allow lists by commit.
 */
import { parse } from 'smol-toml';
import { messageOf } from '../../../base/errors.ts';
import { checkRow } from './check-row.ts';
import { type Fields, fieldsOf, listOf, neededText, numberOf, textOf, textsOf, wrong } from './fields.ts';
import { type Exception, patternOf } from './row.ts';
import type { OwnDetector, Rules } from './rules.ts';

export function parseGitleaksRules(text: string, where: string): Rules {
  const top = fieldsOf(load(text, where), where, [
    'title',
    'description',
    'minVersion',
    'extend',
    'rules',
    'allowlist',
    'allowlists',
  ]);
  const everywhere = exceptionsOf(top, where);
  const extend = fieldsOf(top['extend'] ?? {}, `${where}: extend`, [
    'useDefault',
    'path',
    'url',
    'disabledRules',
  ]);
  return {
    detectors: listOf(top['rules'], `${where}: rules`).map((value, at) =>
      toOwn(value, `${where}: rules[${at}]`, everywhere),
    ),
    without: textsOf(extend, 'disabledRules', `${where}: extend`),
    allow: [],
  };
}

function load(text: string, where: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw wrong(where, messageOf(error).split('\n')[0]!, 'write TOML as Gitleaks reads it');
  }
}

const RULE_FIELDS = [
  'id',
  'description',
  'regex',
  'secretGroup',
  'entropy',
  'path',
  'keywords',
  'tags',
  'allowlist',
  'allowlists',
  'skipReport',
  'required',
  'severity',
];

function toOwn(value: unknown, place: string, everywhere: readonly Exception[]): OwnDetector {
  const fields = fieldsOf(value, place, RULE_FIELDS);
  const id = neededText(fields, 'id', place);
  const { pattern, flags } = patternOf(fromGo(neededText(fields, 'regex', place)));
  const row = checkRow(
    {
      id,
      title: textOf(fields, 'description', place) || id,
      provider: 'own',
      severity: 'high',
      keywords: textsOf(fields, 'keywords', place),
      pattern,
      flags,
      group: numberOf(fields, 'secretGroup', place),
      entropy: numberOf(fields, 'entropy', place),
      revoke: 'Where it was issued.',
      source: '',
      path: fromGo(textOf(fields, 'path', place)),
      except: [...exceptionsOf(fields, place), ...everywhere],
    },
    place,
  );
  return { row, matches: [], misses: [] };
}

function exceptionsOf(fields: Fields, place: string): readonly Exception[] {
  const one = fields['allowlist'] === undefined ? [] : [fields['allowlist']];
  return [...one, ...listOf(fields['allowlists'], `${place}.allowlists`)].map((value) => {
    const list = fieldsOf(value, `${place}.allowlist`, [
      'description',
      'condition',
      'regexTarget',
      'regexes',
      'paths',
      'commits',
      'stopwords',
      'targetRules',
    ]);
    const target = textOf(list, 'regexTarget', place);
    return {
      all: textOf(list, 'condition', place).toUpperCase() === 'AND',
      paths: textsOf(list, 'paths', place).map(fromGo),
      patterns: textsOf(list, 'regexes', place).map(fromGo),
      target: target === 'match' || target === 'line' ? target : 'secret',
      stopWords: textsOf(list, 'stopwords', place),
    };
  });
}

/** What RE2 writes otherwise: named groups, ends of the text, classes of POSIX. */
function fromGo(source: string): string {
  return source
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\z', '$')
    .replaceAll('\\A', '^')
    .replace(/\[:(\w+):\]/g, (all, name: string) => POSIX.get(name) ?? all);
}

const POSIX: ReadonlyMap<string, string> = new Map([
  ['alnum', '0-9A-Za-z'],
  ['alpha', 'A-Za-z'],
  ['digit', '0-9'],
  ['lower', 'a-z'],
  ['upper', 'A-Z'],
  ['xdigit', '0-9A-Fa-f'],
  ['space', '\\s'],
  ['word', '\\w'],
]);
