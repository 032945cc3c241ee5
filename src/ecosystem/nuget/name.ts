/** Ids and versions of NuGet packages (learn.microsoft.com, "NuGet package versioning", "nuspec": `id`). */
import { makePurl } from '../../model/purl.ts';

export function isNugetName(name: string): boolean {
  return /^\w[\w.-]{0,127}$/.test(name);
}

export function isNugetVersion(version: string): boolean {
  return version.length <= 128 && /^\d+(?:\.\d+){0,3}(?:-[0-9a-z.-]+)?(?:\+[0-9a-z.-]+)?$/i.test(version);
}

/** `1.2` and `[1.2]` name one version: NuGet takes the lowest that fits. Empty for ranges and floating versions. */
export function pinnedVersion(asked: string): string {
  const version = asked.trim().replace(/^\[\s*([^,\]]+?)\s*\]$/, '$1');
  return isNugetVersion(version) ? version : '';
}

/** Without what stands behind a `+`, which names no other release. */
export function nugetPurl(
  name: string,
  version: string,
  qualifiers: Readonly<Record<string, string>> = {},
): string {
  return makePurl({ type: 'nuget', name, version, qualifiers });
}
