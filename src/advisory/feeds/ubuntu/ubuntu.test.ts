import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Advisory } from '../../../model/advisory.ts';
import { schemes } from '../../../version/list.ts';
import { toContext } from '../../compile.ts';
import { ubuntu } from './ubuntu.ts';

async function read(name: string): Promise<Advisory[]> {
  const advisories: Advisory[] = [];
  for await (const doc of ubuntu.documents(join(import.meta.dirname, 'fixtures', name)))
    advisories.push(...ubuntu.parse(doc, toContext(schemes)).advisories);
  return advisories;
}

const brief = ({ id, key, scope, state, ranges }: Advisory): string =>
  [id, key.namespace, key.name, scope.stream, state, ranges[0]?.fixed ?? ''].join(' ');

describe('Ubuntu', () => {
  test('records of flaws by release and pocket, notices for their day; live patches are left out', async () => {
    const advisories = await read('osv-all.tar.xz');
    assert.deepEqual(advisories.map(brief), [
      'UBUNTU-CVE-2024-90001 ubuntu:18.04 sailmaker esm-infra fixed 1.0-1ubuntu0.1~esm1',
      'UBUNTU-CVE-2024-90001 ubuntu:20.04 sailmaker  affected ',
      'UBUNTU-CVE-2024-90001 ubuntu:22.04 sailmaker  fixed 1.2-1ubuntu0.2',
      'UBUNTU-CVE-2024-90001 ubuntu:22.04 sailmaker fips-updates fixed 1.2-1ubuntu0.2+Fips1',
      'UBUNTU-CVE-2024-90001 ubuntu:22.04 sailmaker nvidia-bluefield affected ',
      'UBUNTU-CVE-2024-90001 ubuntu:24.10 sailmaker  fixed 1.4-2ubuntu1',
      'UBUNTU-CVE-2024-90001 ubuntu:18.04 sailmaker  fixed-with-subscription 1.0-1ubuntu0.1~esm1',
      'UBUNTU-CVE-2024-90002 ubuntu:22.04 sailmaker  affected ',
      'UBUNTU-CVE-2024-90002 ubuntu:22.04 ropewalk  affected ',
      'UBUNTU-CVE-2024-90002 ubuntu:24.04 ropewalk  affected ',
      'UBUNTU-CVE-2024-90002 ubuntu:20.04 ropewalk  affected ',
      'USN-9001-1 ubuntu:22.04 sailmaker  fixed 1.2-1ubuntu0.2',
    ]);
    const notice = advisories.at(-1)!;
    assert.deepEqual(
      [notice.fixedAt, notice.informational, notice.aliases],
      ['2025-01-20T12:00:00Z', 'notice', ['CVE-2024-90001', 'CVE-2024-90003']],
    );
  });

  test("the priority of the package and release is Ubuntu's word", async () => {
    const [, focal, jammy] = await read('osv-all.tar.xz');
    const words = (advisory: Advisory | undefined): unknown =>
      advisory?.severities.map(({ source, severity, score }) => [source, severity, score]);
    assert.deepEqual(words(focal), [
      ['Ubuntu', 'medium', 6.5],
      ['Ubuntu', 'low', null],
    ]);
    assert.deepEqual(words(jammy), [['Ubuntu', 'medium', 6.5]]);
    assert.deepEqual(jammy?.aliases, ['CVE-2024-90001']);
    assert.equal(jammy?.url, 'https://ubuntu.com/security/CVE-2024-90001');
  });

  test('what VEX says beside them', async () => {
    assert.deepEqual((await read('vex-all.tar.xz')).map(brief), [
      'CVE-2024-90001 ubuntu:24.04 sailmaker  not-affected ',
      'CVE-2024-90001 ubuntu:16.04 sailmaker esm-apps not-affected ',
      'CVE-2024-90001 ubuntu:20.04 sailmaker  will-not-fix ',
      'CVE-2024-90002 ubuntu:22.04 sailmaker  under-investigation ',
      'CVE-2024-90002 ubuntu:20.04 ropewalk  end-of-life ',
      'CVE-2024-90002 ubuntu:22.04 ropewalk  fix-deferred ',
    ]);
  });

  test('fills releases of Ubuntu with both archives', () => {
    assert.ok(ubuntu.fills('ubuntu:24.04'));
    assert.ok(!ubuntu.fills('ubuntu:noble'));
    assert.deepEqual(
      ubuntu.parts(['ubuntu:24.04'], null).map(({ url }) => url),
      [
        'https://security-metadata.canonical.com/osv/osv-all.tar.xz',
        'https://security-metadata.canonical.com/vex/vex-all.tar.xz',
      ],
    );
  });
});
