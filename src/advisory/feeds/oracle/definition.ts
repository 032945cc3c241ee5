/** One definition: a notice (`ELSA-2023-12342`) with its flaws, its packages and what they run on. */
import type { Advisory } from '../../../model/advisory.ts';
import { type SeverityOpinion, severityOfScore, severityOfWord } from '../../../model/severity.ts';
import { type Parsed, toTime, toTitle } from '../../feed.ts';
import { type Fields, isName, parseObject } from '../../fields.ts';
import { pageOf } from '../../page.ts';
import { attributeOf, childOf, childrenOf, lineOf } from '../../xml-documents.ts';
import { type Fix, findFixes } from './criteria.ts';

/** Parses one `definition` element. Throws on anything else. */
export function parseDefinition(text: string): Parsed {
  const definition = parseObject(text);
  const metadata = childOf(definition, 'metadata');
  const [id] = referencesOf(metadata, 'elsa');
  if (definition['name'] !== 'definition' || !isName(id)) throw new Error('not a notice');
  const common = toCommon(id, metadata);
  const isKsplice = isOnlyKsplice(childOf(metadata, 'advisory'));
  const fixes = findFixes(definition);
  const advisories = fixes
    .filter(({ release }) => release !== '')
    .map((fix) => ({ ...common, ...toPlace(fix, isKsplice) }));
  const skipped = advisories.length === 0 ? [fixes.length === 0 ? 'no-package' : 'no-release'] : [];
  return { advisories, detail: null, skipped, modifiedAt: common.publishedAt };
}

type Common = Omit<Advisory, 'key' | 'scope' | 'ranges'>;

function toCommon(id: string, metadata: Fields): Common {
  const advisory = childOf(metadata, 'advisory');
  const issuedAt = toTime(`${attributeOf(childOf(advisory, 'issued'), 'date')}T00:00:00Z`);
  const cves = [...new Set(referencesOf(metadata, 'CVE').filter((cve) => /^CVE-\d{4}-\d{4,}$/.test(cve)))];
  return {
    id,
    aliases: cves.filter((cve) => cve !== id).sort(),
    feed: 'oracle',
    scheme: 'rpm',
    state: 'fixed',
    versions: [],
    title: toTitle(
      lineOf(childOf(metadata, 'title'))
        .replace(/^ELSA-[\d-]+: */, '')
        .replace(/ *\([A-Z/]+\)$/, ''),
    ),
    severities: severitiesOf(advisory),
    publishedAt: issuedAt,
    fixedAt: issuedAt,
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: pageOf('oracle', id),
  };
}

function referencesOf(metadata: Fields, source: string): string[] {
  return childrenOf(metadata, 'reference')
    .filter((reference) => attributeOf(reference, 'source') === source)
    .map((reference) => attributeOf(reference, 'ref_id').trim());
}

/** A score is that of one flaw: where a notice has several, only its word is for all. */
function severitiesOf(advisory: Fields): SeverityOpinion[] {
  const opinions: SeverityOpinion[] = [];
  const severity = severityOfWord(lineOf(childOf(advisory, 'severity')));
  if (severity !== null) opinions.push({ source: 'Oracle', severity, score: null, vector: '' });
  const [cve, ...others] = childrenOf(advisory, 'cve');
  const match = /^(\d{1,2}(?:\.\d)?)\/(CVSS:3\.[01]\/[A-Z:/]{1,100})$/.exec(attributeOf(cve ?? {}, 'cvss3'));
  if (match === null || others.length > 0) return opinions;
  const score = Number(match[1]);
  if (score <= 10)
    opinions.push({ source: 'Oracle', severity: severityOfScore(score), score, vector: match[2]! });
  return opinions;
}

/** True where all that it is for is Ksplice, which patches libraries in memory. */
function isOnlyKsplice(advisory: Fields): boolean {
  const cpes = childrenOf(childOf(advisory, 'affected_cpe_list'), 'cpe').map(lineOf);
  return cpes.length > 0 && cpes.every((cpe) => cpe.includes('userspace_ksplice'));
}

function toPlace(fix: Fix, isKsplice: boolean): Pick<Advisory, 'key' | 'scope' | 'ranges'> {
  return {
    key: { namespace: `ol:${fix.release}`, name: fix.name },
    scope: { arches: fix.arches, moduleStream: moduleOf(fix), stream: isKsplice ? 'ksplice' : streamOf(fix) },
    ranges: [{ introduced: null, fixed: fix.fixed, lastAffected: null }],
  };
}

/** Null where the version is one of a module, but nothing says of which. */
function moduleOf({ module, fixed }: Fix): string | null {
  if (module !== '') return module;
  return fixed.includes('.module+') || fixed.includes('.module_') ? null : '';
}

/** Builds for Ksplice and those that are certified for FIPS are numbered apart: they are fixes of themselves only. */
function streamOf({ fixed }: Fix): string {
  if (/ksplice/.test(fixed)) return 'ksplice';
  return /_fips\b/.test(fixed) ? 'fips' : '';
}
