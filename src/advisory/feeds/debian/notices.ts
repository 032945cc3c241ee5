/**
 * Debian's lists of notices (`data/DSA/list`, `data/DLA/list` of the security tracker, described in its `doc/`): since when
 * a fix is out. They also name the fixes of releases that the tracker's JSON has left. Left out: notes, and what a notice
 * says of releases without a fix, which is the tracker's to say.
 */
import { type Advisory, EVERYWHERE } from '../../../model/advisory.ts';
import { debianRelease } from '../../../model/namespace.ts';
import { damagedFile } from '../../damaged-file.ts';
import { type Doc, type Parsed, toTitle } from '../../feed.ts';
import { isName, listOf, parseObject, textOf } from '../../fields.ts';
import { pageOf } from '../../page.ts';
import { readPlain } from '../../plain.ts';

/** True for the first bytes of a list. */
export function isNotices(head: string): boolean {
  return HEADING.test(head.split('\n', 1)[0]!);
}

/** One document for each notice, with all of its revisions, the newest first. */
export async function* noticeDocuments(path: string): AsyncGenerator<Doc> {
  const groups = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of (await readLines(path)).split('\n')) {
    const number = HEADING.exec(line)?.[2];
    if (number !== undefined) {
      lines = groups.get(number) ?? [];
      groups.set(number, lines);
    }
    lines.push(line);
  }
  for (const [number, all] of groups)
    yield { place: `${path}#${number}`, text: JSON.stringify({ notice: all }), damage: '' };
}

/** True for a notice's document, false for a package's. */
export function isNoticeText(text: string): boolean {
  return text.startsWith('{"notice":[');
}

/** Revisions of one notice. A regression update seldom repeats the flaws: they are those of the others. */
export function parseNotice(text: string): Parsed {
  const revisions = toRevisions(listOf(parseObject(text)['notice']).map(textOf));
  if (revisions.length === 0) throw new Error('it is no notice');
  const all = [...new Set(revisions.flatMap(({ flaws }) => flaws))].sort();
  const skipped: string[] = [];
  const advisories = revisions.flatMap((revision) => {
    const aliases = revision.flaws.length > 0 ? revision.flaws : all;
    return revision.fixes.flatMap((fix) => {
      const release = debianRelease(fix.codename);
      if (release === null) skipped.push(`unknown-release:${fix.codename.slice(0, 30)}`);
      return release === null ? [] : [toAdvisory({ ...revision, aliases }, fix, release)];
    });
  });
  return { advisories, detail: null, skipped, modifiedAt: '' };
}

/** `[29 Mar 2023] DSA-5380-1 xorg-server - security update` */
const HEADING = /^\[(\d{1,2} [A-Z][a-z]{2} \d{4})\] ((?:DSA|DLA)-\d+)(-\d+)? (\S+)(?: - (.*))?/;
/** `	[bullseye] - xorg-server 2:1.20.11-1+deb11u6`; in place of the version a word such as `<not-affected>`. */
const FIX = /^\s+\[([a-z]+)\]\s+- (\S+) ([^\s<]\S*)/;
const FLAWS = /^\s+\{([^}]*)\}/;
const MOST_BYTES = 64 * 1024 * 1024;

interface Fix {
  readonly codename: string;
  readonly name: string;
  readonly version: string;
}

interface Revision {
  readonly id: string;
  readonly day: string;
  readonly title: string;
  readonly flaws: string[];
  readonly fixes: Fix[];
}

function toRevisions(lines: readonly string[]): readonly Revision[] {
  const revisions: Revision[] = [];
  for (const line of lines) {
    const [, date, number, revision = '', name, title = ''] = HEADING.exec(line) ?? [];
    if (date !== undefined)
      revisions.push({
        id: `${number}${revision}`,
        day: toDay(date),
        title: toTitle(`${name}: ${title}`),
        flaws: [],
        fixes: [],
      });
    else readLine(line, revisions.at(-1));
  }
  return revisions;
}

function readLine(line: string, revision: Revision | undefined): void {
  const flaws = FLAWS.exec(line)?.[1]?.split(/\s+/) ?? [];
  revision?.flaws.push(...flaws.filter((id) => /^CVE-\d{4}-\d+$/.test(id)));
  const [, codename, name, version] = FIX.exec(line) ?? [];
  if (codename !== undefined && isName(name) && isName(version))
    revision?.fixes.push({ codename, name, version });
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `29 Mar 2023` in UTC ISO 8601; empty for no such month. */
function toDay(date: string): string {
  const [day, month, year] = date.split(' ');
  const number = MONTHS.indexOf(month!) + 1;
  if (number === 0) return '';
  return `${year}-${String(number).padStart(2, '0')}-${day!.padStart(2, '0')}T00:00:00Z`;
}

function toAdvisory(
  { id, day, title, aliases }: Revision & { readonly aliases: readonly string[] },
  { name, version }: Fix,
  release: string,
): Advisory {
  return {
    id,
    aliases: [...new Set(aliases)].sort(),
    feed: 'debian',
    key: { namespace: `debian:${release}`, name },
    scope: EVERYWHERE,
    scheme: 'deb',
    ranges: [{ introduced: null, fixed: version, lastAffected: null }],
    versions: [],
    state: 'fixed',
    title,
    severities: [],
    publishedAt: day,
    fixedAt: day,
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: pageOf('debian', id),
  };
}

async function readLines(path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of readPlain(path)) {
    size += chunk.length;
    if (size > MOST_BYTES) throw damagedFile(path, `it is larger than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
