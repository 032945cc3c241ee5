import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Advisory } from '../../../model/advisory.ts';
import { parseDocument } from './document.ts';
import { productId, rpm, type VexParts, vexDocument } from './fixtures/vex.ts';

const MAIN = 'BaseOS-9.4.0.Z.MAIN';
const EUS = 'BaseOS-9.2.0.Z.EUS';

function parse(parts: VexParts): readonly Advisory[] {
  return parseDocument(vexDocument(parts)).advisories;
}

/** `rhel:9 bolt fixed 1.2-3.el9 [x86_64] stream module`. */
function brief(all: readonly Advisory[]): string[] {
  return all.map(({ key, scope, state, ranges }) =>
    [
      key.namespace,
      key.name,
      state,
      ...ranges.map(({ fixed }) => fixed),
      ...scope.arches,
      scope.stream,
      scope.moduleStream,
    ]
      .filter((text) => text !== '')
      .join(' '),
  );
}

function fix(ids: readonly string[], notice = 'RHSA-2031:0100', date = '2031-02-03T04:05:06+00:00'): object {
  return {
    category: 'vendor_fix',
    date,
    url: `https://access.redhat.com/errata/${notice}`,
    product_ids: ids,
  };
}

const BOLT = rpm('bolt', '1.2-3.el9_4', 'arch=x86_64&epoch=1');

describe('a document of Red Hat', () => {
  it('gives a fix with its notice, days, severity and score', () => {
    const id = productId(MAIN, BOLT);
    const cvss = { baseScore: 7.5, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' };
    const { advisories, modifiedAt, skipped } = parseDocument(
      vexDocument({
        status: { fixed: [[MAIN, BOLT]] },
        more: {
          title: 'bolt:  rust',
          remediations: [
            fix([id], 'RHBA-2031:0200', '2031-09-01T00:00:00+00:00'),
            fix([id]),
            { category: 'workaround', details: 'Oil it.', product_ids: [id] },
          ],
          threats: [
            { category: 'impact', details: 'Low', product_ids: [id] },
            { category: 'exploit_status', details: 'Critical', product_ids: [id] },
          ],
          scores: [{ cvss_v3: cvss, products: [id] }],
        },
      }),
    );
    assert.deepEqual([modifiedAt, skipped], ['2031-03-04T05:06:07Z', []]);
    assert.deepEqual(advisories, [
      {
        id: 'RHSA-2031:0100',
        aliases: ['CVE-2031-1000'],
        feed: 'redhat',
        key: { namespace: 'rhel:9', name: 'bolt' },
        scope: { arches: ['x86_64'], moduleStream: '', stream: '' },
        scheme: 'rpm',
        ranges: [{ introduced: null, fixed: '1:1.2-3.el9_4', lastAffected: null }],
        versions: [],
        state: 'fixed',
        title: 'bolt: rust',
        severities: [
          { source: 'Red Hat', severity: 'low', score: null, vector: '' },
          { source: 'Red Hat', severity: 'high', score: 7.5, vector: cvss.vectorString },
        ],
        publishedAt: '2031-01-02T00:00:00Z',
        fixedAt: '2031-02-03T04:05:06Z',
        withdrawnAt: '',
        knownExploited: false,
        informational: '',
        url: 'https://access.redhat.com/errata/RHSA-2031:0100',
      },
    ]);
  });

  const words: readonly (readonly [object | null, string])[] = [
    [null, 'affected'],
    [{ category: 'none_available', details: 'Affected' }, 'affected'],
    [{ category: 'none_available', details: 'Fix deferred' }, 'fix-deferred'],
    [{ category: 'none_available', details: 'Under investigation' }, 'under-investigation'],
    [{ category: 'no_fix_planned', details: 'Will not fix' }, 'will-not-fix'],
    [{ category: 'no_fix_planned', details: 'Out of support scope' }, 'end-of-life'],
    [{ category: 'workaround', details: 'Out of support scope' }, 'affected'],
  ];
  for (const [remedy, state] of words) {
    it(`${JSON.stringify(remedy)} is the state ${state}, for all versions`, () => {
      const place = ['red_hat_enterprise_linux_8', rpm('bolt', '', 'arch=src')] as const;
      const remediations = remedy === null ? [] : [{ ...remedy, product_ids: [productId(...place)] }];
      const [row] = parse({ status: { known_affected: [place] }, more: { remediations } });
      assert.deepEqual([row!.id, row!.state, row!.ranges, row!.aliases], ['CVE-2031-1000', state, [], []]);
      assert.deepEqual(row!.severities, [{ source: 'Red Hat', severity: 'medium', score: null, vector: '' }]);
      assert.equal(row!.url, 'https://access.redhat.com/security/cve/CVE-2031-1000');
    });
  }

  it('joins architectures and repositories; the packages of a source go before it', () => {
    const built = (arch: string): string => rpm('bolt', '1.2-3.el9', `arch=${arch}`);
    const fixed = [
      ...['x86_64', 'aarch64', 'src'].map((arch) => [MAIN, built(arch)] as const),
      ['AppStream-9.4.0.Z.MAIN', built('x86_64')],
      [MAIN, rpm('bolt-debuginfo', '1.2-3.el9', 'arch=x86_64')],
      [MAIN, rpm('bolt-data', '1.2-3.el9', 'arch=noarch')],
      [MAIN, rpm('bolt-src', '1.2-3.el9', 'arch=src')],
    ] as const;
    assert.deepEqual(brief(parse({ status: { fixed } })), [
      'rhel:9 bolt fixed 1.2-3.el9 aarch64 x86_64',
      'rhel:9 bolt-data fixed 1.2-3.el9',
    ]);
    const everywhere = ['x86_64', 'i686', 'aarch64', 'ppc64le', 's390x'].map(
      (arch) => [MAIN, built(arch)] as const,
    );
    assert.deepEqual(brief(parse({ status: { fixed: everywhere } })), ['rhel:9 bolt fixed 1.2-3.el9']);
    const onlySource = [[MAIN, built('src')]] as const;
    assert.deepEqual(brief(parse({ status: { fixed: onlySource } })), ['rhel:9 bolt fixed 1.2-3.el9']);
  });

  it('keeps lines of products and modules apart', () => {
    const fixed = [
      [MAIN, rpm('bolt', '1.2-3.el9_4')],
      [EUS, rpm('bolt', '1.2-3.el9_2.1')],
      ['BaseOS-10.1.Z', rpm('bolt', '2.0-1.el10_1')],
      ['BaseOS-10.0.Z.E2S', rpm('bolt', '2.0-1.el10_0')],
      ['8Base-Boats-2', rpm('bolt', '3.0-1.el8')],
      ['AppStream-8.9.0.Z.MAIN', rpm('bolt', '1.0-1.module%2Bel8.9.0%2B1%2Bab', 'rpmmod=bolt:1:8090:ab')],
    ] as const;
    assert.deepEqual(brief(parse({ status: { fixed } })), [
      'rhel:10 bolt fixed 2.0-1.el10_1',
      'rhel:10 bolt fixed 2.0-1.el10_0 rhel_eus:10.0',
      'rhel:8 bolt fixed 1.0-1.module+el8.9.0+1+ab bolt:1',
      'rhel:8 bolt fixed 3.0-1.el8 boats:2.1::el8',
      'rhel:9 bolt fixed 1.2-3.el9_4',
      'rhel:9 bolt fixed 1.2-3.el9_2.1 rhel_eus:9.2',
    ]);
  });

  it('takes a module of older documents from the product around the package', () => {
    const document = JSON.parse(
      vexDocument({ status: { fixed: [['AppStream-8.9.0.Z.MAIN', rpm('bolt', '1.0-1')]] } }),
    );
    const tree = document.product_tree;
    tree.relationships[0].relates_to_product_reference = 'module in AppStream';
    tree.relationships.push({
      full_product_name: { product_id: 'module in AppStream' },
      product_reference: 'module',
      relates_to_product_reference: 'AppStream-8.9.0.Z.MAIN',
    });
    tree.branches.push({
      product: {
        product_id: 'module',
        product_identification_helper: { purl: 'pkg:rpmmod/redhat/bolt@1:8090:ab' },
      },
    });
    assert.deepEqual(brief(parseDocument(JSON.stringify(document)).advisories), [
      'rhel:8 bolt fixed 1.0-1 bolt:1',
    ]);
  });

  it('what is spared is told of RHEL, and never beside a flaw in the same place', () => {
    const known_not_affected = [
      ['red_hat_enterprise_linux_9', rpm('bolt', '', 'arch=src')],
      ['red_hat_enterprise_linux_9', rpm('nut', '9.9')],
      ['8Base-Boats-2', rpm('bolt', '3.0-1.el8')],
    ] as const;
    const fixed = [[MAIN, rpm('bolt', '1.2-3.el9_4')]] as const;
    const { advisories, skipped } = parseDocument(vexDocument({ status: { fixed, known_not_affected } }));
    assert.deepEqual(brief(advisories), ['rhel:9 bolt fixed 1.2-3.el9_4', 'rhel:9 nut not-affected']);
    assert.deepEqual(skipped, ['product-not-affected']);
  });

  it('where only the support after the end has a fix, the release itself has the flaw', () => {
    const fixed = [['7Server-ELS', rpm('bolt', '1.2-3.el7_9.1')]] as const;
    assert.deepEqual(brief(parse({ status: { fixed } })), [
      'rhel:7 bolt fixed 1.2-3.el7_9.1 rhel_els:7',
      'rhel:7 bolt fixed-with-subscription 1.2-3.el7_9.1',
    ]);
    const known_affected = [['red_hat_enterprise_linux_7', rpm('bolt')]] as const;
    const both = parse({ status: { fixed, known_affected } });
    assert.deepEqual(both, parse({ status: { fixed } }));
    const known_not_affected = known_affected;
    assert.deepEqual(brief(parse({ status: { fixed, known_not_affected } })), [
      'rhel:7 bolt not-affected',
      'rhel:7 bolt fixed 1.2-3.el7_9.1 rhel_els:7',
    ]);
  });

  it('of the kernel only the package that stands for it is kept', () => {
    const names = ['kernel', 'kernel-core', 'kernel-headers', 'bpftool', 'perf', 'python3-perf', 'kernel-rt'];
    const fixed = names.map((name) => [MAIN, rpm(name, '5.14.0-1.el9', 'arch=x86_64')] as const);
    assert.deepEqual(brief(parse({ status: { fixed } })), [
      'rhel:9 kernel fixed 5.14.0-1.el9 x86_64',
      'rhel:9 kernel-rt fixed 5.14.0-1.el9 x86_64',
    ]);
  });

  const left: readonly (readonly [string, readonly [string, string]])[] = [
    ['container-image', [MAIN, 'pkg:oci/boat-rhel9@sha256:ab?arch=amd64']],
    ['no-rpm', [MAIN, 'pkg:maven/org.example/boat@1.0']],
    ['no-release', ['boats_2', rpm('bolt', '', 'arch=src')]],
    ['unknown-product', ['Other', rpm('bolt')]],
    ['unreadable-module', [MAIN, rpm('bolt-flatpak', '1.0', 'rpmmod=rhel9')]],
    ['whole-module', [MAIN, rpm('nut', '3.9-8100020240826142629.d47b87a4')]],
    ['unreadable-package', [MAIN, 'pkg:rpm/redhat/bolt%0a']],
  ];
  for (const [reason, place] of left) {
    it(`${reason}: is left out and counted`, () => {
      const { advisories, skipped } = parseDocument(vexDocument({ status: { known_affected: [place] } }));
      assert.deepEqual([advisories, skipped], [[], [reason]]);
    });
  }

  it('a score of 0 without a severity takes the flaw back', () => {
    const place = [MAIN, rpm('bolt')] as const;
    const scores = [{ cvss_v3: { baseScore: 0 }, products: [productId(...place)] }];
    const { advisories, skipped } = parseDocument(
      vexDocument({ status: { known_affected: [place] }, more: { scores } }),
    );
    assert.deepEqual([advisories, skipped], [[], ['dismissed']]);
  });

  it('other texts are no document', () => {
    const deep = JSON.parse(vexDocument({ status: {} }));
    let branch = deep.product_tree;
    for (let depth = 0; depth < 100; depth += 1) {
      branch.branches = [{}];
      branch = branch.branches[0];
    }
    for (const text of ['', '[]', '{}', '{"document":{"category":"csaf_base"}}', JSON.stringify(deep)])
      assert.throws(() => parseDocument(text), text.slice(0, 50));
  });

  it('odd shapes give nothing', () => {
    const document = '{"document":{"category":"csaf_vex"},"vulnerabilities":[{"cve":"CVE-2031-1"}]}';
    assert.deepEqual(parseDocument(document), {
      advisories: [],
      detail: null,
      skipped: ['no-package'],
      modifiedAt: '',
    });
  });
});
