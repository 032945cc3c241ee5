/** One source package of Echo: `{"openssl": {"CVE-…": {"fixed_version": "3.0.9-1", "severity": "high"}}}`. */
import { type Advisory, EVERYWHERE } from '../../../model/advisory.ts';
import { severityOfWord } from '../../../model/severity.ts';
import type { Parsed } from '../../feed.ts';
import { type Fields, isFields, isName, parseObject, textOf } from '../../fields.ts';
import { pageOf } from '../../page.ts';

/** Parses an object with one member, the source package. Throws on anything else. */
export function parsePackage(text: string): Parsed {
  const [entry, ...others] = Object.entries(parseObject(text));
  if (entry === undefined || others.length > 0) throw new Error('not one source package');
  const [name, flaws] = entry;
  if (!isName(name) || !isFields(flaws)) throw new Error('not a source package');
  const skipped: string[] = [];
  const advisories = Object.entries(flaws).flatMap(([id, flaw]) => {
    if (isName(id) && isFields(flaw)) return [toAdvisory(name, id, flaw)];
    skipped.push('unreadable-flaw');
    return [];
  });
  return { advisories, detail: null, skipped, modifiedAt: '' };
}

function toAdvisory(name: string, id: string, flaw: Fields): Advisory {
  const severity = severityOfWord(textOf(flaw['severity']));
  return {
    id,
    aliases: [],
    feed: 'echo',
    key: { namespace: 'echo', name },
    scope: EVERYWHERE,
    scheme: 'deb',
    ...toStatement(flaw['fixed_version']),
    versions: [],
    title: '',
    severities: severity === null ? [] : [{ source: 'Echo', severity, score: null, vector: '' }],
    publishedAt: '',
    fixedAt: '',
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: pageOf('echo', id),
  };
}

/** Fixed in "0": no version of Echo's ever had the flaw. Without a version it is open. */
function toStatement(fixed: unknown): Pick<Advisory, 'state' | 'ranges'> {
  if (fixed === '0') return { state: 'not-affected', ranges: [] };
  if (!isName(fixed)) return { state: 'affected', ranges: [] };
  return { state: 'fixed', ranges: [{ introduced: null, fixed, lastAffected: null }] };
}
