import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  asked,
  dated,
  evidence,
  flaw,
  image,
  instance,
  NOW,
  npmPackage,
  problem,
  ranked,
  secret,
  subject,
  waiverFault,
} from '../../test/policy-cases.ts';
import type { AdvisoryBuild } from '../model/advisory.ts';
import type { Finding } from '../model/finding.ts';
import { vulnerabilityFingerprint } from '../model/fingerprint.ts';
import type { GateInputs } from '../model/gate.ts';
import type { ReleaseSupport } from '../model/lifecycle.ts';
import type { Problem } from '../model/problem.ts';
import type { Subject } from './asked.ts';
import { createContext } from './context.ts';
import { createFindingFacts, createGapFacts, createImageFacts } from './facts.ts';
import type { FieldValue } from './field-values.ts';
import type { Facts } from './rules.ts';

interface Around {
  readonly subject?: Subject;
  readonly inputs?: Partial<GateInputs>;
}

function contextOf({ subject: given = subject(), inputs = {} }: Around) {
  return createContext(given, asked({ rules: [], inputs }), NOW);
}

function imageFacts(around: Around = {}): Facts {
  return createImageFacts(contextOf(around));
}

function findingValue(field: string, finding: Finding, around: Around = {}): FieldValue {
  const context = contextOf(around);
  return createFindingFacts(ranked(finding), context, createImageFacts(context)).get(field);
}

function gapValue(field: string, parts: Partial<Problem>): FieldValue {
  const context = contextOf({});
  return createGapFacts(problem(parts), context, createImageFacts(context)).get(field);
}

const at = (...layers: readonly number[]): Finding =>
  flaw({ instances: layers.map((layer) => instance({ layer })) });
const secretAt = (...layers: readonly (number | null)[]): Finding =>
  secret({ places: layers.map((layerIndex) => ({ ...secret().places[0]!, layerIndex })) });

const ALIASED = flaw({ aliases: ['GHSA-1'] });
const HISTORY = {
  reference: 'state.json',
  entries: [
    {
      key: vulnerabilityFingerprint('GHSA-1', 'pkg:npm/lib'),
      firstSeen: '2026-11-14',
      fixSeen: '',
      severity: 'high',
      severitySince: '2026-11-14',
    },
  ],
} as const;

const before = (packages: readonly string[], findings: readonly string[] | null): Partial<GateInputs> => ({
  baseline: { reference: 'main', digest: 'sha256:00', findings, packages },
});

type Row = readonly [field: string, finding: Finding, value: FieldValue, around?: Around];

const TABLE: readonly Row[] = [
  ['kind', flaw(), 'vulnerability'],
  ['kind', secret(), 'secret'],
  ['kind', waiverFault(), 'waiver'],
  ['severity', flaw({ severity: 'low' }), 'low'],
  ['severity', flaw({ severity: 'unknown' }), null],
  ['score', flaw({ score: 7.5 }), 7.5],
  ['score', flaw({ score: null }), null],
  ['score', secret(), undefined],
  ['rank', flaw(), 'soon'],
  ['id', flaw(), ['CVE-2024-1']],
  ['id', ALIASED, ['CVE-2024-1', 'GHSA-1']],
  ['id', secret(), 'token'],
  ['id', waiverFault(), 'waiver-unused'],
  ['known-exploited', flaw({ knownExploited: true }), 'true'],
  ['known-exploited', flaw(), 'false'],
  ['known-exploited', secret(), undefined],
  ['epss', flaw(), null],
  ['epss', flaw({ epss: { id: 'CVE-2024-1', score: 0.5, percentile: 0.9, feed: 'epss', dataAt: '' } }), 0.5],
  ['epss', secret(), undefined],
  ['fix', flaw({ fixedVersion: '2.0' }), 'available'],
  ['fix', flaw(), 'none'],
  ['fix', flaw({ state: 'fixed' }), null],
  ['fix', flaw({ instances: [instance(), instance({ fixedVersion: '2.0' })] }), 'available'],
  ['fix', secret(), undefined],
  ['vendor-state', flaw({ state: 'will-not-fix' }), 'will-not-fix'],
  ['vendor-state', secret(), undefined],
  ['secret-state', secret(), ['visible']],
  ['secret-state', secretAt(0, 1), ['visible']],
  ['secret-state', flaw(), undefined],
  ['standing', flaw(), 'counted'],
  ['age', dated('2026-11-20T23:59:59Z', null), 4],
  ['age', dated('2026-11-24T00:00:00Z', null), 0],
  ['age', dated('2027-01-01', null), 0],
  ['age', dated('', null), null],
  ['age', dated('soon', null), null],
  ['age', dated('2026-02-31', null), null],
  [
    'age',
    flaw({
      instances: [
        instance({
          evidence: [evidence({ publishedAt: '2026-11-01' }), evidence({ publishedAt: '2026-10-25' })],
        }),
      ],
    }),
    30,
  ],
  ['age', secret(), undefined],
  ['first-seen', flaw(), null],
  ['first-seen', ALIASED, 10, { inputs: { history: HISTORY } }],
  ['first-seen', flaw(), 0, { inputs: { history: HISTORY } }],
  ['first-seen', secret(), 0, { inputs: { history: HISTORY } }],
  ['first-seen', waiverFault(), undefined, { inputs: { history: HISTORY } }],
  ['owner', at(0), 'base'],
  ['owner', at(0, 0), 'base'],
  ['owner', at(1), 'own'],
  ['owner', at(0, 1), 'own'],
  ['owner', at(0, 2), null],
  ['owner', at(1, 2), 'own'],
  ['owner', at(2), null],
  ['owner', at(9), null],
  ['owner', secretAt(0), 'base'],
  ['owner', secretAt(0, 1), 'own'],
  ['owner', secretAt(null), null],
  ['owner', waiverFault(), undefined],
  ['reach', flaw(), null],
  ['package', flaw(), ['pkg:npm/lib', 'pkg:npm/lib@1.0']],
  [
    'package',
    flaw({
      instances: [instance({ purl: 'pkg:npm/lib@1.0?arch=x#y' }), instance({ purl: 'pkg:npm/lib@2.0' })],
    }),
    ['pkg:npm/lib', 'pkg:npm/lib@1.0', 'pkg:npm/lib@2.0'],
  ],
  ['package', secret(), undefined],
  ['ecosystem', flaw(), 'npm'],
  ['licence', flaw(), ['MIT']],
  ['licence', flaw(), null, { subject: subject({ packages: [npmPackage('pkg:npm/lib@1.0')] }) }],
  ['licence', flaw(), null, { subject: subject({ packages: [] }) }],
  ['check', secret(), 'token'],
  ['check', flaw(), undefined],
  ['path', at(0, 1), ['app/lib/package.json']],
  ['path', secret(), ['srv/key']],
  ['path', waiverFault(), undefined],
  ['expired', secret({ expiresAt: '2026-11-24T12:00:00Z' }), 'true'],
  ['expired', secret({ expiresAt: '2026-11-24T12:00:01Z' }), 'false'],
  ['expired', secret(), null],
  ['expired', waiverFault({ id: 'waiver-expired' }), 'true'],
  ['expired', waiverFault(), 'false'],
  ['expired', flaw(), undefined],
  ['change', flaw(), null],
  ['change', flaw(), 'added', { inputs: before([], []) }],
  ['change', flaw(), 'added', { inputs: before(['pkg:npm/lib@0.9'], []) }],
  ['change', flaw(), 'added', { inputs: before([], null) }],
  ['change', flaw(), 'newly-disclosed', { inputs: before(['pkg:npm/lib@1.0?arch=x'], []) }],
  ['change', flaw(), null, { inputs: before(['pkg:npm/lib@1.0'], null) }],
  ['change', flaw(), 'unchanged', { inputs: before(['pkg:npm/lib@1.0'], [flaw().fingerprint]) }],
  [
    'change',
    ALIASED,
    'unchanged',
    { inputs: before(['pkg:npm/lib@1.0'], [vulnerabilityFingerprint('GHSA-1', 'pkg:npm/lib')]) },
  ],
  ['change', secret(), 'added', { inputs: before([], []) }],
  ['change', secret(), 'unchanged', { inputs: before([], [secret().fingerprint]) }],
  ['change', secret(), null, { inputs: before([], null) }],
  ['change', waiverFault(), undefined, { inputs: before([], []) }],
  ['waiver-problem', waiverFault({ id: 'waiver-too-wide' }), 'too-wide'],
  ['waiver-problem', flaw(), undefined],
  ['platform', flaw(), 'linux/amd64'],
  ['problem', flaw(), undefined],
];

const build = (oldestAt: string): AdvisoryBuild => ({ digest: '', starter: false, oldestAt, snapshots: [] });
const runAs = (user: string): Around => ({
  subject: subject({ image: image({ config: { ...image().config, user } }) }),
});

function support(endsAt: string, state: ReleaseSupport['state']): ReleaseSupport {
  const days = { endsAt, daysLeft: null, toldUntil: '', extendedUntil: '' };
  return { id: 'debian', versionId: '12', label: '', state, ...days, feed: '', dataAt: '' };
}

const endsAt = (...days: readonly string[]): Around => ({
  subject: subject({ support: days.map((day) => support(day, day === '' ? 'unknown' : 'dated')) }),
});

const OF_IMAGES: readonly (readonly [field: string, value: FieldValue, around?: Around])[] = [
  ['coverage', 'complete'],
  ['database-age', null],
  ['database-age', null, { subject: subject({ advisories: build('') }) }],
  ['database-age', 3, { subject: subject({ advisories: build('2026-11-21T23:00:00Z') }) }],
  ['end-of-life', undefined],
  ['end-of-life', null, { subject: subject({ scanners: ['secret'] }) }],
  ['end-of-life', 10, endsAt('2026-12-04')],
  ['end-of-life', -4, endsAt('2026-12-04', '2026-11-20')],
  ['end-of-life', 10, endsAt('2026-12-04', '')],
  ['end-of-life', null, endsAt('')],
  ['end-of-life', undefined, { subject: subject({ support: [support('', 'open')] }) }],
  ['end-of-life', -1, { subject: subject({ support: [support('', 'ended')] }) }],
  ['image', ['reg.example.com/team/shop:1.2', 'reg.example.com/team/shop']],
  ['repository', ['reg.example.com/team/shop']],
  ['label', ['team=payments']],
  ['user', ['app:app']],
  ['user', ['root'], runAs('')],
  ['user', ['root', '0:0'], runAs('0:0')],
  ['user', ['root'], runAs('root')],
  ['base', null],
  ['base-approved', null],
  ['base-age', null],
  ['signed-by', null],
  ['stage', 'production'],
  ['scanner', ['vuln', 'secret']],
  ['scanner', null, { subject: subject({ scanners: [] }) }],
  ['severity', undefined],
];

const OF_GAPS: readonly (readonly [field: string, parts: Partial<Problem>, value: FieldValue])[] = [
  ['problem', {}, 'truncated-layer'],
  ['layer', {}, 1],
  ['layer', { layerIndex: null }, null],
  ['owner', {}, 'own'],
  ['owner', { layerIndex: 0 }, 'base'],
  ['owner', { layerIndex: 2 }, null],
  ['owner', { layerIndex: null }, null],
  ['path', {}, 'app/a.jar'],
  ['path', { path: '' }, null],
  ['severity', {}, undefined],
  ['platform', {}, 'linux/amd64'],
];

describe('values of fields', () => {
  for (const [index, [field, finding, value, around]] of TABLE.entries())
    test(`${index}: ${field} of a ${finding.kind}: ${JSON.stringify(value)}`, () =>
      assert.deepEqual(findingValue(field, finding, around), value));
  for (const [field, value, around] of OF_IMAGES)
    test(`${field} of an image: ${JSON.stringify(value)}`, () =>
      assert.deepEqual(imageFacts(around).get(field), value));
  for (const [field, parts, value] of OF_GAPS)
    test(`${field} of a gap: ${JSON.stringify(value)}`, () =>
      assert.deepEqual(gapValue(field, parts), value));
});
