/** Notices of Gentoo to documents: each as the JSON text of its XML element, without its prose. */
import { messageOf } from '../../../base/errors.ts';
import { DEFAULT_LIMITS } from '../../../base/limits.ts';
import { createXmlReader } from '../../../base/xml/xml-reader.ts';
import { readHead } from '../../documents.ts';
import type { Doc } from '../../feed.ts';
import { readPlain } from '../../plain.ts';
import { tarDocuments } from '../../tar-documents.ts';

export async function* glsaDocuments(path: string): AsyncGenerator<Doc> {
  const { head } = await readHead(path);
  if (head.includes('\0')) {
    for await (const doc of tarDocuments(path, isNotice)) yield toElement(doc);
  } else yield toElement(await readNotice(path));
}

function isNotice(name: string): boolean {
  return /(?:^|\/)glsa-\d{6}-\d+\.xml$/.test(name);
}

async function readNotice(path: string): Promise<Doc> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of readPlain(path)) {
    size += chunk.length;
    if (size > DEFAULT_LIMITS.documentBytes) return { place: path, text: '', damage: 'it is too large' };
    chunks.push(Uint8Array.from(chunk));
  }
  return { place: path, text: Buffer.concat(chunks).toString('utf8'), damage: '' };
}

const PROSE = ['synopsis', 'background', 'description', 'workaround', 'resolution', 'p', 'license'];
/** All notices name their DTD, which nothing here needs. One that declares things of its own is refused. */
const DOCTYPE = /<!DOCTYPE\s+glsa\s+SYSTEM\s+"[^"<>]{0,200}"\s*>/;

function toElement({ place, text, damage }: Doc): Doc {
  if (damage !== '') return { place, text: '', damage };
  try {
    const reader = createXmlReader({ take: ['glsa'], leaveOut: PROSE, until: null });
    const [element] = reader.push(text.replace(DOCTYPE, ''));
    reader.end();
    return { place, text: JSON.stringify(element ?? null), damage: '' };
  } catch (cause) {
    return { place, text: '', damage: messageOf(cause) };
  }
}
