import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DOCUMENT } from '../../fixtures/cases.ts';
import { cyclonedx } from './cyclonedx.ts';

const SERIAL = 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79';
const LINK = 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1';
const HEX = 'ef'.repeat(32);

const COMPONENTS = [
  {
    type: 'library',
    'bom-ref': 'lodash',
    name: 'lodash',
    version: '4.17.20',
    purl: 'pkg:npm/lodash@4.17.20',
  },
  {
    type: 'library',
    'bom-ref': 'any',
    name: 'any',
    purl: 'pkg:npm/any',
    components: [{ 'bom-ref': 'inner', name: 'inner', group: 'org', version: '2' }],
  },
  { type: 'library', 'bom-ref': 'named', name: 'named' },
  { type: 'library', 'bom-ref': 'nothing' },
];
const ANALYSIS = {
  state: 'not_affected',
  justification: 'code_not_reachable',
  response: ['will_not_fix', 'update'],
  detail: 'never called',
};

function parse(vulnerabilities: readonly unknown[], parts: object = {}) {
  const { format: _1, id: _2, author: _3, timestamp: _4, ...facts } = DOCUMENT;
  const metadata = {
    timestamp: '2026-01-02T03:04:05Z',
    authors: [{ name: 'Jo' }],
    supplier: { name: 'Acme' },
  };
  const json = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: SERIAL,
    version: 1,
    metadata,
    components: COMPONENTS,
    ...parts,
  };
  return cyclonedx.parse({ ...json, vulnerabilities }, facts);
}

const one = (affects: readonly unknown[], analysis: object = ANALYSIS) => ({
  id: 'CVE-2024-1',
  analysis,
  affects,
});

function productsOf(affects: readonly unknown[], parts: object = {}, analysis: object = ANALYSIS) {
  return parse([one(affects, analysis)], parts).statements.flatMap(({ products }) => products);
}

const bare = (...ids: string[]) => ids.map((id) => ({ id, components: [] }));

describe('CycloneDX', () => {
  it('a vulnerability with an analysis', () => {
    const { statements, problems } = parse([
      { id: 'CVE-2024-0', affects: [{ ref: 'lodash' }] },
      {
        ...one([{ ref: 'lodash' }], { ...ANALYSIS, firstIssued: '2026-01-01', lastUpdated: '2026-02-01' }),
        references: [{ id: 'GHSA-x' }],
      },
    ]);
    assert.deepEqual(problems, []);
    assert.equal(statements.length, 1);
    const [{ document, ...rest }] = statements as [(typeof statements)[0]];
    assert.deepEqual(rest, {
      index: 0,
      vulnerabilities: ['CVE-2024-1', 'GHSA-x'],
      products: bare('pkg:npm/lodash@4.17.20'),
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
      text: 'code_not_reachable; will_not_fix; update; never called',
      timestamp: '2026-02-01T00:00:00.000Z',
    });
    assert.deepEqual(
      [document.author, document.id, document.timestamp],
      ['Jo', SERIAL, '2026-01-02T03:04:05.000Z'],
    );
  });

  const states: readonly (readonly [state: string, status: string])[] = [
    ['not_affected', 'not_affected'],
    ['false_positive', 'not_affected'],
    ['resolved', 'fixed'],
    ['resolved_with_pedigree', 'fixed'],
    ['exploitable', 'affected'],
    ['in_triage', 'under_investigation'],
  ];
  for (const [state, status] of states) {
    it(`${state} is ${status}`, () =>
      assert.equal(parse([one([{ ref: 'lodash' }], { state })]).statements[0]?.status, status));
  }

  for (const state of ['', 'fixed', 'NOT_AFFECTED', undefined]) {
    it(`the state ${state} is not used`, () => {
      const { statements, problems } = parse([one([{ ref: 'lodash' }], { state })]);
      assert.deepEqual([statements.length, problems.length], [0, 1]);
    });
  }

  const words: readonly (readonly [own: string, openvex: string])[] = [
    ['code_not_present', 'vulnerable_code_not_present'],
    ['code_not_reachable', 'vulnerable_code_not_in_execute_path'],
    ['requires_configuration', 'vulnerable_code_not_in_execute_path'],
    ['requires_dependency', 'component_not_present'],
    ['requires_environment', 'vulnerable_code_cannot_be_controlled_by_adversary'],
    ['protected_by_compiler', 'inline_mitigations_already_exist'],
    ['protected_at_runtime', 'inline_mitigations_already_exist'],
    ['protected_at_perimeter', 'inline_mitigations_already_exist'],
    ['protected_by_mitigating_control', 'inline_mitigations_already_exist'],
    ['constructor', ''],
  ];
  for (const [own, word] of words) {
    it(`${own} is ${word || 'no justification'}`, () => {
      const analysis = { state: 'not_affected', justification: own };
      assert.equal(parse([one([{ ref: 'lodash' }], analysis)]).statements[0]?.justification, word);
    });
  }

  it('refs: of components at any depth, links to this document, package URLs', () => {
    assert.deepEqual(productsOf([{ ref: 'inner' }]), bare('org/inner@2'));
    assert.deepEqual(productsOf([{ ref: `${LINK}#lodash` }]), bare('pkg:npm/lodash@4.17.20'));
    assert.deepEqual(productsOf([{ ref: 'pkg:npm/x@1' }]), bare('pkg:npm/x@1'));
    const other = 'urn:cdx:00000000-0000-0000-0000-000000000000/1#pkg%3Anpm%2Fx%401';
    assert.deepEqual(productsOf([{ ref: other }]), bare('pkg:npm/x@1'));
  });

  for (const ref of [
    'unknown',
    'nothing',
    'urn:cdx:00000000-0000-0000-0000-000000000000/1#x',
    `${LINK}#%`,
    `${LINK}`,
    '',
    7,
  ]) {
    it(`a ref to nothing is not used: ${ref}`, () => assert.deepEqual(productsOf([{ ref }]), []));
  }

  const versions: readonly (readonly [
    ref: string,
    versions: readonly unknown[],
    state: string,
    ids: readonly string[],
  ])[] = [
    ['any', [{ version: '1.0.0' }], 'not_affected', ['pkg:npm/any?vers=vers%3Anpm%2F1.0.0']],
    ['any', [{ range: 'vers:npm/<2.0.0' }], 'not_affected', ['pkg:npm/any?vers=vers%3Anpm%2F%3C2.0.0']],
    [
      'any',
      [
        { version: '1', status: 'unaffected' },
        { version: '2', status: 'affected' },
      ],
      'not_affected',
      ['pkg:npm/any?vers=vers%3Anpm%2F1'],
    ],
    [
      'any',
      [
        { version: '1', status: 'unaffected' },
        { version: '2', status: 'affected' },
      ],
      'exploitable',
      ['pkg:npm/any?vers=vers%3Anpm%2F2'],
    ],
    ['any', [{ version: '2', status: 'affected' }], 'not_affected', []],
    ['any', [{ version: '2', status: 'unknown' }], 'resolved', []],
    ['any', [{}], 'not_affected', []],
    ['lodash', [{ range: 'vers:npm/<5.0.0' }], 'not_affected', ['pkg:npm/lodash@4.17.20']],
    ['lodash', [{ version: '4.17.21' }], 'not_affected', []],
    ['named', [{ version: '3' }], 'not_affected', ['named@3']],
    ['named', [{ range: 'vers:generic/<3' }], 'not_affected', []],
    ['named', [], 'not_affected', ['named']],
  ];
  for (const [ref, list, state, ids] of versions) {
    it(`versions of ${ref}: ${JSON.stringify(list)}, ${state}`, () => {
      assert.deepEqual(productsOf([{ ref, versions: list }], {}, { state }), bare(...ids));
    });
  }

  const image = (component: object) => ({
    metadata: { component: { type: 'container', 'bom-ref': 'root', ...component } },
  });

  it('what a BOM of an image says it says of that image', () => {
    const purl = 'pkg:oci/app@sha256%3Aaa?repository_url=ghcr.io/team/app';
    assert.deepEqual(productsOf([{ ref: 'lodash' }], image({ purl, name: 'app' })), [
      { id: purl, components: ['pkg:npm/lodash@4.17.20'] },
    ]);
    assert.deepEqual(productsOf([{ ref: 'root' }], image({ purl, name: 'app' })), bare(purl));
  });

  it('an image by its name, or by its digest', () => {
    assert.deepEqual(
      productsOf([{ ref: 'root' }], image({ name: 'ghcr.io/team/app', version: '1.2' })),
      bare('ghcr.io/team/app:1.2'),
    );
    assert.deepEqual(
      productsOf([{ ref: 'root' }], image({ name: 'app', version: `sha256:${HEX}` })),
      bare(`sha256:${HEX}`),
    );
    const hashes = [{ alg: 'SHA-256', content: HEX }];
    assert.deepEqual(
      productsOf([{ ref: 'root' }], image({ purl: 'pkg:oci/app', hashes })),
      bare(`sha256:${HEX}`),
    );
  });

  it('is known by its format', () => {
    assert.ok(cyclonedx.fits({ bomFormat: 'CycloneDX' }));
    assert.ok(!cyclonedx.fits({ bomFormat: 'SPDX' }));
  });
});
