/** Files of exceptions of other scanners, in whichever form: Trivy's two, and Grype's. */
import { UsageError } from '../../../base/errors.ts';
import { loadTree } from '../parse-waivers.ts';
import { parseGrypeIgnore } from './grype.ts';
import type { Imported } from './imported.ts';
import { namesOf } from './read-node.ts';
import { parseTrivyLines } from './trivy-lines.ts';
import { parseTrivyYaml } from './trivy-yaml.ts';

export type ExceptionForm = 'trivyignore' | 'trivyignore.yaml' | 'grype';

export interface ImportedFile extends Imported {
  readonly form: ExceptionForm;
}

/** The form is told by the content, and for lists of ids by the name. Throws UsageError `bad-waivers`. */
export function importExceptions(text: string, where: string): ImportedFile {
  if (!/\.(?:ya?ml|json)$/i.test(where)) return { form: 'trivyignore', ...parseTrivyLines(text) };
  const top = loadTree(text, where);
  const names = namesOf(top);
  if (top === null || names.includes('ignore'))
    return { form: 'grype', ...(top === null ? NOTHING : parseGrypeIgnore(top)) };
  if (names.some((name) => TRIVY_LISTS.includes(name)))
    return { form: 'trivyignore.yaml', ...parseTrivyYaml(top) };
  throw new UsageError('bad-waivers', {
    what: 'the file is neither .trivyignore.yaml nor .grype.yaml with `ignore`',
    where,
    wayOut: `it should have one of ${['ignore', ...TRIVY_LISTS].join(', ')}`,
  });
}

const TRIVY_LISTS = ['vulnerabilities', 'misconfigurations', 'secrets', 'licenses'];
const NOTHING: Imported = { waivers: [], refused: [] };
