/** Chosen elements of an XML document of .NET's tools. */
import { createXmlReader, type XmlElement } from '../../../base/xml/xml-reader.ts';

/** Throws on what is not well-formed. */
export function elementsOf(bytes: Uint8Array, names: readonly string[]): XmlElement[] {
  const reader = createXmlReader({ take: names, leaveOut: [], until: null });
  const text = new TextDecoder().decode(bytes);
  const found = [...reader.push(text)];
  reader.end();
  return found;
}

/** An attribute, or the child of that name; names of MSBuild are the same in both cases. */
export function fieldOf({ attributes, children }: XmlElement, name: string): string {
  const wanted = name.toLowerCase();
  const key = Object.keys(attributes).find((one) => one.toLowerCase() === wanted);
  if (key !== undefined) return attributes[key]!.trim();
  return children.find((child) => child.name.toLowerCase() === wanted)?.text.trim() ?? '';
}
