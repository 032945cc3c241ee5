/** Releases without advisories of their own, which are judged by what another distribution says of its builds. */
import type { AdvisoryLookup } from '../model/advisory.ts';
import type { Distro } from '../model/distro.ts';
import { distroNamespace } from '../model/namespace.ts';
import type { Problem } from '../model/problem.ts';

/** A note for each of them, where there are data to judge it by. */
export function borrowedWords(distros: readonly Distro[], lookup: AdvisoryLookup): readonly Problem[] {
  return distros.flatMap((distro) => {
    const namespace = distro.id === 'centos' ? distroNamespace(distro) : null;
    if (namespace === null || !lookup.has(namespace)) return [];
    const isStream = /\bstream\b/i.test(distro.prettyName);
    return [
      {
        code: 'judged-by-another-release',
        effect: 'note',
        message: isStream ? ofStream(distro, namespace) : ofRebuild(distro, namespace),
        layerIndex: null,
        path: distro.foundAt.path,
        wayOut: '',
      },
    ];
  });
}

function ofStream({ prettyName }: Distro, namespace: string): string {
  return `${prettyName} has no advisories of its own and is judged by those of ${namespace}: it goes ahead of that release, so the versions that fix a flaw there are near those that fix it here, not the same`;
}

function ofRebuild({ prettyName, versionId }: Distro, namespace: string): string {
  return `${prettyName || `CentOS ${versionId}`} has no advisories of its own and is judged by those of ${namespace}, whose packages it was rebuilt from; what Red Hat fixed after its end is not in it`;
}
