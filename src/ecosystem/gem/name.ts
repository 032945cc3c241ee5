/** Names and versions of gems (guides.rubygems.org, "Name your gem"; Gem::Version) and their package URLs. */
import { makePurl } from '../../model/purl.ts';

/** What rubygems.org takes, or ever took. */
export function isGemName(name: string): boolean {
  return name.length <= 200 && /^[\w.-]*[a-z][\w.-]*$/i.test(name);
}

/** Gem::Version, VERSION_PATTERN. */
export function isGemVersion(version: string): boolean {
  return version.length <= 128 && /^\d+(?:\.[0-9a-z]+)*(?:-[0-9a-z-]+(?:\.[0-9a-z-]+)*)?$/i.test(version);
}

/** Without the platform: it is the same release, and lock files list all of them. */
export function gemPurl(
  name: string,
  version: string,
  qualifiers: Readonly<Record<string, string>> = {},
): string {
  return makePurl({ type: 'gem', name, version, qualifiers });
}
