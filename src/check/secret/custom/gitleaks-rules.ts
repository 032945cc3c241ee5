/**
 * Rules in the TOML form of Gitleaks (its README, "Configuration"): rules with their regular expressions, keywords,
 * entropy, secret group, path and allow lists, and the allow lists for all. Its regular expressions are Go's (RE2).
 * Left out: `extend` (our own detectors run in any case), `[[rules.required]]`, rules by path alone, and commits, which
 * an image does not have.
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
  const everywhere = allowListsOf(top, where);
  const extend = fieldsOf(top['extend'] ?? {}, `${where}: extend`, [
    'useDefault',
    'path',
    'url',
    'disabledRules',
  ]);
  const rules = listOf(top['rules'], `${where}: rules`).map((value, at) => {
    const place = `${where}: rules[${at}]`;
    return { place, fields: fieldsOf(value, place, RULE_FIELDS) };
  });
  const isPathAlone = ({ fields, place }: Rule): boolean => textOf(fields, 'regex', place) === '';
  return {
    detectors: rules.filter((rule) => !isPathAlone(rule)).map((rule) => toOwn(rule, everywhere)),
    leftOut: rules
      .filter(isPathAlone)
      .map(({ fields, place }) => `${neededText(fields, 'id', place)} (it tells by a path alone)`),
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

interface Rule {
  readonly place: string;
  readonly fields: Fields;
}

function toOwn({ fields, place }: Rule, everywhere: readonly AllowList[]): OwnDetector {
  const id = neededText(fields, 'id', place);
  const { pattern, flags } = patternOf(fromGo(neededText(fields, 'regex', place)));
  const row = checkRow(
    {
      id,
      title: textOf(fields, 'description', place) || id,
      provider: 'own',
      severity: 'high',
      keywords: keywordsOf(textsOf(fields, 'keywords', place), pattern),
      pattern,
      flags,
      group: numberOf(fields, 'secretGroup', place),
      entropy: numberOf(fields, 'entropy', place),
      revoke: 'Where it was issued.',
      source: '',
      path: fromGo(textOf(fields, 'path', place)),
      except: [...allowListsOf(fields, place), ...everywhere]
        .filter(({ rules }) => rules.length === 0 || rules.includes(id))
        .map(({ exception }) => exception),
    },
    place,
  );
  return { row, matches: [], misses: [] };
}

interface AllowList {
  /** Ids of the rules that it is for; empty = all. */
  readonly rules: readonly string[];
  readonly exception: Exception;
}

function allowListsOf(fields: Fields, place: string): readonly AllowList[] {
  const one = fields['allowlist'] === undefined ? [] : [fields['allowlist']];
  return [...one, ...listOf(fields['allowlists'], `${place}.allowlists`)].flatMap((value) => {
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
    const all = textOf(list, 'condition', place).toUpperCase() === 'AND';
    // A commit that has to be there as well never is.
    if (all && textsOf(list, 'commits', place).length > 0) return [];
    const exception: Exception = {
      all,
      paths: textsOf(list, 'paths', place).map(fromGo),
      patterns: textsOf(list, 'regexes', place).map(fromGo),
      target: target === 'match' || target === 'line' ? target : 'secret',
      stopWords: textsOf(list, 'stopwords', place),
    };
    return [{ rules: textsOf(list, 'targetRules', place), exception }];
  });
}

/** Rules may come without: then the longest text that every match has is one. */
function keywordsOf(given: readonly string[], pattern: string): readonly string[] {
  if (given.length > 0) return given;
  const literal = literalOf(pattern);
  return literal === '' ? [] : [literal];
}

/** The longest run of plain characters outside of groups, classes and repetitions; empty where alternatives are. */
function literalOf(pattern: string): string {
  const outside = pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, '\0').replace(/\([^()]*\)[*+?]?/g, '\0');
  if (/[|()]/.test(outside)) return '';
  const runs = outside.replace(/.[*+?]|.\{[^}]*\}/g, '\0').split(/[^A-Za-z0-9_=:/-]+/);
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
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
