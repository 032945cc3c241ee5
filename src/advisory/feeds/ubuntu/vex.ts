/**
 * One of Canonical's VEX documents (OpenVEX 0.2): what its OSV records do not say of a flaw in a source package and pocket. The
 * versions in it are those of the day and mean nothing; binary packages follow their source.
 */
import { type Advisory, type AdvisoryState, EVERYWHERE } from '../../../model/advisory.ts';
import { ubuntuRelease } from '../../../model/namespace.ts';
import type { Parsed } from '../../feed.ts';
import { type Fields, fieldsOf, isName, listOf, parseObject, textOf } from '../../fields.ts';
import { pocketStream } from '../../osv/ubuntu.ts';
import { pageOf } from '../../page.ts';

/** True for text of a VEX document, false for that of an OSV record. */
export function isVex(text: string): boolean {
  return /"@context"\s*:\s*"https:\/\/openvex\.dev\//.test(text.slice(0, 1000));
}

/** Throws on text that is no document. */
export function parseVex(text: string): Parsed {
  const document = parseObject(text);
  const statements = document['statements'];
  if (!Array.isArray(statements)) throw new Error('the document has no statements');
  const skipped: string[] = [];
  const advisories = statements.map(fieldsOf).flatMap((statement) => toAdvisories(statement, skipped));
  return { advisories, detail: null, skipped, modifiedAt: timeOf(fieldsOf(document['metadata'])) };
}

function toAdvisories(statement: Fields, skipped: string[]): Advisory[] {
  const id = fieldsOf(statement['vulnerability'])['name'];
  const state = stateOf(statement);
  if (!isName(id) || state === null) {
    skipped.push(isName(id) ? 'told-by-osv' : 'no-flaw');
    return [];
  }
  const places = new Map<string, Advisory>();
  for (const product of listOf(statement['products']).map(fieldsOf)) {
    const place = toPlace(textOf(product['@id']), skipped);
    if (place === null) continue;
    const { key, stream } = place;
    const text = [key.namespace, key.name, stream].join('\n');
    if (!places.has(text)) places.set(text, toAdvisory(id, state, place));
  }
  return [...places.values()];
}

/** Null for what the OSV records say: affected, and no more; fixed, with the version. */
function stateOf(statement: Fields): AdvisoryState | null {
  switch (statement['status']) {
    case 'not_affected':
      return 'not-affected';
    case 'under_investigation':
      return 'under-investigation';
    case 'affected':
      return openState(textOf(statement['action_statement']));
    default:
      return null;
  }
}

/** The security team's set phrases, with notes behind them. */
function openState(action: string): AdvisoryState | null {
  if (/\bno longer supported\b|\bend[- ]of[- ](?:life|support)\b/i.test(action)) return 'end-of-life';
  if (/\bdecided (?:to not|not to) fix\b|\bwill not be fixed\b/i.test(action)) return 'will-not-fix';
  return /\bdeferred\b|\bpostponed\b/i.test(action) ? 'fix-deferred' : null;
}

interface Place {
  readonly key: Advisory['key'];
  readonly stream: string;
}

const SOURCE_PURL = /^pkg:deb\/ubuntu\/([^@?#/]{1,200})(?:@[^?#]*)?\?(?:[^#]*&)?arch=source(?:&|$)/;

/** `pkg:deb/ubuntu/curl@7.58.0-2ubuntu3.24+esm5?arch=source&distro=esm-infra/bionic`; null for binary packages. */
function toPlace(purl: string, skipped: string[]): Place | null {
  const name = decode(SOURCE_PURL.exec(purl)?.[1] ?? '');
  if (!isName(name)) return null;
  const distro = (/[?&]distro=([^&#]+)/.exec(purl)?.[1] ?? '').replace(/%2f/gi, '/');
  const codename = /([a-z]+)(?:\/esm)?$/.exec(distro)?.[1] ?? '';
  const release = ubuntuRelease(codename);
  if (release === null) {
    skipped.push(`unknown-release:${codename.slice(0, 30)}`);
    return null;
  }
  return { key: { namespace: `ubuntu:${release}`, name }, stream: pocketStream(distro) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function toAdvisory(id: string, state: AdvisoryState, { key, stream }: Place): Advisory {
  return {
    id,
    aliases: [],
    feed: 'ubuntu',
    key,
    scope: { ...EVERYWHERE, stream },
    scheme: 'deb',
    ranges: [],
    versions: [],
    state,
    title: '',
    severities: [],
    publishedAt: '',
    fixedAt: '',
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: pageOf('ubuntu', id),
  };
}

/** Their times have microseconds and no zone; they are UTC. */
function timeOf(metadata: Fields): string {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/.exec(textOf(metadata['timestamp']));
  return match === null ? '' : `${match[1]}Z`;
}
