/** What an image's layers alone decide of its inventory, and what that looks like in a file. */
import type { Distro } from '../model/distro.ts';
import type { Inventory } from '../model/inventory.ts';
import type { FoundAt, Package, PackageOwner, SourcePackage } from '../model/package.ts';
import type { Problem } from '../model/problem.ts';
import type { LayerSummary } from '../model/report.ts';
import { count, flag, list, nullable, object, type Shape, text, word } from '../model/shape.ts';

/** `problems` are those of reading and cataloguing, in the order in which they came. */
export interface Conclusion
  extends Pick<Inventory, 'distros' | 'packages' | 'unidentifiedExecutables' | 'problems'> {
  /** Base first. */
  readonly layers: readonly LayerFigures[];
}

export type LayerFigures = Pick<LayerSummary, 'entries' | 'plainBytes' | 'rereads'>;

const foundAt = object<FoundAt>({ path: text, layerIndex: count });

const distro = object<Distro>({
  id: text,
  idLike: list(text),
  versionId: text,
  codename: text,
  prettyName: text,
  foundAt,
});

const pkg = object<Package>({
  purl: text,
  ecosystem: text,
  name: text,
  version: text,
  architecture: text,
  source: object<SourcePackage>({ name: text, version: text }),
  distro: nullable(distro),
  confidence: word('installed', 'declared', 'bundled', 'by signature'),
  evidence: text,
  foundAt,
  licences: list(text),
  vendor: text,
  moduleStream: text,
  ownedBy: nullable(object<PackageOwner>({ purl: text, name: text, namespace: text, ofDistribution: flag })),
});

const problem = object<Problem>({
  code: text,
  effect: word('note', 'incomplete', 'blind'),
  message: text,
  layerIndex: nullable(count),
  path: text,
  wayOut: text,
});

export const conclusionShape: Shape<Conclusion> = object<Conclusion>({
  layers: list(object<LayerFigures>({ entries: count, plainBytes: count, rereads: count })),
  distros: list(distro),
  packages: list(pkg),
  unidentifiedExecutables: count,
  problems: list(problem),
});
