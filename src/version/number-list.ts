/**
 * Versions that are nothing but numbers, compared one by one; where all are equal the longer list is above. R's packages
 * ("Writing R Extensions", 1.1.1; `compareVersion`) and Haskell's (pvp.haskell.org, section 4).
 */

import { compareDigits, compareLists } from '../base/version-text.ts';
import type { SchemeId } from '../model/advisory.ts';
import { type Scheme, VersionError } from './scheme.ts';

export const cran: Scheme = numberList('cran', /^\d+(?:[.-]\d+)*$/);
export const hackage: Scheme = numberList('hackage', /^\d+(?:\.\d+)*$/);

function numberList(id: SchemeId, form: RegExp): Scheme {
  const parse = (raw: string): readonly string[] => {
    const text = raw.trim();
    if (!form.test(text)) throw new VersionError(id, raw.slice(0, 50), 'it is not numbers alone');
    return text.split(/[.-]/);
  };
  return { id, compare: (a, b) => compareLists(parse(a), parse(b), compareDigits, () => 1) };
}
