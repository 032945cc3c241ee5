/**
 * `yarn.lock` of Yarn 1 (classic.yarnpkg.com, "yarn.lock"): blocks that begin with what was asked for and say what was
 * taken. The file does not tell what is for development: that stands in `package.json` only.
 */
import { linesOf } from '../../../base/text-lines.ts';
import type { Declared } from '../../declared.ts';
import { isPackageName } from '../name.ts';
import { behindAlias, findNamedSpec, type NamedSpec } from './npm-name.ts';
import { npmOrigin } from './origin.ts';

export function isYarnClassic(text: string): boolean {
  return /^# yarn lockfile v1\s*$/m.test(text.slice(0, 1000));
}

/** Throws Error where a block has no version. */
export function parseYarnClassic(text: string): readonly Declared[] {
  const found: Declared[] = [];
  let open: Block | null = null;
  const close = (): void => {
    if (open !== null) found.push(...toDeclared(open));
  };
  for (const line of linesOf(text)) {
    if (/^[^\s#].*:\s*$/.test(line)) {
      close();
      open = { wanted: line.trimEnd().slice(0, -1), version: '', resolved: '' };
    } else if (open !== null) readField(open, line);
  }
  close();
  return found;
}

interface Block {
  /** `a@^1.0.0, "@s/a@npm:b@1"`. */
  readonly wanted: string;
  version: string;
  resolved: string;
}

/** Two blanks; deeper ones are dependencies by name. */
const FIELD = /^ {2}(version|resolved) "?([^"\s]*)"?\s*$/;

function readField(block: Block, line: string): void {
  const [, key, value] = FIELD.exec(line) ?? [];
  if (key === 'version') block.version = value!;
  if (key === 'resolved') block.resolved = value!;
}

function toDeclared({ wanted, version, resolved }: Block): Declared[] {
  const spec = firstSpec(wanted);
  if (version === '') throw new Error('an entry of the lock file has no version');
  if (spec === null) return [];
  const { name } = behindAlias(spec);
  // A folder has no address of its own.
  const address = resolved === '' ? spec.rest : resolved;
  return isPackageName(name) ? [{ name, scope: 'unknown', ...npmOrigin(version, address) }] : [];
}

/** All that are asked for in one block were given the same. */
function firstSpec(wanted: string): NamedSpec | null {
  const quoted = /^"([^"]*)"/.exec(wanted);
  return findNamedSpec(quoted?.[1] ?? wanted.split(',', 1)[0]!.trim());
}
