/** The examples of a policy: those in it, and those in the file beside it. */
import { parseYamlTree, YamlError, type YamlNode } from '../base/yaml-tree.ts';
import type { PolicyReading } from '../gate/load-policy.ts';
import type { DocumentReader } from '../gate/read-document.ts';
import { type ParsedExamples, parseExamples } from '../policy/example/parse-examples.ts';

/** Those in the policy itself, then those of the file beside it. */
export async function readExamples(reading: PolicyReading, reader: DocumentReader): Promise<ParsedExamples> {
  const { reference, text } = reading.documents[0]!;
  const inside = text.tests === null ? NO_EXAMPLES : parseExamples(text.tests, reference);
  const beside = await readBeside(reference, reader);
  return {
    examples: [...inside.examples, ...beside.examples],
    flaws: [...inside.flaws, ...beside.flaws],
  };
}

const NO_EXAMPLES: ParsedExamples = { examples: [], flaws: [] };

async function readBeside(policy: string, reader: DocumentReader): Promise<ParsedExamples> {
  if (!/\.(?:ya?ml|json)$/.test(policy) || policy.includes('://')) return NO_EXAMPLES;
  const document = await reader.read(policy.replace(/\.(?:ya?ml|json)$/, '.test.yaml'), null);
  if (document === null) return NO_EXAMPLES;
  const { reference, bytes } = document;
  try {
    const tests = testsOf(parseYamlTree(Buffer.from(bytes).toString('utf8')));
    if (tests !== null) return parseExamples(tests, reference);
    return { examples: [], flaws: [{ ...NO_TESTS, document: reference, line: 1 }] };
  } catch (thrown) {
    if (!(thrown instanceof YamlError)) throw thrown;
    const what = `this is not YAML: ${thrown.message}`;
    return { examples: [], flaws: [{ document: reference, line: thrown.line, path: '', what, hint: '' }] };
  }
}

const NO_TESTS = {
  path: '',
  what: 'here should be `tests:` and nothing else',
  hint: 'write tests: and a list of examples',
};

function testsOf(tree: YamlNode | null): YamlNode | null {
  if (tree?.kind !== 'fields' || tree.fields.size !== 1) return null;
  return tree.fields.get('tests')?.value ?? null;
}
