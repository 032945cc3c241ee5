/** Names of npm packages (docs.npmjs.com, "package.json", `name`) and their package URLs. */
import { makePurl } from '../../model/purl.ts';

const MAX_NAME_LENGTH = 214;
const NAME = /^(?:@[a-z0-9~*'!()_-][a-z0-9~*'!()._-]*\/)?[a-z0-9~*'!()-][a-z0-9~*'!()._-]*$/i;

/** The rules for names that npm ever accepted; capital letters are in old ones. */
export function isPackageName(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && NAME.test(name);
}

export function npmPurl(
  name: string,
  version: string,
  qualifiers: Readonly<Record<string, string>> = {},
): string {
  const slash = name.indexOf('/');
  if (slash < 0) return makePurl({ type: 'npm', name, version, qualifiers });
  const [namespace, own] = [name.slice(0, slash), name.slice(slash + 1)];
  return makePurl({ type: 'npm', namespace, name: own, version, qualifiers });
}
