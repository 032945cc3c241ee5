/** What CSAF's mandatory tests (CSAF 2.0, 6.1) demand of what is written here, made by hand; beside the official schema. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScanReport } from '../../model/report.ts';
import { GATE_REPORT, hostileGateReport } from '../fixtures/gate-report.ts';
import {
  EMPTY_REPORT,
  HOSTILE_TEXTS,
  hostileReport,
  IN_NATURAL_ORDER,
  INVENTORY_REPORT,
  SAMPLE_REPORT,
  SAMPLE_TIMESTAMP,
} from '../fixtures/sample-report.ts';
import { schemaErrors } from '../fixtures/validate.ts';
import type { ReporterOptions } from '../reporter.ts';
import { toVexDocument } from '../vex-of-report.ts';
import { csafReporter } from './csaf.ts';
import { writeCsaf } from './write.ts';

interface Named {
  readonly product_id: string;
  readonly product_identification_helper?: { readonly purl?: string; readonly hashes?: readonly unknown[] };
}

interface OfProducts {
  readonly category?: string;
  readonly label?: string;
  readonly details?: string;
  readonly product_ids: readonly string[];
}

interface Vulnerability {
  readonly cve?: string;
  readonly ids?: readonly { readonly text: string }[];
  readonly notes: readonly { readonly category: string; readonly text: string }[];
  readonly product_status: Readonly<Record<string, readonly string[]>>;
  readonly flags?: readonly OfProducts[];
  readonly threats?: readonly OfProducts[];
  readonly remediations?: readonly OfProducts[];
}

interface Document {
  readonly document: {
    readonly category: string;
    readonly notes?: readonly { readonly text: string }[];
    readonly tracking: {
      readonly id: string;
      readonly status: string;
      readonly version: string;
      readonly revision_history: readonly { readonly number: string }[];
    };
  };
  readonly product_tree?: {
    readonly full_product_names: readonly Named[];
    readonly relationships?: readonly {
      readonly product_reference: string;
      readonly relates_to_product_reference: string;
      readonly full_product_name: Named;
    }[];
  };
  readonly vulnerabilities?: readonly Vulnerability[];
}

const OPTIONS: ReporterOptions = {
  timestamp: SAMPLE_TIMESTAMP,
  terminal: { colour: false, width: 80 },
  compareVersions: IN_NATURAL_ORDER,
};

function write(reports: readonly ScanReport[]): Document {
  return parse(csafReporter.write(reports, OPTIONS));
}

function parse(pieces: Iterable<string>): Document {
  const document: Document = JSON.parse([...pieces].join(''));
  assert.deepEqual(schemaErrors('csaf', document), []);
  assertMandatory(document);
  return document;
}

function assertMandatory({ document, product_tree, vulnerabilities }: Document): void {
  const { category, tracking } = document;
  // 6.1.27.4, 6.1.27.11
  assert.equal(category === 'csaf_vex', vulnerabilities !== undefined);
  if (vulnerabilities !== undefined) assert.ok(product_tree !== undefined);
  // 6.1.16, 6.1.17, 6.1.18
  assert.equal(tracking.revision_history.at(-1)!.number, tracking.version);
  assert.equal(tracking.status === 'draft', tracking.version === '0');
  const relations = product_tree?.relationships ?? [];
  const plain = (product_tree?.full_product_names ?? []).map(({ product_id }) => product_id);
  const ids = [...plain, ...relations.map((relation) => relation.full_product_name.product_id)];
  // 6.1.1, 6.1.2, 6.1.3
  assert.equal(new Set(ids).size, ids.length);
  for (const { product_reference, relates_to_product_reference } of relations)
    assert.ok(plain.includes(product_reference) && plain.includes(relates_to_product_reference));
  // 6.1.23
  const cves = (vulnerabilities ?? []).flatMap(({ cve }) => cve ?? []);
  assert.equal(new Set(cves).size, cves.length);
  for (const vulnerability of vulnerabilities ?? []) assertVulnerability(vulnerability, new Set(ids));
}

function assertVulnerability(vulnerability: Vulnerability, ids: ReadonlySet<string>): void {
  const { cve, product_status, flags = [], threats = [], remediations = [], notes } = vulnerability;
  // 6.1.27.5, 6.1.27.8
  assert.ok(notes.length > 0 && (cve !== undefined || vulnerability.ids !== undefined));
  const all = Object.values(product_status).flat();
  // 6.1.1, 6.1.6, 6.1.27.7
  assert.ok(all.length > 0 && all.every((id) => ids.has(id)));
  assert.equal(new Set(all).size, all.length);
  const spokenOf = (items: readonly OfProducts[]): string[] => items.flatMap((item) => item.product_ids);
  // 6.1.27.9, 6.1.27.10
  assert.deepEqual(spokenOf(threats).sort(), (product_status['known_not_affected'] ?? []).toSorted());
  assert.deepEqual(spokenOf(remediations).sort(), (product_status['known_affected'] ?? []).toSorted());
  // 6.1.33
  assert.equal(new Set(spokenOf(flags)).size, spokenOf(flags).length);
}

function find({ vulnerabilities }: Document, id: string): Vulnerability {
  return vulnerabilities!.find(({ cve, ids }) => cve === id || ids?.some(({ text }) => text === id))!;
}

describe('CSAF', () => {
  const cases: readonly (readonly [name: string, reports: readonly ScanReport[]])[] = [
    ['no report', []],
    ['an empty report', [EMPTY_REPORT]],
    ['an inventory', [INVENTORY_REPORT]],
    ['the sample', [SAMPLE_REPORT]],
    ['the same twice', [SAMPLE_REPORT, SAMPLE_REPORT]],
    ['a report under a policy', [GATE_REPORT, SAMPLE_REPORT]],
    ...HOSTILE_TEXTS.map(
      (text) =>
        [
          `hostile ${JSON.stringify(text).slice(0, 20)}`,
          [hostileReport(text), hostileGateReport(text)],
        ] as const,
    ),
    ['without ids and names', [hostileReport('')]],
  ];
  for (const [name, reports] of cases) it(`passes the mandatory tests: ${name}`, () => void write(reports));

  it('has the image, the packages, and each package in the image', () => {
    const { full_product_names: names, relationships } = write([SAMPLE_REPORT]).product_tree!;
    assert.match(names[0]!.product_identification_helper!.purl!, /^pkg:oci\/web@sha256:/);
    const pad = names.find(
      (one) => one.product_identification_helper?.purl === 'pkg:npm/%40shop/left-pad@0.9.1',
    )!;
    const relation = relationships!.find(({ product_reference }) => product_reference === pad.product_id)!;
    assert.equal(relation.relates_to_product_reference, names[0]!.product_id);
  });

  it('names an image without a name by its digest', () => {
    const image = {
      ...SAMPLE_REPORT.image,
      source: 'rootfs',
      reference: './x',
      names: [],
      manifestDigest: null,
    };
    const [named] = write([{ ...SAMPLE_REPORT, image }]).product_tree!.full_product_names;
    const value = image.id!.slice('sha256:'.length);
    assert.deepEqual(named!.product_identification_helper!.hashes, [
      { file_hashes: [{ algorithm: 'sha256', value }], filename: './x' },
    ]);
  });

  it('says what is to be done', () => {
    const remedies = ['CVE-2031-0001', 'CVE-2031-0002', 'GO-2031-0007', 'GHSA-pppp-qqqq-rrrr'].map(
      (id) => find(write([GATE_REPORT]), id).remediations![0]!.category,
    );
    assert.deepEqual(remedies, ['vendor_fix', 'no_fix_planned', 'none_available', 'mitigation']);
  });

  it('says why something is not affected, or is being looked into', () => {
    const document = write([GATE_REPORT]);
    const headers = find(document, 'CVE-2031-0500');
    assert.equal(headers.flags![0]!.label, 'vulnerable_code_not_present');
    assert.match(headers.threats![0]!.details!, /^Kernel headers hold no kernel code/);
    assert.equal(find(document, 'CVE-2031-0600').flags, undefined);
    assert.match(find(document, 'CVE-2031-0601').notes[1]!.text, /Debian:12 has no record of it/);
    assert.match(find(document, 'CVE-2031-0003').threats![0]!.details!, /Said by Shop Security/);
  });

  it('holds a flaw of several images once', () => {
    const document = write([SAMPLE_REPORT, SAMPLE_REPORT]);
    assert.deepEqual(find(document, 'CVE-2031-0001').product_status['known_affected'], [
      'image-0-package-0',
      'image-1-package-0',
    ]);
  });

  it('tells a partial look from a whole one', () => {
    assert.match(
      write([SAMPLE_REPORT]).document.notes![0]!.text,
      /coverage partial \(starter-data, unreadable-file\)/,
    );
  });

  it('is a draft where nobody has signed it off', () => {
    const { tracking } = parse(
      writeCsaf({ ...toVexDocument([SAMPLE_REPORT], OPTIONS), isDraft: true }),
    ).document;
    assert.deepEqual([tracking.status, tracking.version], ['draft', '0']);
  });
});
