/** Properties: what CycloneDX has no word for, as `plimsoll:…` name and text. Empty values are left out. */

import { formatPlatform } from '../../model/platform.ts';
import { compareText } from '../../model/problem.ts';
import type { ScanReport } from '../../model/report.ts';
import { failOnOf, gateOf, isSecret } from '../kinds.ts';

export interface Property {
  readonly name: string;
  readonly value: string;
}

/** Properties in the order given; null and empty text are left out. */
export function toProperties(pairs: readonly (readonly [name: string, value: string | null])[]): Property[] {
  return pairs
    .filter((pair): pair is readonly [string, string] => pair[1] !== null && pair[1] !== '')
    .map(([name, value]) => ({ name: `plimsoll:${name}`, value }));
}

/** Coverage, verdict, exit codes and data of a scan: an incomplete document says that it is. */
export function toImageProperties(report: ScanReport): Property[] {
  const { image, coverage, decision, exit, advisories, scanners } = report;
  return toProperties([
    ['coverage', coverage.state],
    ...coverage.reasons.map(
      (p) => ['coverage:reason', [p.code, p.path, p.message].filter(Boolean).join(': ')] as const,
    ),
    ['coverage:unidentifiedExecutables', String(coverage.unidentifiedExecutables)],
    ['scanners', scanners.length === 0 ? null : scanners.join(' ')],
    ['verdict', scanners.length === 0 ? null : decision.verdict],
    ['secrets', scanners.includes('secret') ? String(decision.judgements.filter(isSecret).length) : null],
    ['failOn', failOnOf(decision)],
    ['stage', gateOf(decision)?.inputs.stage ?? null],
    ['policy:digest', gateOf(decision)?.digests.policy ?? null],
    ['exit:code', String(exit.code)],
    ['exit:holding', exit.holding.join(' ')],
    ['advisories:digest', advisories?.digest ?? null],
    ['advisories:oldestAt', advisories?.oldestAt ?? null],
    ['advisories:starter', advisories === null ? null : String(advisories.starter)],
    ['image:reference', image.reference],
    ['image:source', image.source],
    ...image.names.map((name) => ['image:name', name] as const),
    ['image:platform', formatPlatform(image.platform)],
    ['image:id', image.id],
    ['image:manifestDigest', image.manifestDigest],
    ['image:indexDigest', image.indexDigest],
    ...image.layers.map((layer) => ['image:layer:diffId', layer.diffId] as const),
    ...labels(image.config.labels),
  ]);
}

function labels(record: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.entries(record)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, value]) => [`image:label:${key}`, value] as const);
}
