/** Fields of YAML that may be of any kind. */
import type { YamlField, YamlNode } from '../../../base/yaml-tree.ts';

const NONE: ReadonlyMap<string, YamlField> = new Map();

/** None where the node is of another kind. */
export function fieldsOf(node: YamlNode | null | undefined): ReadonlyMap<string, YamlField> {
  return node?.kind === 'fields' ? node.fields : NONE;
}

/** Empty where it is not there, or no text. */
export function textIn(node: YamlNode | null | undefined, name: string): string {
  const value = fieldsOf(node).get(name)?.value;
  return value?.kind === 'text' ? value.text : '';
}
