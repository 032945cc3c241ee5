/**
 * OVAL files (oval.mitre.org, version 5.11; linux-definitions-schema, `rpminfo_test`) to documents: each definition with
 * the tests that it names. Tests, objects and states follow behind all definitions, so the file is read twice.
 * Left out: tests of other kinds, variables, and what a definition extends.
 */
import type { XmlElement } from '../base/xml/xml-reader.ts';
import type { Doc } from './feed.ts';
import { type Fields, fieldsOf, textOf } from './fields.ts';
import { attributeOf, childrenOf, xmlElements } from './xml-documents.ts';

/** What one test asks of a package; empty where it does not ask. */
export interface RpmTest {
  readonly name: string;
  /** `less than`, `greater than or equal`, …, with the version that it is about. */
  readonly operation: string;
  readonly evr: string;
}

/** One document for each definition: `{"definition": element, "tests": {"oval:…:tst:1": RpmTest}}`. */
export async function* ovalDocuments(path: string, leaveOut: readonly string[]): AsyncGenerator<Doc> {
  const tests = await readTests(path);
  let count = 0;
  for await (const definition of xmlElements(path, { take: ['definition'], leaveOut, until: 'tests' })) {
    const own: Record<string, RpmTest> = Object.create(null);
    for (const reference of referencesOf(definition)) {
      const test = tests.get(reference);
      if (test !== undefined) own[reference] = test;
    }
    yield { place: `${path}#${count++}`, text: JSON.stringify({ definition, tests: own }), damage: '' };
  }
}

/** The tests that stand directly in a criteria element; null for one that could not be resolved. */
export function testsOf(criteria: Fields, tests: Fields): readonly (RpmTest | null)[] {
  return childrenOf(criteria, 'criterion').map((criterion) => {
    const reference = attributeOf(criterion, 'test_ref');
    const test = Object.hasOwn(tests, reference) ? fieldsOf(tests[reference]) : {};
    const [name, operation, evr] = [textOf(test['name']), textOf(test['operation']), textOf(test['evr'])];
    return name === '' ? null : { name, operation, evr };
  });
}

interface State {
  readonly operation: string;
  readonly evr: string;
}

const NO_STATE: State = { operation: '', evr: '' };
const KINDS = ['rpminfo_test', 'rpminfo_object', 'rpminfo_state'];

async function readTests(path: string): Promise<ReadonlyMap<string, RpmTest>> {
  const references = new Map<string, { object: string; state: string }>();
  const names = new Map<string, string>();
  const states = new Map<string, State>();
  for await (const element of xmlElements(path, { take: KINDS, leaveOut: ['notes'], until: null })) {
    const id = element.attributes['id'] ?? '';
    if (element.name === 'rpminfo_object') names.set(id, textIn(element, 'name'));
    else if (element.name === 'rpminfo_state') states.set(id, toState(element));
    else references.set(id, { object: refIn(element, 'object'), state: refIn(element, 'state') });
  }
  const tests = new Map<string, RpmTest>();
  for (const [id, { object, state }] of references) {
    const name = names.get(object);
    if (name !== undefined) tests.set(id, { name, ...(states.get(state) ?? NO_STATE) });
  }
  return tests;
}

function find({ children }: XmlElement, name: string): XmlElement | undefined {
  return children.find((child) => child.name === name);
}

function textIn(element: XmlElement, name: string): string {
  return find(element, name)?.text.trim() ?? '';
}

function refIn(element: XmlElement, name: string): string {
  return find(element, name)?.attributes[`${name}_ref`] ?? '';
}

function toState(element: XmlElement): State {
  const evr = find(element, 'evr');
  if (evr === undefined) return NO_STATE;
  return { operation: evr.attributes['operation'] ?? 'equals', evr: evr.text.trim() };
}

function* referencesOf(definition: XmlElement): Generator<string> {
  for (const child of definition.children) {
    if (child.name === 'criterion') yield child.attributes['test_ref'] ?? '';
    else if (child.name === 'criteria') yield* referencesOf(child);
  }
}
