import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DOCUMENT } from '../../fixtures/cases.ts';
import { csaf } from './csaf.ts';

const HEX = 'cd'.repeat(32);

const HEAD = {
  category: 'csaf_vex',
  csaf_version: '2.0',
  publisher: { category: 'vendor', name: 'Example ProductCERT', namespace: 'https://psirt.example.com' },
  title: 'Example VEX',
  tracking: {
    id: 'EX-2026-001',
    status: 'final',
    version: '1',
    initial_release_date: '2026-01-01T00:00:00.000Z',
    current_release_date: '2026-03-03T12:00:00.000+01:00',
    revision_history: [],
  },
};

const purl = (text: string) => ({ product_identification_helper: { purl: text } });
const product = (product_id: string, more: object = {}) => ({
  name: `Name of ${product_id}`,
  product_id,
  ...more,
});

const TREE = {
  branches: [
    {
      category: 'vendor',
      name: 'Example',
      branches: [
        {
          category: 'product_name',
          name: 'App',
          branches: [
            {
              category: 'product_version',
              name: '1.0',
              product: product('APP-1', purl('pkg:oci/app@1.0?repository_url=ghcr.io/team/app')),
            },
            {
              category: 'product_version_range',
              name: 'vers:npm/>=1.0.0|<1.5.0',
              product: product('LIB-R', purl('pkg:npm/lib')),
            },
            {
              category: 'product_version_range',
              name: '<1.5',
              product: product('LIB-X', purl('pkg:npm/lib')),
            },
          ],
        },
      ],
    },
  ],
  full_product_names: [
    product('OS-9', { product_identification_helper: { cpe: 'cpe:/o:redhat:enterprise_linux:9' } }),
    product('HTTPD', purl('pkg:rpm/redhat/httpd@2.4?arch=x86_64')),
    product('LODASH', purl('pkg:npm/lodash@4.17.20')),
    product('CURL', purl('pkg:npm/curl@1.0.0')),
    product('FILE', {
      product_identification_helper: {
        hashes: [{ filename: 'x', file_hashes: [{ algorithm: 'sha256', value: HEX }] }],
      },
    }),
    product('PLAIN'),
  ],
  relationships: [
    relation('OS-9:HTTPD', 'HTTPD', 'OS-9'),
    relation('APP-1:LODASH', 'LODASH', 'APP-1'),
    relation('APP-1:CURL', 'CURL', 'APP-1'),
    relation('OS-9:APP-1', 'APP-1', 'OS-9'),
    relation('OS-9:APP-1:LODASH', 'APP-1:LODASH', 'OS-9'),
    relation('LOOP', 'LOOP', 'LOOP'),
  ],
  product_groups: [{ group_id: 'G', product_ids: ['LODASH', 'PLAIN'] }],
};

function relation(product_id: string, product_reference: string, relates_to_product_reference: string) {
  const category = 'default_component_of';
  return {
    category,
    product_reference,
    relates_to_product_reference,
    full_product_name: product(product_id),
  };
}

function parse(vulnerabilities: readonly unknown[], document: object = HEAD, product_tree: object = TREE) {
  const { format: _1, id: _2, author: _3, timestamp: _4, ...facts } = DOCUMENT;
  return csaf.parse({ document, product_tree, vulnerabilities }, facts);
}

const productsOf = (...known_not_affected: string[]) =>
  parse([{ cve: 'CVE-2024-1', product_status: { known_not_affected } }]).statements.flatMap(
    ({ products }) => products,
  );

describe('CSAF', () => {
  it('statuses, flags, threats and remediations', () => {
    const { statements, problems } = parse([
      {
        cve: 'CVE-2024-1',
        ids: [{ system_name: 'GitHub', text: 'GHSA-x' }],
        product_status: {
          known_not_affected: ['LODASH', 'PLAIN', 'CURL'],
          fixed: ['HTTPD'],
          first_fixed: ['FILE'],
          known_affected: ['OS-9:HTTPD'],
          under_investigation: ['LIB-R'],
          recommended: ['HTTPD'],
        },
        flags: [
          { label: 'vulnerable_code_not_present', group_ids: ['G'] },
          { label: 'component_not_present', product_ids: ['CURL'] },
        ],
        threats: [
          { category: 'impact', details: 'not built in', product_ids: ['LODASH', 'PLAIN'] },
          { category: 'exploit_status', details: 'x' },
        ],
        remediations: [{ category: 'vendor_fix', details: 'update', product_ids: ['OS-9:HTTPD'] }],
      },
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      statements.map(({ index, status, justification, text, products }) => [
        index,
        status,
        justification,
        text,
        products.map(({ id }) => id),
      ]),
      [
        [
          0,
          'not_affected',
          'vulnerable_code_not_present',
          'not built in',
          ['pkg:npm/lodash@4.17.20', 'Name of PLAIN'],
        ],
        [1, 'not_affected', 'component_not_present', '', ['pkg:npm/curl@1.0.0']],
        [2, 'fixed', '', '', ['pkg:rpm/redhat/httpd@2.4?arch=x86_64']],
        [3, 'fixed', '', '', [`sha256:${HEX}`]],
        [4, 'affected', '', 'update', ['cpe:/o:redhat:enterprise_linux:9']],
        [5, 'under_investigation', '', '', ['pkg:npm/lib?vers=vers%3Anpm%2F%3E%3D1.0.0%7C%3C1.5.0']],
      ],
    );
    const [first] = statements;
    assert.deepEqual(first!.vulnerabilities, ['CVE-2024-1', 'GHSA-x']);
    const { author, id, timestamp, format } = first!.document;
    assert.deepEqual(
      [author, id, timestamp, format],
      ['Example ProductCERT', 'EX-2026-001', '2026-03-03T11:00:00.000Z', 'csaf'],
    );
    assert.equal(first!.timestamp, timestamp);
  });

  it('a note without products is about all', () => {
    const flags = [{ label: 'component_not_present' }];
    const { statements } = parse([
      { cve: 'CVE-2024-1', flags, product_status: { known_not_affected: ['LODASH'] } },
    ]);
    assert.equal(statements[0]!.justification, 'component_not_present');
  });

  it('a part of a product is a component of it, several parts of one in one', () => {
    assert.deepEqual(productsOf('APP-1:LODASH', 'APP-1:CURL'), [
      {
        id: 'pkg:oci/app@1.0?repository_url=ghcr.io/team/app',
        components: ['pkg:npm/lodash@4.17.20', 'pkg:npm/curl@1.0.0'],
      },
    ]);
    assert.deepEqual(productsOf('OS-9:HTTPD'), [
      { id: 'cpe:/o:redhat:enterprise_linux:9', components: ['pkg:rpm/redhat/httpd@2.4?arch=x86_64'] },
    ]);
  });

  it('an image that is a part of a platform is itself the product', () => {
    assert.deepEqual(productsOf('OS-9:APP-1'), [
      { id: 'pkg:oci/app@1.0?repository_url=ghcr.io/team/app', components: [] },
    ]);
    assert.deepEqual(productsOf('OS-9:APP-1:LODASH'), [
      { id: 'cpe:/o:redhat:enterprise_linux:9', components: ['pkg:npm/lodash@4.17.20'] },
    ]);
  });

  it('a range that cannot be read holds no version', () => {
    assert.deepEqual(productsOf('LIB-X'), [{ id: 'pkg:npm/lib?vers=vers%3Aunknown%2F', components: [] }]);
  });

  const unused: readonly (readonly [name: string, vulnerability: unknown, why: string])[] = [
    [
      'a product that the tree does not have',
      { cve: 'C', product_status: { fixed: ['NONE'] } },
      'it names no product',
    ],
    [
      'a product that is a part of itself',
      { cve: 'C', product_status: { fixed: ['LOOP'] } },
      'it names no product',
    ],
    [
      'an unknown status',
      { cve: 'C', product_status: { known_harmless: ['LODASH'] } },
      'its status "known_harmless" is not known',
    ],
    [
      'a status of another form',
      { cve: 'C', product_status: { not_affected: ['LODASH'] } },
      'its status "not_affected" is not known',
    ],
    ['no id', { product_status: { fixed: ['LODASH'] } }, 'it names no vulnerability'],
    ['no object', 7, 'it is not an object'],
  ];
  for (const [name, vulnerability, why] of unused) {
    it(`is not used with ${name}`, () => {
      const { statements, problems } = parse([vulnerability]);
      assert.deepEqual(statements, []);
      assert.deepEqual(
        problems.map(({ message }) => message),
        [`VEX: statement 0 is not used: ${why}.`],
      );
    });
  }

  it('a draft is not used', () => {
    const draft = { ...HEAD, tracking: { ...HEAD.tracking, status: 'draft' } };
    const { statements, problems } = parse([{ cve: 'C', product_status: { fixed: ['LODASH'] } }], draft);
    assert.deepEqual([statements.length, problems.length], [0, 1]);
  });

  it('a product under two statuses is two statements, which contradict each other when they are judged', () => {
    const { statements } = parse([
      { cve: 'C', product_status: { fixed: ['LODASH'], known_affected: ['LODASH'] } },
    ]);
    assert.deepEqual(
      statements.map(({ status }) => status),
      ['fixed', 'affected'],
    );
  });

  it('branches nested for ever end somewhere', () => {
    let branch: object = { product: product('DEEP', purl('pkg:npm/deep')) };
    for (let i = 0; i < 500; i++) branch = { branches: [branch] };
    const vulnerability = { cve: 'C', product_status: { fixed: ['DEEP'] } };
    assert.equal(parse([vulnerability], HEAD, { branches: [branch] }).statements.length, 0);
  });

  it('a document that multiplies relationships with identifiers', () => {
    const purls = Array.from({ length: 20 }, (_, i) => `pkg:npm/p${i}`);
    const many = { product_identification_helper: { purls } };
    const ids = Array.from({ length: 5000 }, (_, i) => `R${i}`);
    const tree = {
      full_product_names: [product('A', many), product('B', many)],
      relationships: ids.map((id) => relation(id, 'A', 'B')),
    };
    const vulnerability = { cve: 'C', product_status: { fixed: ids } };
    const { statements, problems } = parse(
      Array.from({ length: 500 }, () => vulnerability),
      HEAD,
      tree,
    );
    assert.ok(statements.length < 500);
    assert.match(problems.at(-1)!.message, /more statements are not used/);
  });

  it('is known by its version or category', () => {
    assert.ok(csaf.fits({ document: HEAD }));
    assert.ok(csaf.fits({ document: { category: 'csaf_security_advisory' } }));
    for (const json of [{}, { document: {} }, { document: 'csaf_vex' }]) assert.ok(!csaf.fits(json));
  });
});
