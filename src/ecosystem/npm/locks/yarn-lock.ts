/** `yarn.lock`, whose two formats share a name. */
import { MIB } from '../../../base/limits.ts';
import { type DeclaredForm, isInDependency } from '../../declared.ts';
import { parseYarnBerry } from './yarn-berry.ts';
import { isYarnClassic, parseYarnClassic } from './yarn-classic.ts';

export const yarnLock: DeclaredForm = {
  id: 'npm-yarn-lock',
  version: 1,
  name: 'yarn.lock',
  maxBytes: 16 * MIB,
  wants: (path) => /(?:^|\/)yarn\.lock$/.test(path) && !isInDependency(path),
  parse: (bytes) => {
    const text = new TextDecoder().decode(bytes);
    return isYarnClassic(text) ? parseYarnClassic(text) : parseYarnBerry(text);
  },
};
