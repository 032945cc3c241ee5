import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { SEVERITIES, type SeverityOpinion } from '../model/severity.ts';
import { chooseSeverity, sortOpinions } from './severity.ts';

const V31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const V40 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';
const V2 = 'AV:N/AC:L/Au:N/C:P/I:P/A:P';

const word = (source: string, severity: SeverityOpinion['severity']): SeverityOpinion => ({
  source,
  severity,
  score: null,
  vector: '',
});
const scored = (source: string, score: number, vector: string): SeverityOpinion => ({
  source,
  severity: score >= 9 ? 'critical' : 'high',
  score,
  vector,
});

type Row = readonly [
  what: string,
  namespaces: readonly string[],
  opinions: readonly SeverityOpinion[],
  shown: string,
];

const TABLE: readonly Row[] = [
  ['nothing is unknown', [], [], 'unknown  null'],
  [
    'an opinion that says nothing is passed over',
    [],
    [word('GHSA', 'unknown'), word('OSV', 'low')],
    'low OSV null',
  ],
  ['only unknown ones', [], [word('GHSA', 'unknown')], 'unknown  null'],
  [
    'the distribution first',
    ['debian:12'],
    [scored('NVD', 9.8, V31), word('Debian', 'low')],
    'low Debian null',
  ],
  ['but not another one', ['debian:12'], [word('Ubuntu', 'low'), word('GHSA', 'high')], 'high GHSA null'],
  ['GHSA before NVD', ['npm'], [scored('NVD', 9.8, V31), word('GHSA', 'medium')], 'medium GHSA null'],
  [
    'a word before a score, which it takes',
    ['npm'],
    [scored('GHSA', 9.8, V31), word('GHSA', 'high')],
    'high GHSA 9.8',
  ],
  [
    'newer CVSS first',
    [],
    [scored('NVD', 7.5, V2), scored('NVD', 9.8, V31), scored('NVD', 9.3, V40)],
    'critical NVD 9.3',
  ],
  [
    'another source never lends its score',
    ['debian:12'],
    [word('Debian', 'low'), scored('NVD', 9.8, V31)],
    'low Debian null',
  ],
  ['an inherited name is no distribution', ['constructor:1'], [word('NVD', 'low')], 'low NVD null'],
];

describe('severity shown', () => {
  for (const [what, namespaces, opinions, shown] of TABLE) {
    test(what, () => {
      for (const order of [opinions, opinions.toReversed()]) {
        const { severity, source, score } = chooseSeverity(sortOpinions(order, namespaces));
        assert.equal(`${severity} ${source} ${score}`, shown);
      }
    });
  }

  test('every opinion is kept once, in an order that depends on nothing else', () => {
    const opinion = fc.record({
      source: fc.constantFrom('GHSA', 'NVD', 'Debian', 'OSV'),
      severity: fc.constantFrom(...SEVERITIES),
      score: fc.constantFrom(null, 5, 9.8),
      vector: fc.constantFrom('', V2, V31, V40),
    });
    fc.assert(
      fc.property(fc.array(opinion, { maxLength: 8 }), (opinions) => {
        const sorted = sortOpinions(opinions, ['debian:12']);
        assert.deepEqual(sortOpinions([...opinions.toReversed(), ...opinions], ['debian:12']), sorted);
        for (const o of opinions) assert.ok(sorted.some((s) => JSON.stringify(s) === JSON.stringify(o)));
      }),
    );
  });
});
