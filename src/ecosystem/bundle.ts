/**
 * What snaps, flatpaks and formulas of Homebrew have in common: each lies in a folder of its own, with a file that says
 * what it is, owns all below that folder, and no public feed judges it.
 */
import { attributeLayers } from '../model/attribute-layer.ts';
import type { OwnedFiles, Package } from '../model/package.ts';
import type { MergedFacts, Reader } from '../model/reader.ts';
import { type Catalog, EMPTY_CATALOG } from './cataloger.ts';
import { distinctByPurl } from './os-database.ts';

export interface Bundle {
  readonly purl: string;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly evidence: string;
  readonly licences: readonly string[];
  /** The folder that holds it, with a last `/`; empty for the image itself. */
  readonly folder: string;
}

/** One package at most of each file that the reader had facts of. `toBundle` is pure. */
export function catalogBundles<F>(
  ecosystem: string,
  facts: MergedFacts,
  reader: Reader<F>,
  toBundle: (path: string, fact: F) => Bundle | null,
): Catalog {
  const found = facts.all(reader).flatMap(({ path, layerIndex, fact }) => {
    const bundle = toBundle(path, fact);
    if (bundle === null) return [];
    const since = attributeLayers(facts.history(reader, path), (other) => [
      toBundle(path, other)?.purl ?? '',
    ]);
    const foundAt = { path, layerIndex: since.get(bundle.purl) ?? layerIndex };
    return [{ bundle, pkg: toPackage(ecosystem, bundle, foundAt) }];
  });
  if (found.length === 0) return EMPTY_CATALOG;
  return {
    ...EMPTY_CATALOG,
    packages: distinctByPurl(found).map(({ pkg }) => pkg),
    owned: found.flatMap(toOwned),
  };
}

function toPackage(ecosystem: string, bundle: Bundle, foundAt: Package['foundAt']): Package {
  const { purl, name, version, architecture, evidence, licences } = bundle;
  return {
    purl,
    ecosystem,
    name,
    version,
    architecture,
    source: { name, version },
    distro: null,
    confidence: 'installed',
    evidence,
    foundAt,
    licences,
    vendor: '',
    moduleStream: '',
    scope: 'unknown',
    ownedBy: null,
  };
}

function toOwned({ bundle: { purl, folder } }: { readonly bundle: Bundle }): OwnedFiles[] {
  return folder === '' ? [] : [{ purl, paths: folder, sums: null }];
}
