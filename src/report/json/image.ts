/** The image: identity, config and layers, each layer with its figures. */
import type { HistoryEntry, ImageConfig, LayerInfo } from '../../model/image.ts';
import { compareText } from '../../model/problem.ts';
import type { LayerSummary, ScanReport } from '../../model/report.ts';

export function toImage({ image, layers }: ScanReport): object {
  return {
    reference: image.reference,
    source: image.source,
    names: image.names,
    id: image.id,
    manifestDigest: image.manifestDigest,
    indexDigest: image.indexDigest,
    platform: {
      os: image.platform.os,
      architecture: image.platform.architecture,
      variant: image.platform.variant,
    },
    annotations: sorted(image.annotations),
    config: toConfig(image.config),
    layers: image.layers.map((layer) => toLayer(layer, layers)),
  };
}

function toLayer(layer: LayerInfo, summaries: readonly LayerSummary[]): object {
  const summary = summaries[layer.index];
  return {
    index: layer.index,
    digest: layer.digest,
    diffId: layer.diffId,
    chainId: layer.chainId,
    sizeBytes: layer.sizeBytes,
    createdBy: layer.createdBy,
    owner: summary === undefined ? null : { part: summary.owner.part, basis: summary.owner.basis },
    entries: summary?.entries ?? null,
    plainBytes: summary?.plainBytes ?? null,
    rereads: summary?.rereads ?? 0,
  };
}

function toConfig(config: ImageConfig): object {
  return {
    envNames: config.env.map((entry) => entry.split('=', 1)[0]),
    entrypoint: config.entrypoint,
    cmd: config.cmd,
    user: config.user,
    labels: sorted(config.labels),
    exposedPorts: config.exposedPorts,
    healthcheck: config.healthcheck,
    history: config.history.map(toHistory),
  };
}

function toHistory(entry: HistoryEntry): HistoryEntry {
  return { createdBy: entry.createdBy, comment: entry.comment, emptyLayer: entry.emptyLayer };
}

/** `fromEntries` makes own members of any key, `__proto__` too. */
function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compareText(a, b)));
}
