/** One notice: `<update><id>ALAS2-…</id>…<pkglist><collection short="amazon-linux-2"><package …/>`. */
import type { Advisory } from '../../../model/advisory.ts';
import { type SeverityOpinion, severityOfWord } from '../../../model/severity.ts';
import { type Parsed, toTitle } from '../../feed.ts';
import { type Fields, isName, parseObject } from '../../fields.ts';
import { attributeOf, childOf, childrenOf, lineOf } from '../../xml-documents.ts';

/** Parses one `update` element. Throws on anything else. */
export function parseUpdate(text: string): Parsed {
  const update = parseObject(text);
  const id = lineOf(childOf(update, 'id'));
  if (update['name'] !== 'update' || !isName(id)) throw new Error('not a notice');
  const modifiedAt = dateOf(update, 'updated');
  const type = attributeOf(update, 'type');
  if (type !== '' && type !== 'security')
    return { advisories: [], detail: null, skipped: ['not-security'], modifiedAt };
  const skipped: string[] = [];
  const common = toCommon(id, update);
  const advisories = childrenOf(childOf(update, 'pkglist'), 'collection').flatMap((collection) =>
    ofCollection(collection, common, skipped),
  );
  if (advisories.length === 0 && skipped.length === 0) skipped.push('no-package');
  return { advisories, detail: null, skipped, modifiedAt };
}

type Common = Omit<Advisory, 'key' | 'scope' | 'ranges' | 'url'>;

function toCommon(id: string, update: Fields): Common {
  const issuedAt = dateOf(update, 'issued');
  return {
    id,
    aliases: cvesOf(update).filter((cve) => cve !== id),
    feed: 'amazon',
    scheme: 'rpm',
    state: 'fixed',
    versions: [],
    title: toTitle(lineOf(childOf(update, 'title')).replace(/^.*?: /, '')),
    severities: severitiesOf(lineOf(childOf(update, 'severity'))),
    publishedAt: issuedAt,
    fixedAt: issuedAt,
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
  };
}

function cvesOf(update: Fields): string[] {
  const ids = childrenOf(childOf(update, 'references'), 'reference')
    .filter((reference) => attributeOf(reference, 'type') === 'cve')
    .map((reference) => attributeOf(reference, 'id'));
  return [...new Set(ids.filter((id) => /^CVE-\d{4}-\d{4,}$/.test(id)))].sort();
}

/** `2018-01-11 21:05`, with or without seconds. */
function dateOf(update: Fields, name: string): string {
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?)?/.exec(
    attributeOf(childOf(update, name), 'date'),
  );
  return match === null ? '' : `${match[1]}T${match[2] ?? '00:00'}${match[3] ?? ':00'}Z`;
}

function severitiesOf(word: string): SeverityOpinion[] {
  const severity = severityOfWord(word);
  return severity === null ? [] : [{ source: 'Amazon', severity, score: null, vector: '' }];
}

interface Place {
  readonly release: string;
  /** Topic of the extras; empty for the core. */
  readonly topic: string;
}

/** `amazon-linux-ami`, `amazon-linux-2023`, `amazon-linux-2---kernel-5.15`. */
function placeOf(short: string): Place | null {
  const match = /^amazon-linux-(ami|\d{1,4})(?:---([\w.+-]{1,80}))?$/.exec(short);
  if (match === null) return null;
  return { release: match[1] === 'ami' ? '1' : match[1]!, topic: match[2] ?? '' };
}

function ofCollection(collection: Fields, common: Common, skipped: string[]): Advisory[] {
  const place = placeOf(attributeOf(collection, 'short'));
  if (place === null) {
    skipped.push('unknown-collection');
    return [];
  }
  const page = place.release === '1' ? '' : `AL${place.release}/`;
  const url = `https://alas.aws.amazon.com/${page}${encodeURIComponent(common.id)}.html`;
  // Topics are beside each other only in Amazon Linux 2: several of them have one package in several versions.
  const stream = place.release === '2' && place.topic !== '' ? `extras:${place.topic}` : '';
  return fixesOf(collection, skipped).map(({ name, fixed, arches }) => ({
    ...common,
    key: { namespace: `amzn:${place.release}`, name },
    scope: { arches, moduleStream: null, stream },
    ranges: [{ introduced: null, fixed, lastAffected: null }],
    url,
  }));
}

interface Fix {
  readonly name: string;
  readonly fixed: string;
  /** Empty = all. */
  readonly arches: readonly string[];
}

/** The same package is named once for each architecture. */
function fixesOf(collection: Fields, skipped: string[]): Fix[] {
  const fixes = new Map<string, { name: string; fixed: string; arches: Set<string> }>();
  for (const pkg of childrenOf(collection, 'package')) {
    const name = attributeOf(pkg, 'name');
    const fixed = evrOf(pkg);
    if (!isName(name) || !isName(fixed)) {
      skipped.push('unreadable-package');
      continue;
    }
    if (DEBUG.test(name)) continue;
    const key = `${name}\n${fixed}`;
    const fix = fixes.get(key) ?? { name, fixed, arches: new Set() };
    fixes.set(key, fix);
    fix.arches.add(attributeOf(pkg, 'arch'));
  }
  return [...fixes.values()].map(({ name, fixed, arches }) => ({ name, fixed, arches: toArches(arches) }));
}

/** Symbols and sources of programs: half of all rows, and nothing that runs. */
const DEBUG = /-(debuginfo|debugsource|debuginfo-common(-\w+)?)$/;

function evrOf(pkg: Fields): string {
  const [epoch, version, release] = ['epoch', 'version', 'release'].map((key) => attributeOf(pkg, key));
  if (version === '' || release === '') return '';
  return epoch === '' || epoch === '0' ? `${version}-${release}` : `${epoch}:${version}-${release}`;
}

function toArches(arches: ReadonlySet<string>): string[] {
  if (['', 'noarch'].some((all) => arches.has(all))) return [];
  return [...arches].filter(isName).sort();
}
