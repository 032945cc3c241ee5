/** `paket.lock` (fsprojects.github.io/Paket, "The paket.lock file"): packages of NuGet sources. Files of GitHub and HTTP are left out. */

import { MIB } from '../../../base/limits.ts';
import { textLines } from '../../../base/text-lines.ts';
import { type Declared, type DeclaredForm, isInDependency } from '../../declared.ts';
import { declaredNuget } from './entry.ts';

export const paketLock: DeclaredForm = {
  id: 'nuget-paket-lock',
  version: 1,
  name: 'paket.lock',
  maxBytes: 16 * MIB,
  wants: (path) => /(?:^|\/)paket\.lock$/.test(path) && !isInDependency(path),
  parse: parsePaketLock,
};

export function parsePaketLock(bytes: Uint8Array): readonly Declared[] {
  const found: Declared[] = [];
  let isNuget = false;
  for (const line of textLines(bytes)) {
    if (/^[A-Z]/.test(line)) isNuget = line.trimEnd() === 'NUGET';
    // Four blanks: a package. Six: what it asks for.
    const match = isNuget ? /^ {4}([^ ()]+) \(([^ ()]+)\)/.exec(line) : null;
    if (match !== null) found.push(...declaredNuget(match[1]!, match[2]!));
  }
  return found;
}
