import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScanReport } from '../../model/report.ts';
import { GATE_REPORT } from '../fixtures/gate-report.ts';
import {
  EMPTY_REPORT,
  HOSTILE_TEXTS,
  hostileReport,
  IN_NATURAL_ORDER,
  INVENTORY_REPORT,
  SAMPLE_REPORT,
} from '../fixtures/sample-report.ts';
import { schemaErrors } from '../fixtures/validate.ts';
import { cyclonedxReporter } from './cyclonedx.ts';
import { vexAnalysis } from './vex.ts';

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
  readonly components?: readonly Component[];
}

interface Bom {
  readonly serialNumber: string;
  readonly metadata: { readonly component?: Component; readonly properties?: Component['properties'] };
  readonly components: readonly Component[];
  readonly compositions: readonly { readonly aggregate: string; readonly assemblies: readonly string[] }[];
  readonly vulnerabilities?: readonly {
    readonly 'bom-ref': string;
    readonly id: string;
    readonly affects: readonly { readonly ref: string }[];
    readonly analysis?: { readonly state: string; readonly justification?: string };
    readonly ratings: readonly object[];
  }[];
}

function bomOf(reports: readonly ScanReport[], timestamp = '2026-11-24T06:00:00Z'): Bom {
  const options = { timestamp, terminal: { colour: false, width: 80 }, compareVersions: IN_NATURAL_ORDER };
  return JSON.parse([...cyclonedxReporter.write(reports, options)].join(''));
}

function allComponents(bom: Bom): Component[] {
  const top = [...(bom.metadata.component === undefined ? [] : [bom.metadata.component]), ...bom.components];
  return top.flatMap((component) => [component, ...(component.components ?? [])]);
}

describe('cyclonedx', () => {
  for (const [name, reports] of [
    ['one image', [SAMPLE_REPORT]],
    ['several images', [SAMPLE_REPORT, SAMPLE_REPORT, EMPTY_REPORT]],
    ['hostile images', HOSTILE_TEXTS.map(hostileReport)],
  ] as const) {
    it(`gives every part of ${name} its own reference, and refers only to parts`, () => {
      const bom = bomOf(reports);
      const parts = allComponents(bom).map((component) => component['bom-ref']);
      const flaws = bom.vulnerabilities!.map((vulnerability) => vulnerability['bom-ref']);
      assert.equal(new Set([...parts, ...flaws]).size, parts.length + flaws.length);
      const referred = [
        ...bom.vulnerabilities!.flatMap((vulnerability) => vulnerability.affects.map(({ ref }) => ref)),
        ...bom.compositions.flatMap(({ assemblies }) => assemblies),
      ];
      assert.deepEqual(
        referred.filter((ref) => !parts.includes(ref)),
        [],
      );
    });
  }

  it('says why a finding is not counted', () => {
    const states = bomOf([SAMPLE_REPORT]).vulnerabilities!.map(({ id, analysis }) => [
      id,
      analysis?.state,
      analysis?.justification,
    ]);
    assert.deepEqual(states.slice(6), [
      ['GO-2031-0007', undefined, undefined],
      ['CVE-2031-0500', 'not_affected', 'code_not_present'],
      ['CVE-2031-0600', 'not_affected', undefined],
      ['CVE-2031-0601', 'in_triage', undefined],
    ]);
  });

  it('says what waivers and VEX statements make of a finding', () => {
    const byId = new Map(bomOf([GATE_REPORT]).vulnerabilities!.map(({ id, analysis }) => [id, analysis]));
    assert.equal(byId.get('CVE-2031-0003')?.state, 'not_affected');
    assert.equal(byId.get('CVE-2031-0003')?.justification, 'code_not_reachable');
    assert.equal(byId.get('GHSA-pppp-qqqq-rrrr')?.state, 'exploitable');
    assert.equal(byId.get('CVE-2031-0001'), undefined);
    assert.equal(vexAnalysis(GATE_REPORT, './vex/shop.json#4', '').state, 'resolved');
    assert.equal(vexAnalysis(GATE_REPORT, 'gone#0', '').state, 'not_affected');
  });

  it('rates with the shown opinion first, each opinion once', () => {
    const [first] = bomOf([SAMPLE_REPORT]).vulnerabilities!;
    assert.deepEqual(
      first!.ratings.map((rating) => Reflect.get(rating, 'method')),
      ['CVSSv31', undefined, 'CVSSv4'],
    );
  });

  it('has no vulnerabilities in an inventory, and an empty list after a scan without findings', () => {
    assert.equal(bomOf([INVENTORY_REPORT]).vulnerabilities, undefined);
    assert.deepEqual(bomOf([EMPTY_REPORT]).vulnerabilities, []);
  });

  it('says that it is incomplete', () => {
    const bom = bomOf([SAMPLE_REPORT]);
    assert.equal(bom.compositions[0]?.aggregate, 'incomplete');
    const properties = new Map(bom.metadata.properties!.map(({ name, value }) => [name, value]));
    assert.equal(properties.get('plimsoll:coverage'), 'partial');
    assert.equal(properties.get('plimsoll:exit:holding'), '1 3');
    assert.equal(bomOf([EMPTY_REPORT]).compositions[0]?.aggregate, 'complete');
    const unknown = { ...EMPTY_REPORT, coverage: { ...EMPTY_REPORT.coverage, unidentifiedExecutables: 1 } };
    assert.equal(bomOf([unknown]).compositions[0]?.aggregate, 'incomplete');
  });

  it('numbers documents by their content', () => {
    const { serialNumber } = bomOf([SAMPLE_REPORT]);
    assert.match(
      serialNumber,
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.equal(bomOf([SAMPLE_REPORT]).serialNumber, serialNumber);
    assert.notEqual(bomOf([INVENTORY_REPORT]).serialNumber, serialNumber);
    assert.notEqual(bomOf([SAMPLE_REPORT], '2026-11-25T06:00:00Z').serialNumber, serialNumber);
  });

  it('is checked by a schema that refuses mistakes', () => {
    const bom = bomOf([SAMPLE_REPORT]);
    assert.notDeepEqual(schemaErrors('cyclonedx', { ...bom, surprise: 1 }), []);
    const components = [{ type: 'library', name: 'x', licenses: [{ license: { id: 'No-Such-Licence' } }] }];
    assert.notDeepEqual(schemaErrors('cyclonedx', { ...bom, components }), []);
  });
});
