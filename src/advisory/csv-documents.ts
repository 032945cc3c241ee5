/** A table of lines of any length as documents of some lines each, without holding it whole. */
import { StringDecoder } from 'node:string_decoder';
import { damagedFile } from './damaged-file.ts';
import type { Doc } from './feed.ts';
import { readPlain } from './plain.ts';

const LINES = 500;
const MOST_LINE_LENGTH = 64 * 1024;

/** Each document begins with the comments and the names of the columns that stand at the top. Throws InputError `feed-damaged`. */
export async function* csvDocuments(path: string): AsyncGenerator<Doc> {
  let head = '';
  let lines: string[] = [];
  let number = 0;
  const take = (): Doc => {
    const text = `${head}${lines.join('\n')}`;
    lines = [];
    return { place: `${path}#${number++}`, text, damage: '' };
  };
  let isHead = true;
  for await (const line of linesOf(path)) {
    if (isHead) {
      head += `${line}\n`;
      isHead = line.startsWith('#');
      if (head.length > MOST_LINE_LENGTH) throw damagedFile(path, 'it has no names of columns');
      continue;
    }
    lines.push(line);
    if (lines.length === LINES) yield take();
  }
  if (lines.length > 0 || number === 0) yield take();
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of readPlain(path)) {
    const lines = (rest + decoder.write(Buffer.from(chunk))).split('\n');
    rest = lines.pop()!;
    if (rest.length > MOST_LINE_LENGTH) throw damagedFile(path, 'a line is too long');
    yield* lines;
  }
  if (rest !== '') yield rest;
}
