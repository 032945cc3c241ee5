import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { UsageError } from '../../../base/errors.ts';
import { fieldsOf } from '../write-entry.ts';
import { type ImportedFile, importExceptions } from './import-exceptions.ts';

function read(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}

const entriesOf = ({ waivers }: ImportedFile): readonly object[] =>
  waivers.map(({ entry }) => Object.fromEntries(fieldsOf(entry)));
const refusedOf = ({ refused }: ImportedFile): readonly string[] =>
  refused.map(({ line, what, why, instead }) => `${line} ${what}: ${why}; ${instead}`);

describe('.trivyignore', () => {
  const imported = importExceptions(read('trivyignore.txt'), 'app/.trivyignore');

  test('ids, ends and the comments that belong to them', () => {
    assert.equal(imported.form, 'trivyignore');
    assert.deepEqual(entriesOf(imported), [
      {
        advisory: 'CVE-2022-40897',
        reason: 'Not reachable: the parser never sees input of users (see the design of the intake).',
      },
      { advisory: 'CVE-2018-14618', expires: '2026-12-31' },
      { advisory: 'CVE-2019-14697', reason: 'only in the build stage' },
      { advisory: 'CVE-2019-1549' },
      { advisory: 'GHSA-8r9q-7v3j-jr4g', reason: 'asked for by team-web', expires: '2027-01-15' },
    ]);
    assert.deepEqual(
      imported.waivers.map(({ line }) => line),
      [6, 8, 9, 10, 12],
    );
  });

  test('what is no waiver is told', () => {
    const [day, ...checks] = refusedOf(imported);
    assert.match(day!, /^13 CVE-2020-0001 exp:31\.12\.2026: "31\.12\.2026" is no day/);
    assert.match(
      checks[0]!,
      /^14 AVD-DS-0002: it is not the id of a flaw; checks and detectors have ids of their own/,
    );
    assert.match(checks[1]!, /^15 generic-unwanted-rule: /);
    assert.equal(checks.length, 2);
  });

  test('line ends and white space do not matter', () => {
    const text = 'CVE-1\r\n\t CVE-2   exp:2027-01-01\t# b \r\n\r\n#\r\nCVE-3';
    assert.deepEqual(entriesOf(importExceptions(text, '.trivyignore')), [
      { advisory: 'CVE-1' },
      { advisory: 'CVE-2', reason: 'b', expires: '2027-01-01' },
      { advisory: 'CVE-3' },
    ]);
  });
});

describe('.trivyignore.yaml', () => {
  const imported = importExceptions(read('trivyignore.yaml'), '.trivyignore.yaml');

  test('one waiver for each package, all paths in one', () => {
    assert.equal(imported.form, 'trivyignore.yaml');
    assert.deepEqual(entriesOf(imported), [
      {
        advisory: 'CVE-2022-40897',
        path: 'usr/local/lib/python3.9/site-packages/setuptools-58.1.0.dist-info/METADATA || opt/**/METADATA',
        reason: 'Accept the risk',
      },
      { advisory: 'CVE-2023-3817', package: 'pkg:deb/debian/libssl1.1', expires: '2026-12-31' },
      {
        advisory: 'CVE-2023-3817',
        package: 'pkg:deb/debian/openssl',
        versions: '1.1.1n-0+deb11u4',
        expires: '2026-12-31',
      },
      { advisory: 'CVE-2023-2650', expires: '2027-01-15' },
    ]);
    assert.match(imported.waivers[2]!.remarks[0]!, /^what stands behind \? in pkg:deb/);
  });

  test('what is no waiver is told, in the order of the file', () => {
    const refused = refusedOf(imported);
    for (const [at, text] of [
      /^14 CVE-2023-29491: a glob of its paths/,
      /^16 CVE-2023-31484: what stands behind \?/,
      /^18 CVE-2023-1: expired_at is no day/,
      /^21 AVD-DS-0001: it is one of the misconfigurations/,
      /^24 aws-access-key-id: it is one of the secrets/,
      /^27 GPL-3\.0: it is one of the licenses/,
    ].entries())
      assert.match(refused[at]!, text);
    assert.equal(refused.length, 6);
  });
});

describe('.grype.yaml', () => {
  const imported = importExceptions(read('grype.yaml'), '.grype.yaml');

  test('flaws, with package, version and place', () => {
    assert.equal(imported.form, 'grype');
    assert.deepEqual(entriesOf(imported), [
      { advisory: 'CVE-2008-4318', reason: 'not the same product' },
      {
        advisory: 'CVE-2021-44228',
        package: 'pkg:maven/*/log4j-core',
        versions: '2.14.1',
        path: 'opt/legacy/**',
      },
      { advisory: 'GHSA-c2qf-rxjj-qqgw', package: 'pkg:npm/semver' },
      { advisory: 'CVE-2024-2', package: 'pkg:deb/*/linux-*' },
      { advisory: 'CVE-2024-3', package: 'pkg:*/libcurl' },
    ]);
    assert.match(imported.waivers[1]!.remarks.join(), /is a glob.*all places of a finding/);
    assert.deepEqual(imported.waivers[2]!.remarks, []);
  });

  test('what is no waiver is told, with a rule that says it where there is one', () => {
    const refused = refusedOf(imported);
    for (const [at, text] of [
      /^23 a rule: it names no flaw: [^{]*; name the flaws$/,
      /^25 a rule: fix-state .* \{ id: grype-wont-fix, allow: \{ vendor-state: will-not-fix \} \}$/,
      /^26 CVE-2023-45853: fix-state .* allow: \{ fix: none, id: CVE-2023-45853 \} \}$/,
      /^28 CVE-2024-4: namespace cannot be said/,
      /^30 CVE-2024-5: "\(a\|b\)" is a pattern/,
      /^34 CVE-2024-6: package\.upstream-name cannot be said.*installed packages/,
      /^37 a rule: vex-status.*vex\.trust/,
      /^39 CVE-2024-7: packages of type gem are not read yet/,
    ].entries())
      assert.match(refused[at]!, text);
    assert.equal(refused.length, 8);
  });

  test('a file without rules has none', () => {
    assert.deepEqual(importExceptions('ignore: []\n', '.grype.yaml'), {
      form: 'grype',
      waivers: [],
      refused: [],
    });
    assert.deepEqual(importExceptions('', '.grype.yaml'), { form: 'grype', waivers: [], refused: [] });
  });
});

test('other files are refused', () => {
  for (const text of ['a: 1', '[]', 'waivers: []', 'a: ['])
    assert.throws(() => importExceptions(text, 'x.yaml'), UsageError, text);
});
