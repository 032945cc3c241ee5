/** Severities of an OSV record, each with the name of the source that holds the opinion. */
import { scoreOf } from '../../base/cvss.ts';
import {
  type Severity,
  type SeverityOpinion,
  severityOfScore,
  severityOfWord,
} from '../../model/severity.ts';
import { type Fields, fieldsOf, listOf, textOf } from '../fields.ts';

/**
 * Opinions of the record and of one of its `affected` entries: CVSS vectors (newest version first), then words.
 * A word that agrees with a vector adds nothing.
 */
export function opinionsOf(id: string, record: Fields, affected: Fields): SeverityOpinion[] {
  if (id.startsWith('MAL-')) return [{ source: 'OSV', severity: 'critical', score: null, vector: '' }];
  const source = sourceOf(id, record);
  const entries = [...listOf(affected['severity']), ...listOf(record['severity'])].map(fieldsOf);
  const scored = entries.flatMap((entry) => scoredOpinion(source, entry));
  scored.sort((a, b) => versionRank(b.vector) - versionRank(a.vector));
  // Ubuntu's priority of a flaw may be another one for a package or a release.
  const priority = wordOpinion('Ubuntu', textOf(fieldsOf(affected['ecosystem_specific'])['ubuntu_priority']));
  const others = entries.filter((entry) => priority.length === 0 || entry['type'] !== 'Ubuntu');
  const words = [...priority, ...wordsOf(record, affected, source), ...others.flatMap(wordEntry)];
  return distinct([...scored, ...words]);
}

/** Whose records begin with what. */
const SOURCES: Readonly<Record<string, string>> = {
  GHSA: 'GHSA',
  PYSEC: 'PyPA',
  RUSTSEC: 'RustSec',
  // The records that OSV makes from a distribution's tracker carry the scores of the CVE.
  CVE: 'NVD',
  DEBIAN: 'NVD',
  ALPINE: 'NVD',
  GO: 'Go',
  DSA: 'Debian',
  DLA: 'Debian',
  UBUNTU: 'Ubuntu',
  USN: 'Ubuntu',
  LSN: 'Ubuntu',
  ALSA: 'AlmaLinux',
  RLSA: 'Rocky Linux',
  RXSA: 'Rocky Linux',
  RHSA: 'Red Hat',
  SUSE: 'SUSE',
  openSUSE: 'SUSE',
  OESA: 'openEuler',
  MGASA: 'Mageia',
  CGA: 'Chainguard',
  BIT: 'Bitnami',
};

function sourceOf(id: string, record: Fields): string {
  // GitHub's review leaves its mark also where a record is filed under the CVE.
  if ('github_reviewed' in fieldsOf(record['database_specific'])) return 'GHSA';
  const prefix = id.split('-', 1)[0] ?? id;
  return SOURCES[prefix] ?? prefix;
}

function scoredOpinion(source: string, entry: Fields): SeverityOpinion[] {
  if (!textOf(entry['type']).startsWith('CVSS_')) return [];
  const vector = textOf(entry['score']).replace(/\/+$/, '');
  const score = scoreOf(vector);
  return score === null ? [] : [{ source, severity: severityOfScore(score), score, vector }];
}

function versionRank(vector: string): number {
  const version = /^CVSS:(\d)\.(\d)/.exec(vector);
  return version === null ? 2 : Number(version[1]) + Number(version[2]) / 10;
}

/** `{type: 'Ubuntu', score: 'medium'}`: a word in place of a vector. */
function wordEntry(entry: Fields): SeverityOpinion[] {
  const type = textOf(entry['type']);
  if (type === '' || type.startsWith('CVSS_')) return [];
  return wordOpinion(type, textOf(entry['score']));
}

function wordsOf(record: Fields, affected: Fields, source: string): SeverityOpinion[] {
  return [
    ...wordOpinion(source, textOf(fieldsOf(affected['database_specific'])['severity'])),
    ...wordOpinion('Debian', textOf(fieldsOf(affected['ecosystem_specific'])['urgency'])),
    ...wordOpinion(source, textOf(fieldsOf(record['database_specific'])['severity'])),
  ];
}

function wordOpinion(source: string, word: string): SeverityOpinion[] {
  const severity: Severity | null = severityOfWord(word);
  return severity === null ? [] : [{ source, severity, score: null, vector: '' }];
}

function distinct(opinions: readonly SeverityOpinion[]): SeverityOpinion[] {
  return opinions.filter(
    (opinion, index) =>
      !opinions
        .slice(0, index)
        .some(
          (before) =>
            before.source === opinion.source &&
            before.severity === opinion.severity &&
            (opinion.vector === '' || before.vector === opinion.vector),
        ),
  );
}
