/**
 * `Gemfile.lock` and `gems.locked` (bundler.io, "Gemfile.lock"): the sections GEM, GIT and PATH. The file tells no groups:
 * what a gem is there for is unknown. A gem of several platforms is one. Left out: checksums, plug-in sources.
 */

import { MIB } from '../../../base/limits.ts';
import { textLines } from '../../../base/text-lines.ts';
import { type Declared, type DeclaredForm, isInDependency } from '../../declared.ts';
import { isGemName, isGemVersion } from '../name.ts';

export const gemfileLock: DeclaredForm = {
  id: 'gem-gemfile-lock',
  version: 1,
  name: 'Gemfile.lock',
  maxBytes: 16 * MIB,
  wants: (path) => NAMES.test(path) && !isInDependency(path),
  parse: parseGemfileLock,
};

const NAMES = /(?:^|\/)(?:Gemfile\.lock|[^/]*\.gemfile\.lock|gems\.locked)$/;
const SECTIONS: ReadonlyMap<string, Declared['origin']> = new Map([
  ['GEM', 'registry'],
  ['GIT', 'git'],
  ['PATH', 'local'],
]);

/** Null for text without any of the sections. */
export function parseGemfileLock(bytes: Uint8Array): readonly Declared[] | null {
  const found: Declared[] = [];
  let origin: Declared['origin'] | null = null;
  let isLock = false;
  let source = { remote: '', revision: '' };
  for (const raw of textLines(bytes)) {
    const line = raw.trimEnd();
    if (/^[A-Z]/.test(line)) {
      origin = SECTIONS.get(line) ?? null;
      source = { remote: '', revision: '' };
      isLock ||= origin !== null;
    } else if (origin !== null) {
      const field = /^ {2}(remote|revision): (\S+)$/.exec(line);
      if (field !== null) source = { ...source, [field[1]!]: field[2]! };
      else found.push(...specOf(line, origin, source));
    }
  }
  return isLock ? found : null;
}

/** Four blanks: a gem. Six: what it asks for. The version ends where the platform begins. */
function specOf(
  line: string,
  origin: Declared['origin'],
  { remote, revision }: { remote: string; revision: string },
): Declared[] {
  const match = /^ {4}([^ ()]+) \(([^-()]+)(?:-[^()]*)?\)$/.exec(line);
  if (match === null || !isGemName(match[1]!) || !isGemVersion(match[2]!)) return [];
  const url = origin === 'git' ? gitUrl(remote, revision) : '';
  return [{ name: match[1]!, version: match[2]!, scope: 'unknown', origin, url }];
}

/** As package URLs write it, without a login. */
function gitUrl(remote: string, revision: string): string {
  const plain = remote.slice(0, 2000).replace(/\/\/[^/@]*@/, '//');
  const address = plain.startsWith('git@') ? `ssh://${plain.replace(':', '/')}` : plain;
  return `git+${address}${revision === '' ? '' : `@${revision.slice(0, 100)}`}`;
}
