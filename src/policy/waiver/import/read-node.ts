/** Values out of files whose form is not ours: what is not as it should be counts as not there. */
import { isNothing, type YamlNode } from '../../../base/yaml-tree.ts';

export function memberOf(node: YamlNode | null, name: string): YamlNode | null {
  const value = node?.kind === 'fields' ? node.fields.get(name)?.value : undefined;
  return value === undefined || isNothing(value) ? null : value;
}

/** The names of its fields. */
export function namesOf(node: YamlNode | null): readonly string[] {
  return node?.kind === 'fields' ? [...node.fields.keys()] : [];
}

export function itemsOf(node: YamlNode | null): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** Empty where there is none. */
export function textIn(node: YamlNode | null, name: string): string {
  const value = memberOf(node, name);
  return value?.kind === 'text' ? value.text.trim() : '';
}

/** One text alone, or a list of them. */
export function textsIn(node: YamlNode | null, name: string): readonly string[] {
  const value = memberOf(node, name);
  const items = value?.kind === 'text' ? [value] : itemsOf(value);
  return items.flatMap((item) => (item.kind === 'text' ? [item.text.trim()] : []));
}
