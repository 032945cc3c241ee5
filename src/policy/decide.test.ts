import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { finding } from '../../test/findings.ts';
import type { RankedFinding } from '../model/report.ts';
import { SEVERITIES, type Severity } from '../model/severity.ts';
import { type Asked, decide, type Subject } from './decide.ts';

type Parts = Parameters<typeof finding>[0];
const ranked = (parts: Parts): RankedFinding => ({ finding: finding(parts), tier: 'watch' });

const TABLE: readonly (readonly [parts: Parts, failOn: Severity | null, outcome: string, because: RegExp])[] =
  [
    [{ severity: 'critical' }, null, 'pass', /no judgement/],
    [{ severity: 'critical' }, 'critical', 'block', /critical is at or above critical/],
    [{ severity: 'critical' }, 'low', 'block', /critical is at or above low/],
    [{ severity: 'high' }, 'high', 'block', /high is at or above high/],
    [{ severity: 'medium' }, 'high', 'pass', /medium is below high/],
    [{ severity: 'negligible' }, 'negligible', 'block', /at or above/],
    [{ severity: 'unknown' }, 'negligible', 'pass', /no source gives a severity/],
    [{ severity: 'unknown' }, 'unknown', 'block', /at or above/],
    [{ severity: 'low', knownExploited: true }, 'high', 'pass', /low is below high/],
    [
      { severity: 'critical', standing: 'informational', standingReason: 'kernel headers' },
      'low',
      'pass',
      /informational.*kernel headers/,
    ],
    [
      { severity: 'critical', standing: 'vendor-not-affected', standingReason: 'why' },
      'low',
      'pass',
      /vendor-not-affected.*why/,
    ],
    [
      { severity: 'critical', standing: 'vendor-status-unknown', standingReason: 'why' },
      'low',
      'pass',
      /vendor-status-unknown/,
    ],
  ];

const NOW = '2031-01-01T00:00:00Z';
const SUBJECT = {} as Subject;
const asked = (severity: Severity | null): Asked =>
  severity === null ? { kind: 'none' } : { kind: 'fail-on', severity };

describe('decide', () => {
  for (const [parts, failOn, outcome, because] of TABLE) {
    test(`${JSON.stringify(parts)} at ${failOn}: ${outcome}`, () => {
      const decision = decide([ranked(parts)], SUBJECT, asked(failOn), NOW);
      assert.equal(decision.verdict, outcome);
      assert.deepEqual(decision.basis, asked(failOn));
      assert.equal(decision.judgements[0]?.outcome, outcome);
      assert.match(decision.judgements[0]?.because ?? '', because);
    });
  }

  test('passes what has no findings', () => {
    for (const failOn of [null, ...SEVERITIES])
      assert.equal(decide([], SUBJECT, asked(failOn), NOW).verdict, 'pass');
  });

  test('one finding blocks; the others keep their place and their outcome', () => {
    const all = [
      ranked({ severity: 'low' }),
      ranked({ severity: 'critical' }),
      ranked({ severity: 'medium' }),
    ];
    const decision = decide(all, SUBJECT, asked('high'), NOW);
    assert.equal(decision.verdict, 'block');
    assert.deepEqual(
      decision.judgements.map((j) => j.outcome),
      ['pass', 'block', 'pass'],
    );
    assert.deepEqual(
      decision.judgements.map((j) => j.ranked),
      all,
    );
  });
});
