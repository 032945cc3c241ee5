import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { IN_NATURAL_ORDER, SAMPLE_REPORT, SAMPLE_TIMESTAMP } from '../fixtures/sample-report.ts';
import { schemaErrors } from '../fixtures/validate.ts';
import { jsonReporter, SCHEMA_ID, SCHEMA_VERSION } from './json.ts';

const OPTIONS = {
  timestamp: SAMPLE_TIMESTAMP,
  terminal: { colour: false, width: 80 },
  compareVersions: IN_NATURAL_ORDER,
};
const TEXT = [...jsonReporter.write([SAMPLE_REPORT], OPTIONS)].join('');

describe('json', () => {
  it('names its schema and version', () => {
    const document = JSON.parse(TEXT);
    assert.equal(document.$schema, SCHEMA_ID);
    assert.equal(document.schemaVersion, SCHEMA_VERSION);
    const url = new URL('../../../schemas/report-1.schema.json', import.meta.url);
    assert.equal(JSON.parse(readFileSync(url, 'utf8')).$id, SCHEMA_ID);
  });

  it('holds everything of the report', () => {
    const [report] = JSON.parse(TEXT).reports;
    const owned = SAMPLE_REPORT.packages.map((pkg) => ({
      ...pkg,
      layerOwner: SAMPLE_REPORT.layers[pkg.foundAt.layerIndex]?.owner ?? null,
    }));
    assert.deepEqual(report.packages, owned);
    assert.deepEqual(report.distros, SAMPLE_REPORT.distros);
    assert.deepEqual(report.problems, SAMPLE_REPORT.problems);
    assert.deepEqual(report.coverage, SAMPLE_REPORT.coverage);
    assert.deepEqual(report.advisories, SAMPLE_REPORT.advisories);
    assert.deepEqual(report.exit, SAMPLE_REPORT.exit);
    assert.deepEqual(
      report.findings,
      SAMPLE_REPORT.decision.judgements.map(({ ranked: { finding, tier }, outcome, because, by, due }) => ({
        outcome,
        because,
        by,
        due,
        tier,
        ...finding,
      })),
    );
    assert.deepEqual(report.image.annotations, SAMPLE_REPORT.image.annotations);
    assert.deepEqual(report.image.config.labels, SAMPLE_REPORT.image.config.labels);
  });

  it('has an upgrade for each group with a fix, in the order given', () => {
    const [report] = JSON.parse(
      [...jsonReporter.write([SAMPLE_REPORT], { ...OPTIONS, compareVersions: byText })].join(''),
    ).reports;
    const upgrades: { packageName: string; to: string }[] = report.upgrades;
    assert.deepEqual(
      upgrades.map(({ packageName, to }) => `${packageName} ${to}`),
      ['org.example:logger 2.17.1', 'libssl3 3.0.9-1', '@shop/left-pad 1.3.0', '@shop/left-pad 1.3.0'],
    );
  });

  it('keeps values of the environment to itself', () => {
    const [report] = JSON.parse(TEXT).reports;
    assert.deepEqual(report.image.config.envNames, ['PATH', 'API_KEY']);
  });

  it('is checked by a schema that refuses mistakes', () => {
    const document = JSON.parse(TEXT);
    assert.deepEqual(schemaErrors('json', document), []);
    for (const spoil of [
      (report: Record<string, unknown>) => Object.assign(report, { surprise: 1 }),
      (report: Record<string, unknown>) => Reflect.deleteProperty(report, 'coverage'),
      (report: { findings: { fingerprint: string }[] }) =>
        Object.assign(report.findings[0]!, { fingerprint: 'v2:x' }),
      (report: { exit: object }) => Object.assign(report.exit, { code: 9 }),
    ]) {
      const copy = structuredClone(document);
      spoil(copy.reports[0]);
      assert.notDeepEqual(schemaErrors('json', copy), []);
    }
  });
});

function byText(_ecosystem: string, a: string, b: string): number {
  return a < b ? -1 : 1;
}
