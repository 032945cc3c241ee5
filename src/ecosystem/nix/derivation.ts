/**
 * Derivations: `HASH-NAME.drv`, how something is built (Nix manual, "Derivation", the ATerm form
 * `Derive([outputs],[inputs],[sources],"system","builder",[arguments],[environment])`). Of use are the names of
 * outputs, the system, and name and version where they stand apart. That one is in the store says nothing of what it
 * builds: the outputs' own paths do.
 */
import { MIB } from '../../base/limits.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list, object, text } from '../../model/shape.ts';
import { storeName } from './store-path.ts';

export interface DerivationOutput {
  readonly output: string;
  /** `HASH-NAME`. */
  readonly base: string;
}

export interface Derivation {
  readonly outputs: readonly DerivationOutput[];
  /** `x86_64-linux`. */
  readonly system: string;
  /** Empty where name and version do not stand apart. */
  readonly name: string;
  readonly version: string;
}

export const derivationReader: WholeReader<Derivation> = {
  id: 'nix-derivation',
  version: 1,
  shape: object<Derivation>({
    outputs: list(object<DerivationOutput>({ output: text, base: text })),
    system: text,
    name: text,
    version: text,
  }),
  kind: 'whole',
  maxBytes: 16 * MIB,
  wellKnownPaths: [],
  wants: ({ path }: FileEntry): boolean => path.endsWith('.drv') && storeName(path) !== null,
  read: ({ bytes }: OpenFile): Derivation | null => parseDerivation(new TextDecoder().decode(bytes)),
};

/** Null for what is none: sources may end in `.drv`. */
export function parseDerivation(source: string): Derivation | null {
  if (!source.startsWith('Derive(')) return null;
  const outputs: DerivationOutput[] = [];
  const environment = new Map<string, string>();
  let system = '';
  for (const { part, texts } of tuples(source)) {
    if (part === 0 && texts.length >= 2) outputs.push(...toOutput(texts));
    if (part === 3) system = texts[0] ?? '';
    const [key = '', value = ''] = texts;
    if (part === 6 && (key === 'pname' || key === 'version')) environment.set(key, value);
  }
  const [name, version] = [environment.get('pname') ?? '', environment.get('version') ?? ''];
  const isWhole = isShort(name) && isShort(version) && name !== '' && /^\d/.test(version);
  return { outputs, system: isShort(system) ? system : '', ...(isWhole ? { name, version } : NOT_APART) };
}

const NOT_APART = { name: '', version: '' };
const MOST_OUTPUTS = 100;

function isShort(value: string): boolean {
  return value.length <= 200 && !/[\0-\x1f]/.test(value);
}

function toOutput([output = '', path = '']: readonly string[]): DerivationOutput[] {
  const base = storeName(path.replace(/^\/+/, ''));
  return base === null || !/^[A-Za-z0-9+._?=-]{1,100}$/.test(output) ? [] : [{ output, base }];
}

interface Tuple {
  /** Which argument of `Derive` it stands in. */
  readonly part: number;
  readonly texts: readonly string[];
}

/** The texts of each innermost bracket, of its first two levels below `Derive`. One pass; what is not closed is left out. */
function* tuples(source: string): Generator<Tuple, void, undefined> {
  let [depth, part, count] = [0, 0, 0];
  let texts: string[] = [];
  for (let at = 'Derive('.length; at < source.length && part <= 6; at++) {
    const char = source[at]!;
    if (char === '"') {
      const end = endOfText(source, at);
      if (depth === 0) yield { part, texts: [plainText(source.slice(at + 1, end))] };
      else if (texts.length < 4) texts.push(plainText(source.slice(at + 1, end)));
      at = end;
    } else if (char === '(' || char === '[') {
      depth++;
      texts = [];
    } else if (char === ')' || char === ']') {
      if (depth === 0) return;
      if (char === ')' && (part !== 0 || count++ < MOST_OUTPUTS)) yield { part, texts };
      depth--;
      texts = [];
    } else if (char === ',' && depth === 0) part++;
  }
}

/** Where its closing quotes stand; the end of the source where there are none. */
function endOfText(source: string, start: number): number {
  let end = start + 1;
  while (end < source.length && source[end] !== '"') end += source[end] === '\\' ? 2 : 1;
  return Math.min(end, source.length);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function plainText(quoted: string): string {
  return quoted.includes('\\')
    ? quoted.replace(/\\(.)/gs, (_, char: string) => ESCAPES.get(char) ?? char)
    : quoted;
}
