/** One document of a policy: text to checked data. The keys are described in docs/policy.md. */
import { parseYamlTree, YamlError, type YamlNode } from '../../base/yaml-tree.ts';
import type { Flaw } from './flaw.ts';
import { toYamlTree } from './from-value.ts';
import { parseRule } from './parse-rule.ts';
import { parseVex, parseWaivers } from './parse-sections.ts';
import type { Named, PolicyText, RuleText, StageText } from './policy-text.ts';
import { entriesAt, type Fields, fieldsAt, itemsAt, listAt } from './read-tree.ts';
import { textAt } from './read-values.ts';
import { findReferenceFault } from './references.ts';
import { addFlaw, quoted, type Reading, rootSpot, type Spot } from './spot.ts';

export interface ParsedDocument {
  readonly text: PolicyText;
  /** Everything that is wrong with it; the text is what could be read. */
  readonly flaws: readonly Flaw[];
}

export const DOCUMENT_KEYS: readonly string[] = ['version', 'extends', 'stages', 'waivers', 'vex', 'tests'];
export const STAGE_KEYS: readonly string[] = ['extends', 'rules'];

const NOTHING: PolicyText = { extends: [], stages: [], waivers: null, vex: null, tests: null };

/** Parses bytes of a document in YAML or JSON. `reference` says where it was read. */
export function parseDocument(bytes: Uint8Array, reference: string): ParsedDocument {
  return parseTree(() => parseYamlTree(toText(bytes)), reference);
}

/** As parseDocument, for a value that is part of another file. */
export function parseInline(value: unknown, reference: string): ParsedDocument {
  return parseTree(() => toYamlTree(value), reference);
}

function toText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new YamlError('it is no text in UTF-8', 0);
  }
}

function parseTree(parse: () => YamlNode | null, reference: string): ParsedDocument {
  const reading: Reading = { document: reference, flaws: [] };
  try {
    const tree = parse();
    if (tree !== null) return { text: toPolicyText(reading, rootSpot(tree)), flaws: reading.flaws };
    addFlaw(reading, NO_PLACE, 'it is empty', 'write `plimsoll policy init` for one to begin with');
  } catch (thrown) {
    if (!(thrown instanceof YamlError)) throw thrown;
    addFlaw(reading, { path: '', line: thrown.line }, `this is not YAML: ${thrown.message}`, QUOTES);
  }
  return { text: NOTHING, flaws: reading.flaws };
}

const NO_PLACE = { path: '', line: 0 };
const QUOTES = 'values that begin with a sign such as > ! * & belong in quotes';

function toPolicyText(reading: Reading, root: Spot): PolicyText {
  const fields = fieldsAt(reading, root, 'a policy', DOCUMENT_KEYS);
  if (fields === null) return NOTHING;
  checkVersion(reading, root, fields.get('version'));
  return {
    extends: namesAt(reading, fields.get('extends')).filter((named) => isReference(reading, named)),
    stages: parseStages(reading, fields.get('stages')),
    waivers: parseWaivers(reading, fields.get('waivers')),
    vex: parseVex(reading, fields.get('vex')),
    tests: fields.get('tests')?.tree ?? null,
  };
}

function checkVersion(reading: Reading, root: Spot, spot: Spot | undefined): void {
  if (spot === undefined) {
    addFlaw(reading, root, '`version` is missing', 'write version: 1');
    return;
  }
  const version = textAt(reading, spot);
  if (version === null || version === '1') return;
  addFlaw(reading, spot, `there is no version ${quoted(version)} of policies`, 'write version: 1');
}

function isReference(reading: Reading, named: Named): boolean {
  const fault = findReferenceFault(named.name, reading.document);
  return fault === null || addFlaw(reading, named, fault.what, fault.hint) !== null;
}

/** Texts with their places. */
function namesAt(reading: Reading, spot: Spot | undefined): readonly Named[] {
  return itemsAt(reading, spot).flatMap((item) => {
    const name = textAt(reading, item);
    return name === null ? [] : [{ name, path: item.path, line: item.line }];
  });
}

function parseStages(reading: Reading, spot: Spot | undefined): readonly StageText[] {
  if (spot === undefined) return [];
  const entries = entriesAt(reading, spot, 'stages by name, such as `production:`');
  return [...(entries ?? [])].flatMap(([name, value]) => parseStage(reading, name, value) ?? []);
}

const STAGE_NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

function parseStage(reading: Reading, name: string, spot: Spot): StageText | null {
  if (!STAGE_NAME.test(name)) {
    const hint = 'use small letters, digits, dots and hyphens, such as pre-production';
    addFlaw(reading, spot, `${quoted(name)} is no name for a stage`, hint);
  }
  const fields = fieldsAt(reading, spot, 'a stage', STAGE_KEYS);
  if (fields === null) return null;
  const { path, line } = spot;
  return {
    name,
    path,
    line,
    extends: namesAt(reading, fields.get('extends')),
    rules: parseRules(reading, fields),
  };
}

function parseRules(reading: Reading, fields: Fields): readonly RuleText[] {
  const seen = new Map<string, RuleText>();
  for (const spot of listAt(reading, fields.get('rules'))) {
    const rule = parseRule(reading, spot);
    if (rule === null) continue;
    const before = seen.get(rule.name);
    if (before === undefined) seen.set(rule.name, rule);
    else
      addFlaw(
        reading,
        rule,
        `there is a rule ${quoted(rule.name)} already, in line ${before.line}`,
        'give it another id',
      );
  }
  return [...seen.values()];
}
