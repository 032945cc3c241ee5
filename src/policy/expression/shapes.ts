/** The types of what expressions can speak of, for their check: what variables.ts makes. */
import type { RuleSubject } from '../../model/policy.ts';

export type Shape =
  | 'bool'
  | 'int'
  | 'double'
  | 'text'
  | 'null'
  /** Of the elements of an empty list. */
  | 'any'
  | { readonly kind: 'list'; readonly of: Shape }
  /** Texts by name. */
  | { readonly kind: 'map' }
  | { readonly kind: 'members'; readonly members: ReadonlyMap<string, Shape> };

export function listOf(of: Shape): Shape {
  return { kind: 'list', of };
}

function members(given: Readonly<Record<string, Shape>>): Shape {
  return { kind: 'members', members: new Map(Object.entries(given)) };
}

const TEXTS = listOf('text');

/** All that findings of any kind have: what one has not, `has` tells. */
const FINDING: Shape = members({
  kind: 'text',
  id: 'text',
  title: 'text',
  fingerprint: 'text',
  severity: 'text',
  rank: 'text',
  owner: 'text',
  change: 'text',
  firstSeen: 'int',
  aliases: TEXTS,
  score: 'double',
  knownExploited: 'bool',
  epss: 'double',
  fix: 'text',
  vendorState: 'text',
  age: 'int',
  licences: TEXTS,
  package: members({ name: 'text', purl: 'text', ecosystem: 'text' }),
  instances: listOf(
    members({
      purl: 'text',
      version: 'text',
      fixedVersion: 'text',
      path: 'text',
      layer: 'int',
      owner: 'text',
    }),
  ),
  provider: 'text',
  expiresAt: 'text',
  places: listOf(members({ state: 'text', path: 'text', line: 'int', layer: 'int', owner: 'text' })),
  waiver: members({ id: 'text', writtenAt: 'text', owner: 'text' }),
});

const GAP: Shape = members({ problem: 'text', message: 'text', path: 'text', layer: 'int', owner: 'text' });

const IMAGE: Shape = members({
  reference: 'text',
  names: TEXTS,
  source: 'text',
  platform: 'text',
  user: 'text',
  labels: { kind: 'map' },
  layers: 'int',
  coverage: 'text',
  scanners: TEXTS,
});

const ALWAYS: readonly (readonly [string, Shape])[] = [
  ['image', IMAGE],
  ['now', 'text'],
  ['today', 'text'],
  ['stage', 'text'],
];

/** By name; null = of all subjects. */
export function variablesOf(subject: RuleSubject | null): ReadonlyMap<string, Shape> {
  const variables = new Map(ALWAYS);
  if (subject !== 'image' && subject !== 'gap') variables.set('finding', FINDING);
  if (subject !== 'image' && subject !== 'finding') variables.set('gap', GAP);
  return variables;
}

/** What is one or the other; null where they are not of one type. */
export function join(a: Shape, b: Shape): Shape | null {
  if (a === 'any' || a === b) return b;
  if (b === 'any') return a;
  if (typeof a === 'string' || typeof b === 'string' || a.kind !== 'list' || b.kind !== 'list') return null;
  const of = join(a.of, b.of);
  return of === null ? null : listOf(of);
}

/** In words, for messages. */
export function spellShape(shape: Shape): string {
  if (typeof shape === 'string') return WORDS[shape];
  if (shape.kind === 'list') return `a list`;
  return shape.kind === 'map' ? 'a map' : 'a record';
}

const WORDS: Readonly<Record<Extract<Shape, string>, string>> = {
  bool: 'a truth value',
  int: 'a whole number',
  double: 'a number',
  text: 'a text',
  null: 'null',
  any: 'anything',
};
