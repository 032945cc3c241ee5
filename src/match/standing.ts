/**
 * Whether a match counts. A distribution back-ports fixes under old version numbers, so for files of its own
 * packages its word wins over a language advisory: its "not affected" and its fix stand, what it calls affected is
 * counted once as its own package's finding, and its silence is told as silence. Where it cannot speak (a package
 * from elsewhere, a release without data) the language advisory stands, marked with the owner.
 */
import type { Advisory } from '../model/advisory.ts';
import type { FindingStanding } from '../model/finding.ts';
import type { Package, PackageOwner } from '../model/package.ts';
import type { Flaw } from './flaws.ts';
import { decisiveMatches, type Hit, type Search, standingHits, toHit } from './search.ts';
import { findSpeaker } from './speaker.ts';

export interface Standing {
  readonly standing: FindingStanding;
  readonly reason: string;
}

const COUNTED: Standing = { standing: 'counted', reason: '' };

/** How much each standing weighs: a finding has the first that one of its places has. */
export const STANDINGS: readonly FindingStanding[] = [
  'counted',
  'vendor-status-unknown',
  'vendor-not-affected',
  'informational',
];

export function standingOf(pkg: Package, flaw: Flaw, hits: readonly Hit[], search: Search): Standing {
  const dataOnly = search.ecosystemOf(pkg)?.dataOnlyReason(pkg) ?? '';
  if (dataOnly !== '') return { standing: 'informational', reason: dataOnly };
  if (pkg.confidence === 'declared' && !search.countsDeclared) {
    return { standing: 'informational', reason: `only declared (${pkg.evidence}): its code was not found` };
  }
  if (pkg.ownedBy !== null) return ownedStanding(pkg.ownedBy, flaw, search);
  return isUndetermined(hits) ? undetermined(hits) : COUNTED;
}

/** Of the namespaces that a package is looked up in, the first that speaks of the flaw clears it, against the others. */
export function clearedBy(speaker: string, pkg: Package, negatives: readonly Advisory[]): Standing {
  const isNegative = negatives.some(({ key }) => key.namespace === speaker);
  const words = isNegative ? 'says that it is not affected' : `has a fix for it, which ${pkg.version} holds`;
  return { standing: 'vendor-not-affected', reason: `${speaker} ${words}` };
}

function isUndetermined(hits: readonly Hit[]): boolean {
  return hits.every((hit) => hit.advisory.state === 'under-investigation');
}

function undetermined(hits: readonly Hit[]): Standing {
  const { namespace, name } = hits[0]!.advisory.key;
  return {
    standing: 'vendor-status-unknown',
    reason: `${namespace} has not determined whether ${name} is affected`,
  };
}

function ownedStanding(owner: PackageOwner, flaw: Flaw, search: Search): Standing {
  if (!owner.ofDistribution) {
    return { standing: 'counted', reason: `belongs to ${owner.name}, which is not the distribution's own` };
  }
  if (owner.namespace === '' || !search.lookup.has(owner.namespace)) {
    const release = owner.namespace === '' ? 'its release' : owner.namespace;
    return { standing: 'counted', reason: `belongs to ${owner.name}, and there is no data for ${release}` };
  }
  return distributionStanding(owner, flaw, search);
}

function distributionStanding(owner: PackageOwner, flaw: Flaw, search: Search): Standing {
  const pkg = search.find(owner.purl);
  if (pkg === null) return vendorUnknown(owner, 'that package is not in the inventory');
  const found = search.of(pkg);
  if (found === null) return vendorUnknown(owner, 'that package was not compared');
  const matches = decisiveMatches(flaw, found);
  const namespace = findSpeaker(flaw, matches) ?? owner.namespace;
  const about = (records: 'affecting' | 'negatives' | 'unsure' | 'known'): Advisory[] =>
    matches.flatMap((match) => (match.namespace === namespace ? match.judged[records].about(flaw) : []));
  const negatives = about('negatives');
  const hits = standingHits(
    about('affecting').flatMap((advisory) => toHit(advisory, matches)),
    negatives,
  );
  if (hits.length > 0) return affectedOwner(owner, hits);
  if (negatives.length > 0) return vendorNotAffected(owner, `${namespace} says that it is not affected`);
  if (about('unsure').length > 0)
    return vendorUnknown(owner, `the record of ${namespace} cannot be compared`);
  if (about('known').length === 0)
    return vendorUnknown(owner, `${namespace} has no record of ${flaw.id} for it`);
  return vendorNotAffected(owner, `${namespace} has a fix for it, which ${pkg.version} holds`);
}

function affectedOwner(owner: PackageOwner, hits: readonly Hit[]): Standing {
  if (isUndetermined(hits)) return undetermined(hits);
  return { standing: 'informational', reason: `counted as a finding of ${owner.name}, to which it belongs` };
}

function vendorUnknown(owner: PackageOwner, words: string): Standing {
  return { standing: 'vendor-status-unknown', reason: `belongs to ${owner.name}, and ${words}` };
}

function vendorNotAffected(owner: PackageOwner, words: string): Standing {
  return {
    standing: 'vendor-not-affected',
    reason: `belongs to ${owner.name}: ${words}`,
  };
}
