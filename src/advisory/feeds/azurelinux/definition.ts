/** One definition: a flaw in a source package, with one test of its version, or two where only newer ones have it. */
import { type Advisory, type AffectedRange, EVERYWHERE } from '../../../model/advisory.ts';
import { type SeverityOpinion, severityOfWord } from '../../../model/severity.ts';
import { type Parsed, toTime, toTitle } from '../../feed.ts';
import { fieldsOf, isName, parseObject } from '../../fields.ts';
import { type RpmTest, testsOf } from '../../oval.ts';
import { pageOf } from '../../page.ts';
import { attributeOf, childOf, lineOf } from '../../xml-documents.ts';

/** Parses `{"definition", "tests"}`. Throws on anything else. */
export function parseDefinition(text: string): Parsed {
  const { definition, tests } = parseObject(text);
  const metadata = childOf(fieldsOf(definition), 'metadata');
  const id = attributeOf(childOf(metadata, 'reference'), 'ref_id').trim();
  if (fieldsOf(definition)['name'] !== 'definition' || !isName(id)) throw new Error('not a flaw');
  const publishedAt = toTime(lineOf(childOf(metadata, 'advisory_date')));
  const found = testsOf(childOf(fieldsOf(definition), 'criteria'), fieldsOf(tests));
  const claim = toClaim(found, lineOf(childOf(metadata, 'patchable')));
  if (typeof claim === 'string')
    return { advisories: [], detail: null, skipped: [claim], modifiedAt: publishedAt };
  const advisory: Advisory = {
    id,
    aliases: [],
    feed: 'azurelinux',
    scope: EVERYWHERE,
    scheme: 'rpm',
    ...claim,
    versions: [],
    title: titleOf(lineOf(childOf(metadata, 'title')), id),
    severities: severitiesOf(lineOf(childOf(metadata, 'severity'))),
    publishedAt,
    fixedAt: claim.state === 'fixed' ? publishedAt : '',
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: pageOf('azurelinux', id),
  };
  return { advisories: [advisory], detail: null, skipped: [], modifiedAt: publishedAt };
}

type Claim = Pick<Advisory, 'key' | 'ranges' | 'state'>;

/** A word for why there is none. */
function toClaim(tests: readonly (RpmTest | null)[], patchable: string): Claim | string {
  const upper = tests.find((test) => test?.operation.startsWith('less than'));
  if (upper === undefined || upper === null || tests.some((test) => test?.name !== upper.name))
    return 'unreadable-test';
  const lower = tests.find((test) => test?.operation.startsWith('greater than'));
  if (tests.length > (lower === undefined ? 1 : 2)) return 'unreadable-test';
  const namespace = namespaceOf(upper.evr);
  if (namespace === null || !isName(upper.name)) return 'unknown-release';
  const range = toRange(upper, lower ?? null);
  if (range === null) return 'unreadable-test';
  // "No longer is or was never applicable": the same flaw may have another definition with a fix, which this must not undo.
  if (patchable === 'Not Applicable') return 'not-applicable';
  const key = { namespace, name: upper.name };
  return { key, state: range.fixed === null ? 'affected' : 'fixed', ranges: [range] };
}

/** `less than or equal` names the newest version that was looked at: later ones that nobody fixed have the flaw too. */
function toRange(upper: RpmTest, lower: RpmTest | null): AffectedRange | null {
  const introduced = lower === null ? null : versionOf(lower.evr);
  const bound = versionOf(upper.evr);
  if (!isName(bound) || (introduced !== null && !isName(introduced))) return null;
  return { introduced, fixed: upper.operation === 'less than' ? bound : null, lastAffected: null };
}

function versionOf(evr: string): string {
  return evr.trim().replace(/^0:/, '').replaceAll(' ', '');
}

/** Told by the ending that packages of a release have: `.azl3`, `.cm2`. */
function namespaceOf(evr: string): string | null {
  const match = /\.(azl|cm)([1-9]\d?)$/.exec(evr.trim());
  return match === null ? null : `${match[1] === 'azl' ? 'azurelinux' : 'mariner'}:${match[2]}.0`;
}

/** `CVE-2031-1001 affecting package pot for versions less than 2.4-3`: there is no text of the flaw itself. */
function titleOf(title: string, id: string): string {
  const isOnlyNames = title.startsWith(`${id} affecting package`);
  return isOnlyNames ? '' : toTitle(title);
}

function severitiesOf(word: string): SeverityOpinion[] {
  const severity = severityOfWord(word);
  return severity === null ? [] : [{ source: 'Microsoft', severity, score: null, vector: '' }];
}
