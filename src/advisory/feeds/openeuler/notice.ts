/** One notice: an OSV record whose versions come from names of source packages, which never have an epoch. */
import type { AffectedRange } from '../../../model/advisory.ts';
import type { ParseContext, Parsed } from '../../feed.ts';
import { type OsvPlace, parseRecord } from '../../osv/record.ts';

/** Throws what `parseRecord` throws. Records of others are skipped with a reason. */
export function parseNotice(text: string, context: ParseContext): Parsed {
  const parsed = parseRecord(text, context, { feed: 'openeuler', find });
  const advisories = parsed.advisories.map((advisory) => ({
    ...advisory,
    ranges: advisory.ranges.map(withoutEpochs),
  }));
  return { ...parsed, advisories };
}

const ECOSYSTEM: OsvPlace['ecosystem'] = { scheme: 'rpm', kind: 'os', normalName: (name) => name };

/** `openEuler:22.03-LTS-SP3`. */
function find(ecosystem: string): OsvPlace | null {
  const release = /^openEuler:(\d\d\.\d\d(?:-LTS(?:-SP\d\d?)?)?)$/i.exec(ecosystem)?.[1];
  if (release === undefined) return null;
  return { ecosystem: ECOSYSTEM, namespace: `openeuler:${release.toLowerCase()}`, stream: '' };
}

/** Packages of openEuler are asked for without theirs, too (ecosystem/rpm). */
function withoutEpochs({ introduced, fixed, lastAffected }: AffectedRange): AffectedRange {
  return {
    introduced: withoutEpoch(introduced),
    fixed: withoutEpoch(fixed),
    lastAffected: withoutEpoch(lastAffected),
  };
}

function withoutEpoch(version: string | null): string | null {
  return version?.replace(/^\d+:(?=.)/, '') ?? null;
}
