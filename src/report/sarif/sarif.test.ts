import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Judgement, ScanReport } from '../../model/report.ts';
import { GATE_REPORT } from '../fixtures/gate-report.ts';
import {
  EMPTY_REPORT,
  hostileReport,
  IN_NATURAL_ORDER,
  largeReport,
  SAMPLE_REPORT,
  SAMPLE_TIMESTAMP,
  sampleFinding,
  sampleJudgement,
  samplePackage,
} from '../fixtures/sample-report.ts';
import { schemaErrors } from '../fixtures/validate.ts';
import { isVulnerability } from '../kinds.ts';
import { toCategories } from './category.ts';
import { compareResults, measureCut, SARIF_LIMITS, withinLimits } from './limits.ts';
import { sarifReporter } from './sarif.ts';
import { cutText, toMessage, toUri } from './text.ts';

interface Notification {
  readonly descriptor: { readonly id: string };
  readonly level: string;
  readonly message: { readonly text: string };
}

interface Run {
  readonly tool: {
    readonly driver: {
      readonly rules: readonly {
        readonly id: string;
        readonly defaultConfiguration: { readonly level: string };
        readonly properties: { readonly 'security-severity'?: string; readonly tags: readonly string[] };
      }[];
    };
  };
  readonly automationDetails: { readonly id: string };
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly exitCode: number;
    readonly toolExecutionNotifications: readonly Notification[];
  }[];
  readonly results: readonly {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly kind: string;
    readonly level: string;
    readonly locations: readonly object[];
    readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[];
    readonly partialFingerprints: Readonly<Record<string, string>>;
  }[];
  readonly properties: { readonly leftOut: Readonly<Record<string, number>> };
}

function runsOf(reports: readonly ScanReport[]): readonly Run[] {
  const options = {
    timestamp: SAMPLE_TIMESTAMP,
    terminal: { colour: false, width: 80 },
    compareVersions: IN_NATURAL_ORDER,
  };
  return JSON.parse([...sarifReporter.write(reports, options)].join('')).runs;
}

function withJudgements(judgements: readonly Judgement[]): ScanReport {
  return { ...SAMPLE_REPORT, decision: { ...SAMPLE_REPORT.decision, judgements } };
}

describe('sarif', () => {
  const [run] = runsOf([SAMPLE_REPORT]);

  it('puts the urgent first and links results with their rules', () => {
    const { rules } = run!.tool.driver;
    assert.equal(run!.results[0]?.ruleId, 'shop-token');
    for (const result of run!.results) assert.equal(rules[result.ruleIndex]?.id, result.ruleId);
  });

  it('gives a level to counted findings only', () => {
    assert.deepEqual(
      run!.results.map(({ ruleId, kind, level }) => `${ruleId} ${kind} ${level}`),
      [
        'shop-token fail error',
        'CVE-2031-0100 fail warning',
        'CVE-2031-0001 fail error',
        'GHSA-pppp-qqqq-rrrr fail error',
        'CVE-2031-0003 fail warning',
        'GHSA-ssss-tttt-vvvv fail warning',
        'CVE-2031-0002 fail note',
        'GO-2031-0007 fail note',
        'CVE-2031-0500 informational none',
        'private-key-rsa informational none',
        'CVE-2031-0600 notApplicable none',
        'CVE-2031-0601 review none',
      ],
    );
  });

  it('gives rules a number that agrees with the word shown', () => {
    const numbers = run!.tool.driver.rules.map(
      ({ id, properties }) => `${id} ${properties['security-severity']}`,
    );
    assert.deepEqual(numbers.slice(0, 10), [
      'shop-token 9.5',
      'CVE-2031-0100 6.6',
      'CVE-2031-0001 9.8',
      'GHSA-pppp-qqqq-rrrr 8.0',
      'CVE-2031-0003 5.5',
      'GHSA-ssss-tttt-vvvv undefined',
      'CVE-2031-0002 2.0',
      'GO-2031-0007 0.1',
      'CVE-2031-0500 undefined',
      'private-key-rsa undefined',
    ]);
  });

  it('keeps suppressed what a waiver or a VEX statement takes out of the count', () => {
    const [judged] = runsOf([GATE_REPORT]);
    const suppressed = judged!.results.flatMap(({ ruleId, suppressions }) =>
      suppressions!.map(({ kind, justification }) => `${ruleId} ${kind} ${justification}`),
    );
    assert.deepEqual(suppressed, [
      'GHSA-pppp-qqqq-rrrr external Waiver pad: waived until 2031-04-30: the function is never called (claimed: A. Lead)',
      'CVE-2031-0003 external VEX ./vex/shop.json#0: Shop Security says that it is not affected (vulnerable_code_not_in_execute_path)',
    ]);
    assert.ok(run!.results.every(({ suppressions }) => suppressions === undefined));
  });

  it('says where a waiver at fault is written', () => {
    const [judged] = runsOf([GATE_REPORT]);
    const result = judged!.results.find(({ ruleId }) => ruleId === 'waiver-expired');
    assert.deepEqual(result?.locations, [
      {
        physicalLocation: { artifactLocation: { uri: 'waivers.yaml' }, region: { startLine: 12 } },
        message: { text: 'waiver old, written in waivers.yaml:12' },
      },
    ]);
    assert.deepEqual([result?.kind, result?.level], ['fail', 'warning']);
  });

  it('says what could not be checked', () => {
    const [invocation] = run!.invocations;
    assert.equal(invocation?.executionSuccessful, false);
    assert.equal(invocation?.exitCode, 1);
    assert.deepEqual(
      invocation?.toolExecutionNotifications.map(({ descriptor, level }) => `${descriptor.id} ${level}`),
      ['starter-data warning', 'unreadable-file warning', 'platform-chosen note'],
    );
    assert.equal(runsOf([EMPTY_REPORT])[0]?.invocations[0]?.executionSuccessful, true);
  });

  it('keeps an alert across builds: the fingerprint knows no version and no layer', () => {
    const [first] = SAMPLE_REPORT.decision.judgements;
    const rebuilt = structuredClone(first!);
    assert.ok(isVulnerability(rebuilt));
    Object.assign(rebuilt.ranked.finding.instances[0]!, {
      version: '9',
      foundAt: { path: 'p', layerIndex: 7 },
    });
    const [a, b] = [first!, rebuilt].map(
      (j) => runsOf([withJudgements([j])])[0]!.results[0]!.partialFingerprints,
    );
    assert.deepEqual(a, b);
  });

  it('is checked by a schema that refuses mistakes', () => {
    assert.notDeepEqual(schemaErrors('sarif', { version: '2.1.0', runs: [{ ...run, surprise: 1 }] }), []);
  });
});

describe('limits of code scanning', () => {
  it('keeps 1,000 locations of a result and says how many are missing', () => {
    const packages = Array.from({ length: 1626 }, (_, i) =>
      samplePackage({ ecosystem: 'npm', name: 'a', version: '1', foundAt: { path: `p${i}`, layerIndex: 0 } }),
    );
    const finding = sampleFinding({ id: 'CVE-1-1', packages, severity: 'high' });
    const [run] = runsOf([withJudgements([sampleJudgement(finding)])]);
    assert.equal(run?.results[0]?.locations.length, 1000);
    assert.equal(run?.properties.leftOut['locations'], 626);
    const texts = run?.invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text);
    assert.match(texts?.at(-1) ?? '', /^626 locations were left out/);
  });

  it('keeps the 25,000 most urgent of 42,118 results', () => {
    const { judgements } = largeReport(42_118).decision;
    const sorted = [...judgements].sort(
      (a, b) =>
        Number(b.ranked.finding.severity === 'critical') - Number(a.ranked.finding.severity === 'critical'),
    );
    const kept = withinLimits(sorted);
    assert.equal(kept.length, 25_000);
    assert.deepEqual(measureCut(sorted, kept, 0), { runs: 0, results: 17_118, rules: 17_118, locations: 0 });
  });

  it('cuts nothing that blocks for something that does not', () => {
    const { judgements } = largeReport(42_118).decision;
    const last = judgements.findIndex(({ ranked }) => ranked.finding.severity === 'negligible');
    const all = judgements.map((j, i): Judgement => (i === last ? { ...j, outcome: 'block' } : j));
    assert.equal(withinLimits(all.sort(compareResults))[0]?.outcome, 'block');
  });

  it('keeps 20 runs of 22 and says so in the first', () => {
    const runs = runsOf(Array.from({ length: 22 }, () => EMPTY_REPORT));
    assert.equal(runs.length, SARIF_LIMITS.runs);
    assert.equal(runs[0]?.properties.leftOut['runs'], 2);
    assert.equal(runs[1]?.properties.leftOut['runs'], 0);
    assert.equal(new Set(runs.map((run) => run.automationDetails.id)).size, 20);
  });

  it('keeps tags few', () => {
    for (const rule of runsOf([hostileReport('x')])[0]!.tool.driver.rules) {
      assert.ok(rule.properties.tags.length <= SARIF_LIMITS.tags);
    }
  });
});

describe('categories', () => {
  function categoryOf(reference: string, source: string): string {
    return toCategories([{ ...SAMPLE_REPORT, image: { ...SAMPLE_REPORT.image, reference, source } }])[0]!;
  }

  it('know repository and platform, not tag and digest', () => {
    assert.equal(categoryOf('reg:5000/a/b:1.4', 'registry'), 'plimsoll/reg:5000/a/b/linux/amd64/');
    assert.equal(categoryOf(`a/b:1@${SAMPLE_REPORT.image.id}`, 'docker'), 'plimsoll/a/b/linux/amd64/');
    assert.equal(
      categoryOf('docker-archive:x.tar', 'docker-archive'),
      'plimsoll/docker-archive:x.tar/linux/amd64/',
    );
  });
});

describe('texts', () => {
  it('are no links and no placeholders', () => {
    assert.equal(toMessage('{0} [a](https://x) }'), '{{0}} [a] (https://x) }}');
  });

  it('are cut between characters', () => {
    assert.equal(cutText('abcd', 4), 'abcd');
    assert.equal(cutText('abcde', 4), 'abc…');
    assert.ok(cutText('aaa🚀🚀', 5).isWellFormed());
  });

  for (const [path, uri] of [
    ['usr/lib/a b#c?.jar', 'usr/lib/a%20b%23c%3F.jar'],
    ['app.jar!/BOOT-INF/x.jar', 'app.jar!/BOOT-INF/x.jar'],
    ['c:/windows', 'c%3A/windows'],
    ['a/../b/./c', 'a/%2E%2E/b/%2E/c'],
    ['', '.'],
    ['\ud800', '%EF%BF%BD'],
  ] as const) {
    it(`${JSON.stringify(path)} becomes ${uri}`, () => assert.equal(toUri(path), uri));
  }

  it('give URIs for any path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) =>
        assert.match(toUri(path), /^[A-Za-z0-9\-._~!'()*%/]+$/),
      ),
    );
  });
});
