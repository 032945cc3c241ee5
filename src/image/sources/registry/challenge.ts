/** Parses WWW-Authenticate: how a registry wants to be asked. RFC 9110, section 11.6.1; RFC 6750, section 3. */

export interface Challenge {
  /** Lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** By lower-case name; the first of one name counts. */
  readonly params: ReadonlyMap<string, string>;
}

const MAX_LENGTH = 16 * 1024;
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const SEPARATOR = /[\s,]*/y;
const EQUALS = /\s*=\s*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;
const BLOB = /[ \t]+[A-Za-z0-9\-._~+/]+=*(?=\s*(?:,|$))/y;

/** All challenges in order. What does not parse ends the list: a damaged header asks for nothing. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; params: Map<string, string> }[] = [];
  const text = header.slice(0, MAX_LENGTH);
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  while (at < text.length) {
    take(SEPARATOR);
    const name = take(TOKEN)?.[0].toLowerCase();
    if (name === undefined) break;
    if (take(EQUALS) === null) {
      challenges.push({ scheme: name, params: new Map() });
      // `Negotiate abc==`: a scheme with one opaque value.
      take(BLOB);
      continue;
    }
    const value = unquoted(take(QUOTED)) ?? take(TOKEN)?.[0];
    const params = challenges.at(-1)?.params;
    if (value === undefined || params === undefined) break;
    if (!params.has(name)) params.set(name, value);
  }
  return challenges;
}

function unquoted(match: RegExpExecArray | null): string | undefined {
  return match?.[1]?.replace(/\\(.)/gs, '$1');
}
