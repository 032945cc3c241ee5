/** One notice of Rocky Linux: `<update><id>RLSA-…</id>…<collection short="rocky-linux-9-x86-64-appstream-rpms__nginx">`. */
import type { Advisory } from '../../../model/advisory.ts';
import { type Parsed, toTitle } from '../../feed.ts';
import type { Fields } from '../../fields.ts';
import { fixesOf, isSecurity, type Notice, opinionOf, parseNotice } from '../../updateinfo.ts';
import { attributeOf, childOf } from '../../xml-documents.ts';

/** Parses one `update` element. Throws on anything else. */
export function parseUpdate(text: string): Parsed {
  const notice = parseNotice(text);
  const { modifiedAt } = notice;
  if (!isSecurity(notice)) return { advisories: [], detail: null, skipped: ['not-security'], modifiedAt };
  const skipped: string[] = [];
  const common = toCommon(notice);
  const advisories = notice.collections.flatMap((collection) => ofCollection(collection, common, skipped));
  if (advisories.length === 0 && skipped.length === 0) skipped.push('no-package');
  return { advisories, detail: null, skipped, modifiedAt };
}

type Common = Omit<Advisory, 'key' | 'scope' | 'ranges'>;

function toCommon(notice: Notice): Common {
  return {
    id: notice.id,
    aliases: notice.cves,
    feed: 'rocky',
    scheme: 'rpm',
    state: 'fixed',
    versions: [],
    title: toTitle(notice.title.replace(/^(?:Critical|Important|Moderate|Low|None): /, '')),
    severities: opinionOf('Rocky Linux', notice),
    publishedAt: notice.issuedAt,
    fixedAt: notice.issuedAt,
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: `https://errata.rockylinux.org/${encodeURIComponent(notice.id)}`,
  };
}

interface Place {
  readonly release: string;
  /** `sig-cloud`: builds of a group of their own; empty for Rocky's. */
  readonly stream: string;
}

/** `rocky-linux-9-x86-64-baseos-rpms`, `rocky-linux-8-4-aarch64-legacy-…`, `rocky-linux-8-sig-cloud-…`. */
function placeOf(short: string): Place | null {
  const match = /^rocky-linux-([89]|[1-9]\d)(?:-\d{1,2})?-(?:(sig-[a-z]+)-)?/.exec(short);
  return match === null ? null : { release: match[1]!, stream: match[2] ?? '' };
}

function ofCollection(collection: Fields, common: Common, skipped: string[]): Advisory[] {
  const place = placeOf(attributeOf(collection, 'short'));
  if (place === null) {
    skipped.push('unknown-collection');
    return [];
  }
  return fixesOf(collection, skipped).map(({ name, fixed, arches }) => ({
    ...common,
    key: { namespace: `rocky:${place.release}`, name },
    scope: { arches, moduleStream: moduleOf(collection, fixed), stream: place.stream },
    ranges: [{ introduced: null, fixed, lastAffected: null }],
  }));
}

/** Null where the version is one of a module, but nothing says of which. */
function moduleOf(collection: Fields, fixed: string): string | null {
  const module = childOf(collection, 'module');
  const [name, stream] = [attributeOf(module, 'name'), attributeOf(module, 'stream')];
  if (name !== '' && stream !== '') return `${name}:${stream}`.slice(0, 200);
  return fixed.includes('.module+') || fixed.includes('.module_') ? null : '';
}
