/** What was lost on the way into an SBOM, as Problems. */
import type { Package } from '../model/package.ts';
import { compareText, type Problem } from '../model/problem.ts';
import { type SbomComponent, type SbomDocument, sbomProblem } from './sbom-document.ts';

/** Ids of ecosystems whose packages are looked up. */
const LOOKED_UP = new Set(['apk', 'dpkg', 'golang', 'maven', 'npm', 'pacman', 'portage', 'pypi', 'rpm']);
const OS = new Set(['apk', 'dpkg', 'opkg', 'pacman', 'portage', 'rpm']);
const MOST_SHOWN = 5;

/** `nameless`: components of which no package could be made. */
export function lostInSbom(
  document: SbomDocument,
  packages: readonly Package[],
  nameless: readonly SbomComponent[],
): readonly Problem[] {
  const isOwn = document.components.some(({ ecosystem }) => ecosystem !== '');
  return [
    readFrom(document),
    ...withoutPurl(nameless),
    ...withoutLookUp(packages),
    ...withoutDistro(packages),
    ...(isOwn ? [] : withoutOwners(packages)),
    ...(isOwn ? [] : withoutLayers(document, packages)),
  ];
}

function readFrom({ format, madeBy }: SbomDocument): Problem {
  const by = madeBy === '' ? '' : ` made by ${clean(madeBy)}`;
  return sbomProblem('sbom', 'note', {
    message: `the packages are those that a document in ${format}${by} lists; the image itself was not looked into, and secrets cannot be found this way`,
    wayOut: 'scan the image where it can be had',
  });
}

function withoutPurl(nameless: readonly SbomComponent[]): Problem[] {
  if (nameless.length === 0) return [];
  const names = nameless.map(({ name, version }) => clean(`${name} ${version}`.trim()));
  return [
    sbomProblem('sbom-without-purl', 'incomplete', {
      message: `${plural(nameless.length, 'component')} without a package URL that can be read: ${shown(names)}`,
      wayOut: 'make the SBOM with a tool that writes package URLs',
    }),
  ];
}

function withoutLookUp(packages: readonly Package[]): Problem[] {
  const counts = new Map<string, number>();
  for (const { ecosystem } of packages) {
    if (!LOOKED_UP.has(ecosystem)) counts.set(ecosystem, (counts.get(ecosystem) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => compareText(a, b))
    .map(([ecosystem, count]) =>
      sbomProblem('sbom-not-looked-up', 'incomplete', {
        message: `${plural(count, 'package')} of the kind "${clean(ecosystem)}", which no advisories are looked up for yet`,
      }),
    );
}

function withoutDistro(packages: readonly Package[]): Problem[] {
  const lost = packages.filter(({ ecosystem, distro }) => OS.has(ecosystem) && distro === null);
  if (lost.length === 0) return [];
  return [
    sbomProblem('sbom-without-distro', 'incomplete', {
      message: `${plural(lost.length, 'package')} of a distribution that the document does not name: ${shown(lost.map(({ name }) => clean(name)))}`,
      wayOut: 'make the SBOM of the whole image, so that it names the operating system',
    }),
  ];
}

function withoutOwners(packages: readonly Package[]): Problem[] {
  const hasOs = packages.some(({ ecosystem }) => OS.has(ecosystem));
  const isTold = packages.some(({ ownedBy }) => ownedBy !== null);
  if (!hasOs || isTold || packages.every(({ ecosystem }) => OS.has(ecosystem))) return [];
  return [
    sbomProblem('sbom-without-owners', 'note', {
      message:
        "the document does not say which files belong to which package: libraries in the distribution's own packages are judged by their own advisories, and may be fixed by the distribution",
    }),
  ];
}

function withoutLayers({ image }: SbomDocument, packages: readonly Package[]): Problem[] {
  if (image.diffIds.length > 0 || packages.length === 0) return [];
  return [
    sbomProblem('sbom-without-layers', 'note', {
      message: "the document does not list the image's layers: whose a package is (base or own) is unknown",
    }),
  ];
}

function shown(names: readonly string[]): string {
  const more = names.length > MOST_SHOWN ? ` and ${names.length - MOST_SHOWN} more` : '';
  return `${names.slice(0, MOST_SHOWN).join(', ')}${more}`;
}

function plural(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}

/** Untrusted words in a message: one line, not long. */
function clean(text: string): string {
  return text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 100);
}
