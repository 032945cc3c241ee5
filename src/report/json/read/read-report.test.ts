import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../../../base/errors.ts';
import type { ScanReport } from '../../../model/report.ts';
import { GATE_REPORT, gateReport, hostileGateReport } from '../../fixtures/gate-report.ts';
import {
  EMPTY_REPORT,
  HOSTILE_TEXTS,
  hostileReport,
  IN_NATURAL_ORDER,
  INVENTORY_REPORT,
  largeReport,
  SAMPLE_REPORT,
  SAMPLE_TIMESTAMP,
} from '../../fixtures/sample-report.ts';
import { jsonReporter, SCHEMA_VERSION } from '../json.ts';
import { readReports } from './read-report.ts';

function write(reports: readonly ScanReport[]): string {
  const terminal = { colour: false, width: 80 };
  const options = { timestamp: SAMPLE_TIMESTAMP, terminal, compareVersions: IN_NATURAL_ORDER };
  return [...jsonReporter.write(reports, options)].join('');
}

function read(text: string): readonly ScanReport[] {
  return readReports(Buffer.from(text), 'report.json');
}

const SAMPLES: Readonly<Record<string, readonly ScanReport[]>> = {
  none: [],
  empty: [EMPTY_REPORT],
  inventory: [INVENTORY_REPORT],
  sample: [SAMPLE_REPORT],
  policy: [GATE_REPORT],
  several: [SAMPLE_REPORT, gateReport(['warn', 'pass']), EMPTY_REPORT],
  hostile: HOSTILE_TEXTS.map(hostileReport),
  'hostile policies': HOSTILE_TEXTS.map(hostileGateReport),
  large: [largeReport(300)],
};

/** Without what a report does not keep. */
function kept(report: ScanReport): ScanReport {
  const env = report.image.config.env.map((entry) => `${entry.split('=', 1)[0]}=`);
  return { ...report, image: { ...report.image, config: { ...report.image.config, env } } };
}

describe('readReports', () => {
  for (const [name, reports] of Object.entries(SAMPLES)) {
    it(`reads ${name}: the same report, and the same bytes when it is written again`, () => {
      const text = write(reports);
      assert.equal(write(read(text)), text);
      if (!name.startsWith('hostile')) assert.deepEqual(read(text), reports.map(kept));
    });
  }

  const refused: readonly (readonly [what: string, text: string, message: RegExp])[] = [
    ['no JSON', '{', /this is no JSON/],
    ['half a character', '\xff', /this is no JSON/],
    ['a list', '[]', /no report of Plimsoll/],
    ['null', 'null', /no report of Plimsoll/],
    ['CycloneDX', '{"bomFormat":"CycloneDX"}', /a CycloneDX document/],
    [
      'an older form',
      write([]).replace(SCHEMA_VERSION, '1.1.0'),
      /has the form "1.1.0", and this program reads 1.2.x/,
    ],
    ['a newer form', write([]).replace(SCHEMA_VERSION, '2.0.0'), /has the form "2.0.0"/],
    ['no form', '{"$schema":"urn:plimsoll:schema:report-1"}', /has the form undefined/],
    ['many brackets', `${'['.repeat(200_000)}`, /nested more than/],
    ['a member too many', write([]).replace('"reports"', '"x": 1,\n  "reports"'), /has other members/],
  ];
  for (const [what, text, message] of refused) {
    it(`refuses ${what}`, () => {
      const bytes = Buffer.from(text, what === 'half a character' ? 'latin1' : 'utf8');
      assert.throws(() => readReports(bytes, 'x.json'), { name: 'InputError', message, where: 'x.json' });
    });
  }

  it('names the place that does not fit', () => {
    const spoilt: readonly (readonly [find: string, put: string, message: RegExp])[] = [
      [
        '"severity": "critical",\n          "severitySource"',
        '"severity": "bad",\n          "severitySource"',
        /reports\[0\]\.findings\[0\]\.severity is none of critical, /,
      ],
      ['"kind": "vulnerability"', '"kind": "toString"', /reports\[0\]\.findings\[0\]\.kind is none of/],
      ['"layerIndex": 0', '"layerIndex": -1', /layerIndex is no count/],
      ['"now": "2031', '"now": "31', /inputs\.now is no time/],
      ['"at": "2031-02-17"', '"at": "soon"', /due\.at is no day/],
      ['"basis": "policy"', '"basis": "none"', /decision\.basis does not go with failOn and gate/],
      [
        '"waiver": "pad",\n              "outcome"',
        '"waiver": "x",\n              "outcome"',
        /gate\.waivers\[0\]\.waiver names no waiver/,
      ],
      ['"statement": 5', '"statement": 50', /gate\.statements\[5\]\.statement names no statement/],
      ['"value": 0.5', '"value": 1e999', /value is no number/],
      ['"entries": 50', '"entries": null', /layers\[4\] is of a layer that was read only in part/],
      [
        '"index": 3,\n            "digest"',
        '"index": 4,\n            "digest"',
        /layers\[3\]\.index is not 3/,
      ],
    ];
    const text = write([GATE_REPORT]);
    for (const [find, put, message] of spoilt) {
      assert.ok(text.includes(find), find);
      assert.throws(() => read(text.replace(find, put)), message);
    }
  });

  it('takes nothing from prototypes, whatever keys a document has', () => {
    const labels = '"labels": {\n            "__proto__": "x",';
    const text = write([SAMPLE_REPORT]).replace('"labels": {', labels);
    const [report] = read(text);
    assert.deepEqual(Object.getPrototypeOf(report!.image.config.labels), Object.prototype);
    assert.ok(Object.hasOwn(report!.image.config.labels, '__proto__'));
    const stolen = write([]).replace('"reports": []', '"__proto__": {"reports": []}');
    assert.throws(() => read(stolen), /has no reports/);
  });

  it('reads what it is given or refuses it as input, and reads the same again', () => {
    const documents = [GATE_REPORT, SAMPLE_REPORT, EMPTY_REPORT].map((report) => JSON.parse(write([report])));
    const strange = fc.oneof(fc.jsonValue(), fc.constantFrom(null, -1, 0.5, '', '__proto__', [], {}));
    fc.assert(
      fc.property(
        fc.constantFrom(...documents),
        fc.nat(),
        strange,
        fc.boolean(),
        (document, at, value, drop) => {
          const places = placesOf(document);
          const text = JSON.stringify(spoil(document, places[at % places.length]!, drop ? undefined : value));
          let reports: readonly ScanReport[];
          try {
            reports = read(text);
          } catch (error) {
            assert.ok(error instanceof InputError, String(error));
            return;
          }
          const written = write(reports);
          assert.equal(write(read(written)), written);
        },
      ),
      { numRuns: 300 },
    );
  });
});

type Place = readonly (string | number)[];

/** The way to every value in a document. */
function placesOf(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  const members = Object.entries(value).flatMap(([key, member]) => placesOf(member, [...at, key]));
  return [at, ...members];
}

/** A copy with another value at a place; undefined takes it out. */
function spoil(value: unknown, [key, ...rest]: Place, put: unknown): unknown {
  if (key === undefined) return put ?? null;
  const copy: Record<string, unknown> = Array.isArray(value)
    ? ([...value] as unknown as Record<string, unknown>)
    : { ...(value as object) };
  copy[key] = rest.length === 0 ? put : spoil(copy[key], rest, put);
  return copy;
}
