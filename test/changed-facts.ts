/** Facts with something wrong in them, as a process that was taken over could send them. */
import type { FactChange, Located, MergedFacts, Reader } from '../src/model/reader.ts';

/** Of a long list these many members are looked at. */
const MOST_MEMBERS = 3;

/** The JSON value, each time wrong at one place: a member that is missing, further, or of another kind. */
export function* wrongIn(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    yield {};
    for (const [index, member] of value.slice(0, MOST_MEMBERS).entries()) {
      for (const wrong of wrongIn(member)) yield value.with(index, wrong);
    }
  } else if (typeof value === 'object' && value !== null) {
    yield [];
    yield { ...value, more: 1 };
    yield JSON.parse(`{"__proto__":1,${JSON.stringify(value).slice(1)}`);
    for (const [name, member] of Object.entries(value)) {
      const { [name]: _, ...others } = value as Readonly<Record<string, unknown>>;
      yield others;
      for (const wrong of wrongIn(member)) yield { ...others, [name]: wrong };
    }
  } else yield typeof value === 'number' ? '5' : 5;
}

/** The facts with another one in the place of the reader's fact of that path. */
export function withFact(
  facts: MergedFacts,
  { id }: Pick<Reader<unknown>, 'id'>,
  path: string,
  fact: unknown,
): MergedFacts {
  return {
    ...facts,
    all: <F>(reader: Reader<F>): readonly Located<F>[] =>
      facts
        .all(reader)
        .map((found) => (reader.id === id && found.path === path ? { ...found, fact: fact as F } : found)),
    history: <F>(reader: Reader<F>, asked: string): readonly FactChange<F>[] => {
      const changes = facts.history(reader, asked);
      if (reader.id !== id || asked !== path) return changes;
      return changes.map(({ layerIndex }) => ({ layerIndex, fact: fact as F }));
    },
  };
}
