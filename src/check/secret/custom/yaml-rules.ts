/**
 * Rules in YAML: `detectors` (each with its `tests`), `without` (ids of detectors that are not used) and `allow`
 * (docs/secrets.md has the form).
 */
import { loadAll } from 'js-yaml';
import { messageOf } from '../../../base/errors.ts';
import { SEVERITIES, type Severity } from '../../../model/severity.ts';
import type { AllowRule } from '../allow.ts';
import { checkRow } from './check-row.ts';
import { type Fields, fieldsOf, listOf, neededText, numberOf, textOf, textsOf, wrong } from './fields.ts';
import { patternOf } from './row.ts';
import type { OwnDetector, Rules } from './rules.ts';

export function parseYamlRules(text: string, where: string): Rules {
  const top = fieldsOf(load(text, where) ?? {}, where, ['detectors', 'without', 'allow']);
  return {
    detectors: listOf(top['detectors'], `${where}: detectors`).map((value, at) =>
      toOwn(value, `${where}: detectors[${at}]`),
    ),
    leftOut: [],
    without: textsOf(top, 'without', where),
    allow: listOf(top['allow'], `${where}: allow`).map((value, at) =>
      toAllow(value, `${where}: allow[${at}]`),
    ),
  };
}

function load(text: string, where: string): unknown {
  try {
    return loadAll(text)[0];
  } catch (error) {
    throw wrong(where, messageOf(error), 'write YAML');
  }
}

const DETECTOR_FIELDS = [
  'id',
  'title',
  'provider',
  'severity',
  'keywords',
  'pattern',
  'group',
  'entropy',
  'path',
  'stop-words',
  'revoke',
  'source',
  'tests',
];

function toOwn(value: unknown, place: string): OwnDetector {
  const fields = fieldsOf(value, place, DETECTOR_FIELDS);
  const { pattern, flags } = patternOf(neededText(fields, 'pattern', place));
  const id = neededText(fields, 'id', place);
  const stopWords = textsOf(fields, 'stop-words', place);
  const row = checkRow(
    {
      id,
      title: textOf(fields, 'title', place) || id,
      provider: textOf(fields, 'provider', place) || 'own',
      severity: severityOf(fields, place),
      keywords: textsOf(fields, 'keywords', place),
      pattern,
      flags,
      group: numberOf(fields, 'group', place),
      entropy: numberOf(fields, 'entropy', place),
      revoke: textOf(fields, 'revoke', place) || 'Where it was issued.',
      source: textOf(fields, 'source', place),
      path: textOf(fields, 'path', place),
      except:
        stopWords.length === 0 ? [] : [{ all: false, paths: [], patterns: [], target: 'secret', stopWords }],
    },
    place,
  );
  const tests = fieldsOf(fields['tests'] ?? {}, `${place}.tests`, ['matches', 'misses']);
  return {
    row,
    matches: textsOf(tests, 'matches', `${place}.tests`),
    misses: textsOf(tests, 'misses', `${place}.tests`),
  };
}

function severityOf(fields: Fields, place: string): Severity {
  const text = textOf(fields, 'severity', place) || 'high';
  const found = SEVERITIES.find((word) => word === text.toLowerCase());
  if (found !== undefined) return found;
  throw wrong(`${place}.severity`, `"${text}" is no severity`, `use ${SEVERITIES.join(', ')}`);
}

const ALLOW_FIELDS = ['detector', 'path', 'fingerprint', 'owner', 'reason', 'until'];

function toAllow(value: unknown, place: string): AllowRule {
  const fields = fieldsOf(value, place, ALLOW_FIELDS);
  const [detector, path, fingerprint] = ['detector', 'path', 'fingerprint'].map(
    (name) => textOf(fields, name, place) || null,
  );
  const until = neededText(fields, 'until', place);
  if (detector === null && path === null && fingerprint === null) {
    throw wrong(place, 'it would allow everything', 'say which detector, path or fingerprint it is for');
  }
  if (!/^\d{4}-\d\d-\d\d$/.test(until) || Number.isNaN(Date.parse(until))) {
    throw wrong(
      `${place}.until`,
      `"${until}" is no day`,
      'write a day such as 2027-01-31: nothing is allowed for ever',
    );
  }
  return {
    detector: detector ?? null,
    path: path ?? null,
    fingerprint: fingerprint ?? null,
    owner: neededText(fields, 'owner', place),
    reason: neededText(fields, 'reason', place),
    until,
  };
}
