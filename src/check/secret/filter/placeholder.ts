/** Values that stand for a value: `changeme`, `<your token>`, `${TOKEN}`, `xxxxxxxx`, `0123456789abcdef`. */

/** Random text of 40 characters of base 62 holds one of these by chance once in 50,000 times; whoever writes it means it. */
const WORDS =
  /example|sample|dummy|placeholder|change[_-]?me|changeit|redacted|replace[_-]?(?:me|with)|your[_-]?(?:\w+[_-]?)?(?:key|token|secret|password|api|id)|not[_-]?(?:a[_-]?)?(?:real|secret|shown)|insert[_-]?here|fake[_-]|[_-]fake|^fake|foobar|test[_-]?(?:key|token|secret)|my[_-]?(?:secret|token|password|key)|^todo|x{5}|[_-]x{4}|deadbeef|1234567|abcdefg|qwerty|^asdf|asdfgh|asdfasdf/i;

/** Text of a template, a shell or a format that something else is put into. */
const REFERENCE =
  /\$\{|\$\(|\{\{|\}\}|<[^<>]{1,80}>|^%\w|%\(|^\$[A-Za-z_]\w*(?![\w$-])|#\{|^@@|\.\.\.|…|\*{3}/;

/** The secret is Latin-1 and of any length. */
export function isPlaceholder(secret: string): boolean {
  const text = secret.slice(0, 1000);
  return REFERENCE.test(text) || (text.length <= MOST_WORDED && (isMonotonous(text) || WORDS.test(text)));
}

/** A key of some hundred characters holds any of the words by chance, and has more to be told by than its first line. */
const MOST_WORDED = 120;

/** Few different characters, one repeated over and over, or characters in the order of the alphabet. */
function isMonotonous(text: string): boolean {
  const length = Math.min(text.length, 64);
  if (length < 8) return new Set(text).size <= 2;
  const part = text.slice(0, length);
  if (new Set(part.toLowerCase()).size <= Math.max(3, length / 10)) return true;
  return stepsOf(part) > 0.6 * length || longestRun(part) > Math.max(5, length / 3) || isRepeated(part);
}

/** Neighbours that follow each other in the alphabet or among the digits, upwards or downwards. */
function stepsOf(text: string): number {
  let steps = 0;
  for (let i = 1; i < text.length; i++) {
    if (Math.abs(text.charCodeAt(i) - text.charCodeAt(i - 1)) === 1) steps++;
  }
  return steps;
}

function longestRun(text: string): number {
  let longest = 1;
  let run = 1;
  for (let i = 1; i < text.length; i++) {
    run = text[i] === text[i - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** `abcabcabcabc`. */
function isRepeated(text: string): boolean {
  for (let period = 1; period <= Math.min(10, text.length / 3); period++) {
    if (text.slice(period) === text.slice(0, -period)) return true;
  }
  return false;
}
