import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScanReport } from '../../model/report.ts';
import { GATE_REPORT } from '../fixtures/gate-report.ts';
import {
  EMPTY_REPORT,
  hostileReport,
  IN_NATURAL_ORDER,
  INVENTORY_REPORT,
  SAMPLE_REPORT,
  SAMPLE_TIMESTAMP,
} from '../fixtures/sample-report.ts';
import { schemaErrors } from '../fixtures/validate.ts';
import type { ReporterOptions } from '../reporter.ts';
import { openvexReporter } from './openvex.ts';

interface Statement {
  readonly vulnerability: { readonly name: string; readonly aliases?: readonly string[] };
  readonly timestamp?: string;
  readonly products: readonly {
    readonly '@id': string;
    readonly hashes?: Readonly<Record<string, string>>;
    readonly subcomponents: readonly { readonly '@id': string }[];
  }[];
  readonly status: string;
  readonly justification?: string;
}

interface Document {
  readonly '@id': string;
  readonly author: string;
  readonly tooling: string;
  readonly statements: readonly Statement[];
}

function write(reports: readonly ScanReport[], timestamp = SAMPLE_TIMESTAMP): Document {
  const options: ReporterOptions = {
    timestamp,
    terminal: { colour: false, width: 80 },
    compareVersions: IN_NATURAL_ORDER,
  };
  const document = JSON.parse([...openvexReporter.write(reports, options)].join(''));
  assert.deepEqual(schemaErrors('openvex', document), []);
  return document;
}

describe('OpenVEX', () => {
  it('names the image by digest and the packages in it', () => {
    const [first] = write([SAMPLE_REPORT]).statements;
    const [product] = first!.products;
    assert.match(
      product!['@id'],
      /^pkg:oci\/web@sha256:[0-9a-f]{64}\?arch=amd64&repository_url=registry\.example/,
    );
    assert.deepEqual(
      product!.subcomponents.map((part) => part['@id']),
      ['pkg:deb/debian/libssl3@3.0.11-1~deb12u2'],
    );
    assert.deepEqual(first!.vulnerability.aliases, ['DSA-9001-1', 'GHSA-aaaa-bbbb-cccc']);
  });

  it('names an image without a name by its digest', () => {
    const image = {
      ...SAMPLE_REPORT.image,
      source: 'rootfs',
      reference: './x',
      names: [],
      manifestDigest: null,
    };
    const [product] = write([{ ...SAMPLE_REPORT, image }]).statements[0]!.products;
    assert.deepEqual(product!.hashes, { 'sha-256': image.id!.slice('sha256:'.length) });
    const unknown = write([{ ...SAMPLE_REPORT, image: { ...image, id: null } }]).statements[0]!.products[0]!;
    assert.equal(unknown['@id'], 'urn:plimsoll:image:unknown');
  });

  it('has one statement for each place that a package has twice', () => {
    const pad = write([SAMPLE_REPORT]).statements.find(
      (s) => s.vulnerability.name === 'GHSA-pppp-qqqq-rrrr',
    )!;
    assert.deepEqual(
      pad.products[0]!.subcomponents.map((part) => part['@id']),
      ['pkg:npm/%40shop/left-pad@1.2.0', 'pkg:npm/%40shop/left-pad@0.9.1'],
    );
  });

  it('puts several images into one document, and says nothing twice', () => {
    const other = {
      ...SAMPLE_REPORT,
      image: { ...SAMPLE_REPORT.image, manifestDigest: SAMPLE_REPORT.image.id },
    };
    const one = write([SAMPLE_REPORT]).statements;
    const both = write([SAMPLE_REPORT, other, SAMPLE_REPORT]);
    assert.equal(both.statements.length, 2 * one.length);
    assert.equal(new Set(both.statements.map((s) => s.products[0]!['@id'])).size, 2);
  });

  it('has its content for an id', () => {
    const ids = [
      write([SAMPLE_REPORT]),
      write([GATE_REPORT]),
      write([EMPTY_REPORT]),
      write([SAMPLE_REPORT], '2026-11-24T06:00:01Z'),
    ].map((document) => document['@id']);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.every((id) => /^urn:plimsoll:vex:[0-9a-f]{32}$/.test(id)));
  });

  it('tells a partial look from a whole one, and from none', () => {
    assert.match(
      write([SAMPLE_REPORT]).tooling,
      /coverage partial \(starter-data, unreadable-file\), 10 packages$/,
    );
    assert.match(write([EMPTY_REPORT]).tooling, /coverage complete, 0 packages$/);
    assert.match(write([INVENTORY_REPORT]).tooling, /flaws were not looked for$/);
    assert.deepEqual(write([INVENTORY_REPORT]).statements, []);
  });

  it('passes times on that are times', () => {
    const times = write([GATE_REPORT]).statements.map(({ timestamp }) => timestamp);
    assert.deepEqual(
      times.filter((time) => time !== undefined),
      ['2031-02-01T00:00:00Z'],
    );
  });

  it('gives a package that is none a name that means nothing', () => {
    for (const text of ['x', 'pkg:npm', 'pkg:npm/a b', 'pkg:npm/%zz', '']) {
      for (const { products } of write([hostileReport(text)]).statements)
        assert.match(products[0]!.subcomponents[0]!['@id'], /^urn:plimsoll:package:[0-9a-f]{32}$/);
    }
  });
});
