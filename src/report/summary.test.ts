import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SAMPLE_REPORT, sampleFinding, sampleJudgement, samplePackage } from './fixtures/sample-report.ts';
import { compareJudgements, countFindings, countPackages, exitMeaning } from './summary.ts';

const JUDGEMENTS = SAMPLE_REPORT.decision.judgements;

describe('countFindings', () => {
  it('counts only counted findings, and the rest by reason', () => {
    const counts = countFindings(JUDGEMENTS);
    assert.equal(counts.counted, 8);
    assert.equal(counts.secrets, 1);
    assert.equal(counts.fixable, 5);
    assert.equal(counts.knownExploited, 1);
    assert.equal(counts.blocking, 4);
    assert.deepEqual(
      counts.bySeverity.map(({ severity, total, fixable }) => `${severity} ${total} ${fixable}`),
      ['critical 2 1', 'high 1 1', 'medium 2 2', 'low 1 0', 'negligible 1 0', 'unknown 1 1'],
    );
    assert.deepEqual(counts.notCounted, [
      { standing: 'informational', total: 1 },
      { standing: 'vendor-not-affected', total: 1 },
      { standing: 'vendor-status-unknown', total: 1 },
      { standing: 'shipped-by-package', total: 1 },
    ]);
  });

  it('calls a finding fixable only if every place has a fix', () => {
    const pkg = samplePackage({ ecosystem: 'npm', name: 'a', version: '1' });
    const finding = sampleFinding({ id: 'X-1', packages: [pkg, pkg], severity: 'low', fixedVersion: '2' });
    const [first, second] = finding.instances;
    const half = { ...finding, instances: [first!, { ...second!, fixedVersion: '' }] };
    assert.equal(countFindings([sampleJudgement(finding)]).fixable, 1);
    assert.equal(countFindings([sampleJudgement(half)]).fixable, 0);
    assert.equal(countFindings([sampleJudgement({ ...finding, instances: [] })]).fixable, 0);
  });

  it('counts nothing in nothing', () => {
    const counts = countFindings([]);
    assert.equal(counts.counted, 0);
    assert.deepEqual(counts.notCounted, []);
    assert.equal(counts.bySeverity.length, 6);
  });
});

describe('order and words', () => {
  it('puts exploited before severe, counted before the rest', () => {
    const ids = [...JUDGEMENTS]
      .reverse()
      .sort(compareJudgements)
      .map((j) => j.ranked.finding.id);
    assert.deepEqual(ids, [
      'shop-token',
      'CVE-2031-0100',
      'CVE-2031-0001',
      'GHSA-pppp-qqqq-rrrr',
      'CVE-2031-0003',
      'GHSA-ssss-tttt-vvvv',
      'CVE-2031-0002',
      'GO-2031-0007',
      'CVE-2031-0500',
      'private-key-rsa',
      'CVE-2031-0600',
      'CVE-2031-0601',
    ]);
  });

  it('counts packages by ecosystem', () => {
    const counts = countPackages(SAMPLE_REPORT.packages).map(
      ({ ecosystem, total }) => `${ecosystem} ${total}`,
    );
    assert.deepEqual(counts, ['apk 1', 'dpkg 3', 'golang 1', 'maven 1', 'npm 3', 'pypi 1']);
  });

  it('has words for exit codes', () => {
    assert.equal(exitMeaning(3, SAMPLE_REPORT.decision), 'not checkable, or only in part');
    assert.equal(exitMeaning(99, SAMPLE_REPORT.decision), 'unknown');
  });
});
