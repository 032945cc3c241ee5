/** JSON documents that are right but for one value: what cutting and flipping bytes hardly ever makes. */
import fc from 'fast-check';

/** The JSON text with one of its values, at any depth, set to another one. Throws on text that is no JSON. */
export function withOtherValue(text: string): fc.Arbitrary<string> {
  JSON.parse(text);
  const evil = fc.constantFrom<unknown>(null, {}, [], '', '0', -1, '\u0000', '\ud800', 'x'.repeat(10_000));
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), evil);
  return fc.tuple(fc.nat(), value).map(([seed, other]) => {
    const root: unknown = JSON.parse(text);
    const places: (() => void)[] = [];
    collectPlaces(root, other, places);
    places[seed % Math.max(1, places.length)]?.();
    return JSON.stringify(root);
  });
}

function collectPlaces(node: unknown, other: unknown, places: (() => void)[]): void {
  if (typeof node !== 'object' || node === null) return;
  const fields = node as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    places.push(() => {
      fields[key] = other;
    });
    collectPlaces(fields[key], other, places);
  }
}
