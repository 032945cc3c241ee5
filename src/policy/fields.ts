/**
 * What rules can ask about: the table of fields. A policy is checked against it, and its documentation is made of it.
 * How a field's value is taken from a finding, a gap or an image: field-values.ts.
 */
import type { RuleSubject } from '../model/policy.ts';
import type { RankedFinding } from '../model/report.ts';
import type { Severity } from '../model/severity.ts';

/**
 * `word`: one of a fixed list; `truth`: `true` or `false`; `text`: compared as it is, or by a glob with `*`; `number`;
 * `days`: whole days, UTC; `severity` and `tier`: words with an order.
 */
export type FieldType = 'word' | 'truth' | 'text' | 'number' | 'days' | 'severity' | 'tier';

export interface Field {
  readonly name: string;
  /** What it is a property of. */
  readonly of: RuleSubject;
  /** The rules that may ask for it: those about the image may be asked in any rule. */
  readonly subjects: readonly RuleSubject[];
  readonly type: FieldType;
  /** All words that it can be, of `word`, `severity` and `tier`; empty for other types. */
  readonly words: readonly string[];
  readonly meaning: string;
  /** False = this version has no data for it: it is always unknown. */
  readonly hasData: boolean;
}

/** Not the word `unknown`: a finding whose severity no source gives has an unknown one. */
const SEVERITY_WORDS: readonly Exclude<Severity, 'unknown'>[] = [
  'critical',
  'high',
  'medium',
  'low',
  'negligible',
];
const TIER_WORDS: readonly RankedFinding['tier'][] = ['act-now', 'soon', 'planned', 'watch'];

/** Words with an order, worst first. */
const ORDERED: Readonly<Record<string, readonly string[]>> = { severity: SEVERITY_WORDS, tier: TIER_WORDS };

const FINDING: readonly RuleSubject[] = ['finding'];
const GAP: readonly RuleSubject[] = ['gap'];
const ANY: readonly RuleSubject[] = ['finding', 'gap', 'image'];

type Row = readonly [name: string, type: FieldType | readonly string[], meaning: string];

const FINDING_ROWS: readonly Row[] = [
  [
    'kind',
    ['vulnerability', 'secret', 'waiver'],
    'What it is: a flaw, a secret, or something wrong with a waiver.',
  ],
  ['severity', 'severity', 'How bad it is; unknown where no source says.'],
  ['score', 'number', 'The CVSS base score that the severity rests on, 0 to 10.'],
  ['rank', 'tier', 'How urgent it is: known exploitation, then severity and whether there is a fix.'],
  [
    'id',
    'text',
    'The id of the flaw, or one of its aliases; of a secret the detector; of a waiver what is wrong.',
  ],
  ['known-exploited', 'truth', 'True where a source lists the flaw as exploited in the wild.'],
  [
    'epss',
    'number',
    'Probability of exploitation within 30 days, 0 to 1 (FIRST, EPSS); unknown where the database has no such table.',
  ],
  [
    'fix',
    ['available', 'none'],
    'Whether there is a fix for one of the places; unknown where that cannot be told.',
  ],
  [
    'vendor-state',
    [
      'fixed',
      'affected',
      'fixed-with-subscription',
      'will-not-fix',
      'fix-deferred',
      'end-of-life',
      'under-investigation',
      'not-affected',
    ],
    'What the vendor says of its product.',
  ],
  [
    'secret-state',
    ['visible', 'removed', 'overwritten', 'in-config'],
    'What became of the secret in the image; one of its places is enough.',
  ],
  [
    'standing',
    [
      'counted',
      'informational',
      'vendor-not-affected',
      'vendor-status-unknown',
      'shipped-by-package',
      'published-example',
      'shared-default-key',
      'allowed',
    ],
    'Whether it counts against the image: rules are asked about what is counted.',
  ],
  ['age', 'days', 'Days since the flaw was published, by the earliest of its advisories.'],
  ['first-seen', 'days', 'Days since it was first seen here, by the state; unknown without one.'],
  ['owner', ['base', 'own'], 'Whose layers it is in: the base image’s only where all of its places are.'],
  ['reach', ['reachable', 'not-reachable'], 'Whether the affected code is used.'],
  [
    'package',
    'text',
    'The package URL, without version or with it: `pkg:npm/lodash`, `pkg:npm/lodash@4.17.20`.',
  ],
  [
    'ecosystem',
    [
      'apk',
      'cos',
      'cran',
      'dpkg',
      'flatpak',
      'gem',
      'golang',
      'homebrew',
      'maven',
      'nix',
      'npm',
      'nuget',
      'opkg',
      'pacman',
      'portage',
      'pypi',
      'rpm',
      'snap',
    ],
    'Where the package comes from.',
  ],
  ['licence', 'text', 'A licence that the package declares, as it spells it.'],
  ['check', 'text', 'The id of the detector or check that found it.'],
  ['path', 'text', 'A file in the image that it is in.'],
  ['expired', 'truth', 'True where the secret or waiver has expired.'],
  [
    'change',
    ['added', 'newly-disclosed', 'unchanged'],
    'Against the baseline: the package came with this change; it was there and the flaw is new; both were there.',
  ],
  ['waiver-problem', ['expired', 'incomplete', 'too-wide', 'unused'], 'What is wrong with the waiver.'],
];

const GAP_ROWS: readonly Row[] = [
  ['problem', 'text', 'The code of the problem for which the coverage is not complete.'],
  ['layer', 'number', 'The index of the layer that it is in, from 0; unknown where it is in none.'],
];

const IMAGE_ROWS: readonly Row[] = [
  ['coverage', ['complete', 'partial', 'not-checkable'], 'How much of the image could be judged.'],
  ['database-age', 'days', 'Days since the oldest of the advisories that were used was fetched.'],
  [
    'end-of-life',
    'days',
    'Days until the release of the distribution gets no more fixes for flaws; below 0 once it is over, none for a rolling release.',
  ],
  ['image', 'text', 'The reference of the image, one of its names, or one of its digests.'],
  ['repository', 'text', 'The reference without tag and digest.'],
  ['label', 'text', 'A label of the image’s config, `name=value`.'],
  ['platform', 'text', '`linux/amd64`.'],
  [
    'user',
    'text',
    'Who its processes run as, as the config says; `root` where that is user 0 or nobody is named.',
  ],
  ['base', 'text', 'The reference of the base image.'],
  ['base-approved', 'truth', 'Whether the base image is one of the approved ones.'],
  ['base-age', 'days', 'Days since the base image was built.'],
  ['signed-by', 'text', 'Who signed the image, where the signature was checked.'],
  ['stage', 'text', 'The stage of the policy that is asked for.'],
  ['scanner', ['vuln', 'secret'], 'What was looked for.'],
];

const WITHOUT_DATA: ReadonlySet<string> = new Set([
  'reach',
  'base',
  'base-approved',
  'base-age',
  'signed-by',
]);

/** Of what findings have, gaps have these too. */
const OF_GAPS_TOO: ReadonlySet<string> = new Set(['owner', 'path']);

/** All fields, in the order in which they are documented. */
export const FIELDS: readonly Field[] = [
  ...FINDING_ROWS.map((row) =>
    toField(row, 'finding', OF_GAPS_TOO.has(row[0]) ? ['finding', 'gap'] : FINDING),
  ),
  ...GAP_ROWS.map((row) => toField(row, 'gap', GAP)),
  ...IMAGE_ROWS.map((row) => toField(row, 'image', ANY)),
];

function toField([name, type, meaning]: Row, of: RuleSubject, subjects: readonly RuleSubject[]): Field {
  const hasData = !WITHOUT_DATA.has(name);
  if (typeof type !== 'string') return { name, of, subjects, type: 'word', words: type, meaning, hasData };
  return { name, of, subjects, type, words: ORDERED[type] ?? [], meaning, hasData };
}

const BY_NAME: ReadonlyMap<string, Field> = new Map(FIELDS.map((field) => [field.name, field]));

/** Null for a name that is no field. */
export function findField(name: string): Field | null {
  return BY_NAME.get(name) ?? null;
}

/**
 * The number that a severity or tier is compared by in tests of a policy: the worse, the higher, from 1. Null for a word
 * that is none, and for fields of other types.
 */
export function toRank(field: Field, word: string): number | null {
  const ordered = ORDERED[field.type] ?? [];
  const place = ordered.indexOf(word);
  return place < 0 ? null : ordered.length - place;
}
