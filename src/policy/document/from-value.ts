/** Plain data, such as a part of a settings file that was read already, as a tree of YAML without lines. */
import { YamlError, type YamlField, type YamlNode, type YamlText } from '../../base/yaml-tree.ts';

const MAX_DEPTH = 20;
/** Of values: aliases in a settings file can make a few lines stand for more than memory holds. */
const MAX_VALUES = 400_000;

const NOWHERE = { line: 0, start: 0, end: 0 } as const;

/** Throws YamlError for data that is too deep or too much. */
export function toYamlTree(value: unknown): YamlNode {
  return convert(value, 0, { left: MAX_VALUES });
}

function convert(value: unknown, depth: number, budget: { left: number }): YamlNode {
  if (depth > MAX_DEPTH) throw new YamlError(`it is nested deeper than ${MAX_DEPTH}`, 0);
  if (budget.left-- <= 0) throw new YamlError(`there are more than ${MAX_VALUES} values`, 0);
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item) => convert(item, depth + 1, budget)), ...NOWHERE };
  }
  if (typeof value === 'object' && value !== null) {
    const fields = new Map<string, YamlField>();
    for (const [name, one] of Object.entries(value)) {
      fields.set(name, { name: toText(name), value: convert(one, depth + 1, budget) });
    }
    return { kind: 'fields', fields, ...NOWHERE };
  }
  return toText(value);
}

function toText(value: unknown): YamlText {
  const isPlain = typeof value !== 'string';
  return { kind: 'text', text: value == null ? '' : String(value), isPlain, ...NOWHERE };
}
