/** The sections `waivers` and `vex` of several documents become one; final ones take nothing from who extends them. */
import type { Policy, TrustRule, WaiverField, WaiverRules } from '../../model/policy.ts';
import type { Flaw } from './flaw.ts';
import type { Placed } from './loaded-document.ts';
import { WAIVER_FIELDS } from './parse-sections.ts';
import type { Key, Named } from './policy-text.ts';

/** Sources of the policy itself first; what is demanded is demanded by any of them. */
export function joinWaivers(documents: readonly Placed[], flaws: Flaw[]): WaiverRules {
  checkFinal(documents, ({ text }) => text.waivers, flaws);
  const sources = documents.flatMap(({ text, index, keys }) =>
    (text.waivers?.sources ?? []).map(({ reference, key, demanded }) => ({
      reference,
      document: index,
      publicKey: pemOf(key, keys),
      demanded,
    })),
  );
  return { sources, demand: joinDemands(documents), maxDays: joinDays(documents) };
}

/** In order: entries of the policy itself first. */
export function joinTrust(documents: readonly Placed[], flaws: Flaw[]): Policy['trust'] {
  checkFinal(documents, ({ text }) => text.vex, flaws);
  return documents.flatMap(({ text, index, keys }) =>
    (text.vex?.trust ?? []).map(
      ({ key, ...rest }): TrustRule => ({ ...rest, document: index, publicKey: pemOf(key, keys) }),
    ),
  );
}

function pemOf(key: Key, keys: ReadonlyMap<string, string>): string {
  return key === null ? '' : (keys.get(key.path) ?? '');
}

/** All where no document says what. One that is extended and lists waivers without saying it demands all. */
function joinDemands(documents: readonly Placed[]): readonly WaiverField[] {
  const said = documents.flatMap(({ text }) => text.waivers?.demand ?? []);
  const isSaid = documents.some(({ text }) => text.waivers?.demand != null);
  const demandsAll = documents.some(
    ({ index, text, reach }) =>
      index > 0 &&
      text.waivers?.demand === null &&
      ![...reach].some((i) => documents[i]!.text.waivers?.demand != null),
  );
  return WAIVER_FIELDS.filter((field) => !isSaid || demandsAll || said.includes(field));
}

/** The shortest; 0 = none says. */
function joinDays(documents: readonly Placed[]): number {
  const said = documents.flatMap(({ text }) => text.waivers?.maxDays || []);
  return said.reduce((least, days) => (least === 0 ? days : Math.min(least, days)), 0);
}

type SectionOf = (document: Placed) => (Named & { readonly final: boolean }) | null;

function checkFinal(documents: readonly Placed[], sectionOf: SectionOf, flaws: Flaw[]): void {
  for (const document of documents) {
    if (sectionOf(document)?.final !== true) continue;
    for (const other of documents) {
      const section = sectionOf(other);
      if (section === null || document.reach.has(other.index)) continue;
      flaws.push({
        document: other.reference,
        line: section.line,
        path: section.path,
        what: `\`${section.name}\` is final in ${document.reference}: nothing can be added to it or changed`,
        hint: `leave \`${section.name}\` out here`,
      });
    }
  }
}
