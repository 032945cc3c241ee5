/**
 * Packages that an image's history says were installed and removed again (`--history`). They are told as declared,
 * with the version that was asked for, or none: no layer has their files, and nothing of them is judged as if it had.
 */
import { distroQualifier, findDistroOf } from '../base/os-family.ts';
import { findRemoved, type NamedPackage } from '../ecosystem/apk/history.ts';
import type { Distro } from '../model/distro.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Package } from '../model/package.ts';
import { compareProblems, compareText, type Problem } from '../model/problem.ts';
import { makePurl } from '../model/purl.ts';

export function withRemovedPackages(inventory: Inventory): Inventory {
  const distro = findDistroOf(inventory.distros, 'apk');
  if (distro === null) return inventory;
  const installed = new Set(inventory.packages.map(({ name }) => name));
  const removed = findRemoved(inventory.image.layers.map(({ createdBy }) => createdBy)).filter(
    ({ name }) => !installed.has(name),
  );
  if (removed.length === 0) return inventory;
  const packages = [...inventory.packages, ...removed.map((named) => toPackage(named, distro))];
  return {
    ...inventory,
    packages: packages.sort((a, b) => compareText(a.purl, b.purl)),
    problems: [...inventory.problems, removedNote(removed)].sort(compareProblems),
  };
}

/** Where in the image, for what stands in no file. */
const PLACE = 'config:history';

/** Without a version it is of no release: there is nothing to look up. */
function toPackage({ name, version, layerIndex }: NamedPackage, distro: Distro): Package {
  const qualifiers = { distro: distroQualifier(distro) };
  return {
    purl: makePurl({ type: 'apk', namespace: distro.id, name, version, qualifiers }),
    ecosystem: 'apk',
    name,
    version,
    architecture: '',
    source: { name, version },
    distro: version === '' ? null : distro,
    confidence: 'declared',
    scope: 'development',
    evidence: 'image history: added and removed',
    foundAt: { path: PLACE, layerIndex },
    licences: [],
    vendor: '',
    moduleStream: '',
    ownedBy: null,
  };
}

function removedNote(removed: readonly NamedPackage[]): Problem {
  const unknown = removed.filter(({ version }) => version === '').length;
  return {
    code: 'removed-build-packages',
    effect: 'note',
    message: `By its history the image had ${removed.length} packages while it was built that it has no more; of ${unknown} no version is told, and none of them is judged. What they brought along is not named.`,
    layerIndex: removed[0]!.layerIndex,
    path: PLACE,
    wayOut: 'Scan the stage that builds the image.',
  };
}
