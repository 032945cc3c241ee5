/** The criteria of one definition, read by their comments: which packages it fixes, on what. */
import { type Fields, isName } from '../../fields.ts';
import { attributeOf, childrenOf } from '../../xml-documents.ts';

export interface Fix {
  readonly name: string;
  /** First version that is not affected any more, with its epoch. */
  readonly fixed: string;
  /** `8`. */
  readonly release: string;
  /** Empty = all. */
  readonly arches: readonly string[];
  /** `name:stream` of a module; empty = of none. */
  readonly module: string;
}

/** Each package, version, release and module once, with its architectures together. */
export function findFixes(definition: Fields): Fix[] {
  const found = new Map<string, { fix: Fix; arches: Set<string> }>();
  for (const top of childrenOf(definition, 'criteria')) {
    for (const fix of walk(top, EVERYWHERE, 0)) {
      const key = [fix.release, fix.name, fix.fixed, fix.module].join('\n');
      const known = found.get(key) ?? { fix, arches: new Set() };
      found.set(key, known);
      for (const arch of fix.arches.length === 0 ? [ALL] : fix.arches) known.arches.add(arch);
    }
  }
  return [...found.values()].map(({ fix, arches }) => ({
    ...fix,
    arches: arches.has(ALL) ? [] : [...arches].sort(),
  }));
}

/** What the criteria around demand. */
type Place = Pick<Fix, 'release' | 'arches' | 'module'>;

const EVERYWHERE: Place = { release: '', arches: [], module: '' };
const ALL = '*';
const MOST_DEPTH = 30;

/** All of `AND` must hold, so its own tests are the place of what lies below. */
function* walk(criteria: Fields, around: Place, depth: number): Generator<Fix> {
  if (depth > MOST_DEPTH) throw new Error('its criteria lie too deep in each other');
  const comments = childrenOf(criteria, 'criterion').map((one) => attributeOf(one, 'comment').trim());
  const isAnd = attributeOf(criteria, 'operator') !== 'OR';
  const place = isAnd ? comments.reduce(narrow, around) : around;
  for (const comment of comments) {
    const match = /^(\S+) is earlier than (\S+)$/.exec(comment);
    if (match !== null && isName(match[1]) && isName(match[2]))
      yield { name: match[1], fixed: match[2].replace(/^0:/, ''), ...place };
  }
  for (const inner of childrenOf(criteria, 'criteria')) yield* walk(inner, place, depth + 1);
}

function narrow(place: Place, comment: string): Place {
  const release = /^Oracle Linux (\d+) is installed$/.exec(comment)?.[1];
  if (release !== undefined) return { ...place, release };
  const arch = /^Oracle Linux arch is (\w+)$/.exec(comment)?.[1];
  if (arch !== undefined) return { ...place, arches: ARCHES.get(arch) ?? [arch] };
  const module = /^Module ([\w.+-]+:[\w.+-]+) is enabled$/.exec(comment)?.[1];
  return module === undefined ? place : { ...place, module };
}

const X86: readonly string[] = ['i386', 'i486', 'i586', 'i686'];
/** The test is of the machine: one with 64 bits also has packages of 32. */
const ARCHES: ReadonlyMap<string, readonly string[]> = new Map([
  ['i386', X86],
  ['x86_64', ['x86_64', ...X86]],
]);
