/** XML files to documents: each chosen element becomes a JSON text, which feeds parse like any other. */
import { messageOf } from '../base/errors.ts';
import { createXmlReader, type XmlChoice, type XmlElement } from '../base/xml/xml-reader.ts';
import { damagedFile } from './damaged-file.ts';
import type { Doc } from './feed.ts';
import { type Fields, fieldsOf, listOf, textOf } from './fields.ts';
import { readPlain } from './plain.ts';

/** One document for each chosen element: `{"name", "attributes", "text", "children"}`. */
export async function* xmlDocuments(path: string, choice: XmlChoice): AsyncGenerator<Doc> {
  let count = 0;
  for await (const element of xmlElements(path, choice))
    yield { place: `${path}#${count++}`, text: JSON.stringify(element), damage: '' };
}

/** Throws InputError `feed-damaged` for a file that is no XML, at the place where that shows. */
export async function* xmlElements(path: string, choice: XmlChoice): AsyncGenerator<XmlElement> {
  const reader = createXmlReader(choice);
  const decoder = new TextDecoder();
  for await (const chunk of readPlain(path)) {
    yield* orDamaged(path, () => reader.push(decoder.decode(chunk, { stream: true })));
    if (reader.isOver()) return;
  }
  yield* orDamaged(path, () => {
    const last = reader.push(decoder.decode());
    reader.end();
    return last;
  });
}

/** Children of this name. */
export function childrenOf(element: Fields, name: string): readonly Fields[] {
  return listOf(element['children'])
    .map(fieldsOf)
    .filter((child) => child['name'] === name);
}

/** The first child of this name; empty where there is none. */
export function childOf(element: Fields, name: string): Fields {
  return childrenOf(element, name)[0] ?? {};
}

/** The element's text on one line, without white space around it. */
export function lineOf(element: Fields): string {
  return textOf(element['text']).replace(/\s+/g, ' ').trim();
}

export function attributeOf(element: Fields, name: string): string {
  return textOf(fieldsOf(element['attributes'])[name]);
}

function orDamaged<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw damagedFile(path, messageOf(cause), cause);
  }
}
