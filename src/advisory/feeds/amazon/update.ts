/** One notice of Amazon Linux: `<update><id>ALAS2-…</id>…<pkglist><collection short="amazon-linux-2"><package …/>`. */
import type { Advisory } from '../../../model/advisory.ts';
import { type Parsed, toTitle } from '../../feed.ts';
import type { Fields } from '../../fields.ts';
import { fixesOf, isSecurity, type Notice, opinionOf, parseNotice } from '../../updateinfo.ts';
import { attributeOf } from '../../xml-documents.ts';

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

type Common = Omit<Advisory, 'key' | 'scope' | 'ranges' | 'url'>;

function toCommon(notice: Notice): Common {
  return {
    id: notice.id,
    aliases: notice.cves,
    feed: 'amazon',
    scheme: 'rpm',
    state: 'fixed',
    versions: [],
    title: toTitle(notice.title.replace(/^.*?: /, '')),
    severities: opinionOf('Amazon', notice),
    publishedAt: notice.issuedAt,
    fixedAt: notice.issuedAt,
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
  };
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
