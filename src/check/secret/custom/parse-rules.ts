/** Rules of the user's own, in whichever form the file has. */
import { parseGitleaksRules } from './gitleaks-rules.ts';
import type { Rules } from './rules.ts';
import { parseYamlRules } from './yaml-rules.ts';

/** `where` names the file in errors. Throws UsageError. */
export function parseRules(text: string, form: 'yaml' | 'toml', where: string): Rules {
  return form === 'toml' ? parseGitleaksRules(text, where) : parseYamlRules(text, where);
}
