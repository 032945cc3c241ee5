/** Findings made by hand, for tests of what comes after matching. */
import type { VulnerabilityFinding } from '../src/model/finding.ts';
import { vulnerabilityFingerprint } from '../src/model/fingerprint.ts';

/** One finding in `pkg:npm/lib` at one place, unless told otherwise. */
export function finding(
  parts: Partial<VulnerabilityFinding> & { readonly fixedVersion?: string },
): VulnerabilityFinding {
  const { fixedVersion = '', ...rest } = parts;
  const id = rest.id ?? 'CVE-2024-1';
  const packagePurl = rest.packagePurl ?? 'pkg:npm/lib';
  return {
    kind: 'vulnerability',
    fingerprint: vulnerabilityFingerprint(id, packagePurl),
    id,
    aliases: [],
    title: '',
    packagePurl,
    packageName: 'lib',
    ecosystem: 'npm',
    standing: 'counted',
    standingReason: '',
    severity: 'unknown',
    severitySource: '',
    score: null,
    opinions: [],
    knownExploited: false,
    listing: null,
    epss: null,
    state: 'affected',
    setAside: [],
    instances: [
      {
        purl: `${packagePurl}@1.0`,
        version: '1.0',
        foundAt: { path: 'app', layerIndex: 0 },
        ownedBy: null,
        fixedVersion,
        evidence: [],
      },
    ],
    ...rest,
  };
}
