/**
 * Build dependencies that an image's history names: `apk add --virtual .build-deps gcc …`, and `apk del .build-deps` in
 * the same instruction or a later one. What one instruction adds and removes stands in no layer's database, nor its
 * files in any layer: the history has its name alone, and a version only where one was asked for.
 * Shell is read word by word: names in variables and files are not found, nor what the named packages brought along.
 */

export interface NamedPackage {
  readonly name: string;
  /** Empty where none was asked for exactly. */
  readonly version: string;
  /** Of the instruction that added it. */
  readonly layerIndex: number;
}

/** Packages that were added and removed again, in the order of their names. `instructions`: of each layer, base first. */
export function findRemoved(instructions: readonly string[]): readonly NamedPackage[] {
  const present = new Map<string, NamedPackage>();
  const groups = new Map<string, Set<string>>();
  const removed = new Map<string, NamedPackage>();
  for (const [layerIndex, instruction] of instructions.entries()) {
    for (const { verb, group, names } of parseApk(instruction.slice(0, MOST_CHARACTERS))) {
      if (verb === 'add') {
        for (const { name, version } of names) present.set(name, { name, version, layerIndex });
        if (group !== '') groups.set(group, new Set(names.map(({ name }) => name)));
      } else {
        for (const name of names.flatMap((one) => [one.name, ...(groups.get(one.name) ?? [])])) {
          const found = present.get(name);
          if (found !== undefined) removed.set(name, found);
          present.delete(name);
        }
      }
      if (present.size + removed.size > MOST_PACKAGES) return sorted(removed);
    }
  }
  return sorted(removed);
}

const MOST_CHARACTERS = 256 * 1024;
const MOST_PACKAGES = 10_000;

function sorted(found: ReadonlyMap<string, NamedPackage>): readonly NamedPackage[] {
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Call {
  readonly verb: 'add' | 'del';
  /** Name of the group (`--virtual`), or empty. */
  readonly group: string;
  readonly names: readonly { readonly name: string; readonly version: string }[];
}

/** Commands end at operators of the shell and at line ends; quotes around a word are taken off. */
function parseApk(instruction: string): Call[] {
  return instruction
    .replace(/\\\r?\n/g, ' ')
    .split(/[;&|()\n\r]+/)
    .flatMap((command) => {
      const words = command.split(/[\s\\]+/).map((word) => word.replace(/^["']|["']$/g, ''));
      const start = words.findIndex((word) => word === 'apk' || word.endsWith('/apk'));
      return start < 0 ? [] : parseCall(words.slice(start + 1));
    });
}

/** Options with a word behind them. */
const WITH_VALUE =
  /^(?:-[a-zA-Z]*[tXp]|--(?:virtual|repository|root|keys-dir|repositories-file|wait|arch|cache-dir|cache-max-age|progress-fd|timeout))$/;

function parseCall(words: readonly string[]): Call[] {
  const plain: string[] = [];
  let group = '';
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!word.startsWith('-')) {
      plain.push(word);
      continue;
    }
    const [key = '', given] = word.split('=', 2);
    const value = given ?? (WITH_VALUE.test(key) ? (words[++at] ?? '') : '');
    if (/^(?:-[a-zA-Z]*t|--virtual)$/.test(key)) group = value;
  }
  const [verb, ...names] = plain.filter((word) => word !== '');
  if (verb !== 'add' && verb !== 'del') return [];
  return [{ verb, group, names: names.flatMap((word) => parseName(word) ?? []) }];
}

/** `name`, `name@tag`, `name=1.2-r3`; a version that is only a bound tells none. */
function parseName(word: string): { name: string; version: string } | null {
  const match = /^([A-Za-z0-9._][A-Za-z0-9+._-]{0,199})(?:@[\w.-]+)?(?:([=<>~]+)([\w.+~-]{1,100}))?$/.exec(
    word,
  );
  if (match === null || match[1]!.endsWith('.apk')) return null;
  return { name: match[1]!, version: match[2] === '=' ? match[3]! : '' };
}
