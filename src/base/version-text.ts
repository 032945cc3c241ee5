/** Runs of digits in version text, compared as numbers of any length: nothing is rounded and nothing overflows. */

const ZERO = 48;

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** ASCII letters only; NaN (beyond the text) is none. */
export function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Where the run of digits that begins at `from` ends; `from` itself if there is none. */
export function digitsEnd(text: string, from: number): number {
  let end = from;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** True for one or more digits and nothing else. */
export function isDigits(text: string): boolean {
  return text !== '' && digitsEnd(text, 0) === text.length;
}

/** Compares two texts of digits by their value; the empty text is 0. */
export function compareDigits(a: string, b: string): -1 | 0 | 1 {
  const i = skipZeros(a);
  const j = skipZeros(b);
  if (a.length - i !== b.length - j) return a.length - i < b.length - j ? -1 : 1;
  for (let k = 0; i + k < a.length; k++) {
    const difference = a.charCodeAt(i + k) - b.charCodeAt(j + k);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return 0;
}

function skipZeros(text: string): number {
  let at = 0;
  while (text.charCodeAt(at) === ZERO) at++;
  return at;
}

/** Compares two lists item by item. `rest` orders an item of the longer list against its absence in the other. */
export function compareLists<T>(
  a: readonly T[],
  b: readonly T[],
  compareItem: (x: T, y: T) => -1 | 0 | 1,
  rest: (item: T) => -1 | 0 | 1,
): -1 | 0 | 1 {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const order = compareItem(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  for (let i = shared; i < a.length; i++) {
    const order = rest(a[i]!);
    if (order !== 0) return order;
  }
  for (let i = shared; i < b.length; i++) {
    const order = rest(b[i]!);
    if (order !== 0) return order === 1 ? -1 : 1;
  }
  return 0;
}
