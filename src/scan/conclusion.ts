/** What an image's layers alone decide of its inventory, and what that looks like in a file. */
import type { ShownImage } from '../check/secret/config.ts';
import type { Distro } from '../model/distro.ts';
import type { SecretFinding, SecretPlace } from '../model/finding.ts';
import type { HistoryEntry, ImageConfig } from '../model/image.ts';
import type { Inventory } from '../model/inventory.ts';
import {
  DEPENDENCY_SCOPES,
  type FoundAt,
  type Package,
  type PackageOwner,
  type SourcePackage,
} from '../model/package.ts';
import type { Problem } from '../model/problem.ts';
import type { LayerSummary } from '../model/report.ts';
import { SEVERITIES } from '../model/severity.ts';
import { count, flag, list, nullable, object, type Shape, text, textRecord, word } from '../model/shape.ts';

/** `problems` are those of reading and cataloguing, in the order in which they came. */
export interface Conclusion
  extends Pick<Inventory, 'distros' | 'packages' | 'secrets' | 'unidentifiedExecutables' | 'problems'> {
  /** Base first. */
  readonly layers: readonly LayerFigures[];
  /** Texts of the config as they may be shown; null where nobody looked for secrets in them. */
  readonly shown: ShownImage | null;
}

export type LayerFigures = Pick<LayerSummary, 'entries' | 'plainBytes' | 'rereads'>;

const foundAt = object<FoundAt>({ path: text, layerIndex: count });

const distro = object<Distro>({
  id: text,
  idLike: list(text),
  versionId: text,
  codename: text,
  prettyName: text,
  streams: list(text),
  confidence: word('release-file', 'guessed'),
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
  scope: word(...DEPENDENCY_SCOPES),
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

const secretPlace = object<SecretPlace>({
  state: word('visible', 'removed', 'overwritten', 'in-config'),
  layerIndex: nullable(count),
  goneInLayer: nullable(count),
  path: text,
  line: count,
  column: count,
  offset: count,
  encodings: list(text),
  excerpt: text,
});

const secret = object<SecretFinding>({
  kind: word('secret'),
  fingerprint: text,
  id: text,
  title: text,
  provider: text,
  severity: word(...SEVERITIES),
  standing: word('counted', 'shipped-by-package', 'published-example', 'shared-default-key', 'allowed'),
  standingReason: text,
  masked: text,
  secretId: text,
  expiresAt: text,
  notes: list(text),
  revoke: text,
  places: list(secretPlace),
});

const shownImage = object<ShownImage>({
  config: object<ImageConfig>({
    env: list(text),
    entrypoint: list(text),
    cmd: list(text),
    user: text,
    labels: textRecord,
    exposedPorts: list(text),
    healthcheck: list(text),
    history: list(object<HistoryEntry>({ createdBy: text, comment: text, emptyLayer: flag })),
  }),
  annotations: textRecord,
  createdBy: list(text),
});

export const conclusionShape: Shape<Conclusion> = object<Conclusion>({
  layers: list(object<LayerFigures>({ entries: count, plainBytes: count, rereads: count })),
  distros: list(distro),
  packages: list(pkg),
  secrets: nullable(list(secret)),
  unidentifiedExecutables: count,
  problems: list(problem),
  shown: nullable(shownImage),
});
