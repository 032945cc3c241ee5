/**
 * Several records of one package that are about one flaw, as one word. A distribution may tell in one file that a package is
 * affected, in a second that nobody will fix it, and in a third when the fix came out: each says what the others leave out.
 */
import type { Advisory, AdvisoryState, SchemeId } from '../model/advisory.ts';
import { isNotice } from '../model/notice.ts';
import { idsOf } from './flaws.ts';

/**
 * `all`: of one key. What is only "affected" takes the state of a record that knows more. A notice (DSA, USN) is for all releases of
 * a package, and may name flaws that this one never had: of those of which there is a record of their own, that decides, and
 * takes from the notice its id and the day of the fix.
 */
export function toOneWord(all: readonly Advisory[]): readonly Advisory[] {
  const notices = all.filter(isOfNotice);
  const remarks = findRemarks(all);
  if (notices.length === 0 && remarks.length === 0) return all;
  const remarked = applyRemarks(all, groupByFlaw(remarks));
  return notices.length === 0 ? remarked : applyNotices(remarked, notices);
}

/** They say more than "affected", of all versions. */
const REMARKS: readonly AdvisoryState[] = [
  'will-not-fix',
  'fix-deferred',
  'end-of-life',
  'under-investigation',
];

function isRemark({ state, ranges, versions }: Advisory): boolean {
  return REMARKS.includes(state) && ranges.length === 0 && versions.length === 0;
}

/** Those that may say more of something. Nearly every key has remarks, and few have anything that they are about. */
function findRemarks(all: readonly Advisory[]): readonly Advisory[] {
  const open = new Set(all.filter(isOnlyAffected).map(cveOf));
  return open.size === 0 ? [] : all.filter((advisory) => isRemark(advisory) && open.has(cveOf(advisory)));
}

function applyRemarks(
  all: readonly Advisory[],
  remarks: ReadonlyMap<string, readonly Advisory[]>,
): readonly Advisory[] {
  if (remarks.size === 0) return all;
  const used = new Set<Advisory>();
  const remarked = all.map((advisory) => {
    const flaw = isOnlyAffected(advisory) ? flawOf(advisory) : null;
    const remark = flaw === null ? undefined : remarks.get(flaw)?.find((one) => saysMore(one, advisory));
    if (remark === undefined) return advisory;
    used.add(remark);
    return { ...advisory, state: remark.state };
  });
  return used.size === 0 ? all : remarked.filter((advisory) => !used.has(advisory));
}

/**
 * That nobody has looked yet is more only where one distribution says both: there, "affected" is what its form of records
 * makes of it.
 */
function saysMore(remark: Advisory, { feed, scheme }: Advisory): boolean {
  if (remark.state !== 'under-investigation') return true;
  return remark.feed === feed && SCHEMES_OF_DISTRIBUTIONS.includes(scheme);
}

const SCHEMES_OF_DISTRIBUTIONS: readonly SchemeId[] = ['alpm', 'apk', 'deb', 'rpm'];

function isOnlyAffected({ state, ranges }: Advisory): boolean {
  return state === 'affected' && ranges.every(({ fixed }) => fixed === null);
}

function isOfNotice(advisory: Advisory): boolean {
  return isNotice(advisory.id) && advisory.aliases.some(isCve);
}

function applyNotices(all: readonly Advisory[], notices: readonly Advisory[]): readonly Advisory[] {
  const flaws = new Set(all.map(flawOf));
  const byAlias = groupByAlias(notices);
  const ofNotices = new Set(notices);
  return all.flatMap((advisory) => {
    if (ofNotices.has(advisory)) return withoutFlaws(advisory, flaws);
    return advisory.state === 'fixed' ? withNotices(advisory, byAlias) : advisory;
  });
}

/** The notice of what nothing else is about; nothing if that is none of its flaws. */
function withoutFlaws(notice: Advisory, flaws: ReadonlySet<string | null>): readonly Advisory[] {
  const aliases = notice.aliases.filter((id) => !(isCve(id) && flaws.has(flawText(id, notice))));
  if (aliases.length === notice.aliases.length) return [notice];
  return aliases.some(isCve) ? [{ ...notice, aliases }] : [];
}

function fixText({ feed, scope, ranges }: Advisory): string {
  return [feed, scope.stream, ...ranges.map(({ fixed }) => fixed ?? '')].join('\n');
}

type ByAlias = ReadonlyMap<string, readonly Advisory[]>;

function groupByAlias(notices: readonly Advisory[]): ByAlias {
  const byAlias = new Map<string, Advisory[]>();
  for (const notice of notices) {
    for (const alias of notice.aliases) {
      const known = byAlias.get(alias);
      if (known === undefined) byAlias.set(alias, [notice]);
      else known.push(notice);
    }
  }
  return byAlias;
}

/** Of notices with the same fix. */
function withNotices(advisory: Advisory, byAlias: ByAlias): Advisory {
  const near = new Set(idsOf(advisory).flatMap((id) => byAlias.get(id) ?? []));
  if (near.size === 0) return advisory;
  const fix = fixText(advisory);
  const about = [...near].filter((notice) => fixText(notice) === fix);
  if (about.length === 0) return advisory;
  const [firstDay = ''] = about.flatMap(({ fixedAt }) => (fixedAt === '' ? [] : [fixedAt])).sort();
  const aliases = [...new Set([...advisory.aliases, ...about.map(({ id }) => id)])].sort();
  return { ...advisory, aliases, fixedAt: advisory.fixedAt === '' ? firstDay : advisory.fixedAt };
}

function groupByFlaw(advisories: readonly Advisory[]): ReadonlyMap<string, readonly Advisory[]> {
  const byFlaw = new Map<string, Advisory[]>();
  for (const advisory of advisories) {
    const flaw = flawOf(advisory);
    if (flaw !== null) byFlaw.set(flaw, [...(byFlaw.get(flaw) ?? []), advisory]);
  }
  return byFlaw;
}

/** For a record of one CVE: that, and the part of the namespace it is for; null for any other. */
function flawOf(advisory: Advisory): string | null {
  const cve = cveOf(advisory);
  return cve === null ? null : flawText(cve, advisory);
}

/** Null for a notice, and for a record of none or of several. */
function cveOf({ id, aliases }: Advisory): string | null {
  if (isNotice(id)) return null;
  let cve = isCve(id) ? id : null;
  for (const alias of aliases) {
    if (!isCve(alias) || alias === cve) continue;
    if (cve !== null) return null;
    cve = alias;
  }
  return cve;
}

function flawText(cve: string, { scope }: Advisory): string {
  return `${cve}\n${scope.stream}\n${scope.moduleStream}\n${scope.arches.join(' ')}`;
}

function isCve(id: string): boolean {
  return id.startsWith('CVE-');
}
