/** What the catalogers of language packages share: packages from facts, each attributed to the layer that brought it. */
import { attributeLayers } from '../model/attribute-layer.ts';
import type { Confidence, DependencyScope, Package } from '../model/package.ts';
import type { FactChange, Located, MergedFacts, Reader } from '../model/reader.ts';

/** What a cataloger of language packages knows of one package. */
export interface LanguagePart {
  readonly purl: string;
  readonly name: string;
  readonly version: string;
  readonly confidence: Confidence;
  readonly scope: DependencyScope;
  readonly evidence: string;
  /** The proving file; of a nested archive `app.jar!/lib/x.jar`. */
  readonly path: string;
  readonly licences: readonly string[];
  readonly vendor: string;
}

/** The packages of every file that the reader had facts of. `toParts` is pure; the same package twice in a place is one. */
export function catalogLanguage<F>(
  ecosystem: string,
  facts: MergedFacts,
  reader: Reader<F>,
  toParts: (path: string, fact: F) => readonly LanguagePart[],
): Package[] {
  return facts.all(reader).flatMap((located) => {
    const parts = distinct(toParts(located.path, located.fact));
    const layerOf = attribute(facts.history(reader, located.path), located, toParts);
    return parts.map((part) => toPackage(ecosystem, part, layerOf(part)));
  });
}

function distinct(parts: readonly LanguagePart[]): LanguagePart[] {
  const byKey = new Map<string, LanguagePart>();
  for (const part of parts) if (!byKey.has(keyOf(part))) byKey.set(keyOf(part), part);
  return [...byKey.values()];
}

function keyOf(part: LanguagePart): string {
  return `${part.path}\n${part.purl}`;
}

/** A layer that only writes the same file again (chmod, a copied folder) does not bring its packages. */
function attribute<F>(
  history: readonly FactChange<F>[],
  located: Located<F>,
  toParts: (path: string, fact: F) => readonly LanguagePart[],
): (part: LanguagePart) => number {
  if (history.length < 2) return () => located.layerIndex;
  const since = attributeLayers(history, (fact) => toParts(located.path, fact).map(keyOf));
  return (part) => since.get(keyOf(part)) ?? located.layerIndex;
}

function toPackage(ecosystem: string, part: LanguagePart, layerIndex: number): Package {
  return {
    purl: part.purl,
    ecosystem,
    name: part.name,
    version: part.version,
    architecture: '',
    source: { name: part.name, version: part.version },
    distro: null,
    confidence: part.confidence,
    evidence: part.evidence,
    foundAt: { path: part.path, layerIndex },
    licences: part.licences,
    vendor: part.vendor,
    moduleStream: '',
    scope: part.scope,
    ownedBy: null,
  };
}
