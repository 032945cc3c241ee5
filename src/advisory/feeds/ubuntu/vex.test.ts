import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isVex, parseVex } from './vex.ts';

const VULNERABLE = 'This package (for the given release) is vulnerable to the CVE';

function document(statement: object): string {
  const metadata = { '@context': 'https://openvex.dev/ns/v0.2.0', timestamp: '2025-02-06T16:37:20.173026' };
  return JSON.stringify({ metadata, statements: [{ vulnerability: { name: 'CVE-2024-1' }, ...statement }] });
}

function product(distro: string, arch = 'source', name = 'curl'): object {
  return { '@id': `pkg:deb/ubuntu/${name}@7.81.0-1?arch=${arch}&distro=${distro}` };
}

describe("Canonical's VEX", () => {
  const STATES: readonly (readonly [status: string, action: string, state: string | null])[] = [
    ['not_affected', '', 'not-affected'],
    ['under_investigation', '', 'under-investigation'],
    ['affected', `${VULNERABLE} and needs fixing.`, null],
    ['affected', `${VULNERABLE}, needs fixing, and it is being actively worked on.`, null],
    [
      'affected',
      `${VULNERABLE}, the problem is understood, but the Ubuntu Security Team decided to not fix it. CVE Notes: …`,
      'will-not-fix',
    ],
    ['affected', 'This package (for the given release) is no longer supported. CVE Notes: …', 'end-of-life'],
    ['affected', `${VULNERABLE}, but its fix has been deferred.`, 'fix-deferred'],
    ['fixed', '', null],
  ];
  for (const [status, action, state] of STATES) {
    test(`${status} ${JSON.stringify(action)} is ${state ?? 'told by OSV'}`, () => {
      const parsed = parseVex(document({ status, action_statement: action, products: [product('jammy')] }));
      assert.deepEqual(
        parsed.advisories.map((a) => [a.state, a.ranges.length, a.id]),
        state === null ? [] : [[state, 0, 'CVE-2024-1']],
      );
      assert.deepEqual(parsed.skipped, state === null ? ['told-by-osv'] : []);
      assert.equal(parsed.modifiedAt, '2025-02-06T16:37:20Z');
    });
  }

  const POCKETS: readonly (readonly [distro: string, namespace: string, stream: string])[] = [
    ['jammy', 'ubuntu:22.04', ''],
    ['esm-infra/xenial', 'ubuntu:16.04', 'esm-infra'],
    ['esm-infra-legacy/trusty', 'ubuntu:14.04', 'esm-infra'],
    ['trusty/esm', 'ubuntu:14.04', 'esm-infra'],
    ['esm-apps%2Fjammy', 'ubuntu:22.04', 'esm-apps'],
    ['fips-updates/focal', 'ubuntu:20.04', 'fips-updates'],
    ['realtime/noble', 'ubuntu:24.04', 'realtime-kernel'],
    ['nvidia-bluefield/jammy', 'ubuntu:22.04', 'nvidia-bluefield'],
  ];
  for (const [distro, namespace, stream] of POCKETS) {
    test(`${distro} is ${namespace} ${stream}`, () => {
      const [advisory] = parseVex(
        document({ status: 'not_affected', products: [product(distro)] }),
      ).advisories;
      assert.deepEqual([advisory?.key, advisory?.scope.stream], [{ namespace, name: 'curl' }, stream]);
    });
  }

  test('a source package counts once, binary ones and unknown releases do not', () => {
    const products = [
      product('jammy'),
      product('jammy'),
      { '@id': 'pkg:deb/ubuntu/libcurl4@7?arch=amd64' },
      product('zurg'),
      product('jammy', 'source', 'g%2B%2B'),
      {},
      null,
      { '@id': 7 },
    ];
    const { advisories, skipped } = parseVex(document({ status: 'not_affected', products }));
    assert.deepEqual(
      advisories.map(({ key }) => key.name),
      ['curl', 'g++'],
    );
    assert.deepEqual(skipped, ['unknown-release:zurg']);
  });

  test('a document is told from a record', () => {
    assert.ok(isVex(document({})));
    assert.ok(!isVex('{"id":"UBUNTU-CVE-2024-1","details":"see openvex.dev"}'));
    for (const text of ['', '[]', '{}', '{"statements":{}}']) assert.throws(() => parseVex(text), text);
  });
});
