/** What a gemspec stands for, told by its path alone (guides.rubygems.org, "Command reference": `gem environment`). */

/** `installed`: RubyGems' own record; `default`: of a gem that came with the interpreter; `git`: Bundler's check-out. */
export const GEM_PLACES = ['installed', 'default', 'git'] as const;
export type GemPlace = (typeof GEM_PLACES)[number];

/** Null where the path is no gemspec of something installed. */
export function gemPlace(path: string): GemPlace | null {
  if (!path.endsWith('.gemspec')) return null;
  if (/(?:^|\/)bundler\/gems\/[^/]+\/[^/]+$/.test(path)) return 'git';
  const match = /(?:^|\/)specifications\/(default\/)?[^/]+$/.exec(path);
  if (match === null) return null;
  return match[1] === undefined ? 'installed' : 'default';
}

/** Where the same gem's record would lie had it been installed beside the interpreter's own copy. */
export function installedTwin(path: string): string {
  return path.replace(/\/?default\/([^/]+)$/, '/$1');
}
