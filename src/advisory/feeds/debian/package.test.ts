import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parsePackage } from './package.ts';

function parse(release: unknown, id = 'CVE-2023-1', codename = 'bookworm'): ReturnType<typeof parsePackage> {
  return parsePackage(
    JSON.stringify({ openssl: { [id]: { description: 'A flaw', releases: { [codename]: release } } } }),
  );
}

const TABLE: readonly (readonly [string, object, string, string | null])[] = [
  ['fixed', { status: 'resolved', fixed_version: '3.0.9-1' }, 'fixed', '3.0.9-1'],
  ['fixed in 0', { status: 'resolved', fixed_version: '0' }, 'not-affected', null],
  ['open', { status: 'open', urgency: 'not yet assigned' }, 'affected', null],
  ['no advisory planned', { status: 'open', nodsa: 'Minor issue', nodsa_reason: '' }, 'affected', null],
  ['ignored', { status: 'open', nodsa: 'Minor issue', nodsa_reason: 'ignored' }, 'will-not-fix', null],
  ['postponed', { status: 'open', nodsa: 'Later', nodsa_reason: 'postponed' }, 'fix-deferred', null],
  ['undetermined', { status: 'undetermined' }, 'under-investigation', null],
  ['unimportant', { status: 'open', urgency: 'unimportant' }, 'affected', null],
  ['end of life', { status: 'open', urgency: 'end-of-life' }, 'end-of-life', null],
];

describe('Debian tracker', () => {
  for (const [name, release, state, fixed] of TABLE) {
    test(`${name} is ${state}`, () => {
      const [advisory] = parse(release).advisories;
      assert.equal(advisory?.state, state);
      assert.equal(advisory?.ranges[0]?.fixed ?? null, fixed);
      assert.deepEqual(advisory?.key, { namespace: 'debian:12', name: 'openssl' });
      assert.equal(advisory?.url, 'https://security-tracker.debian.org/tracker/CVE-2023-1');
    });
  }

  const URGENCIES: readonly (readonly [string, string | null])[] = [
    ['unimportant', 'negligible'],
    ['low', 'low'],
    ['medium**', 'medium'],
    ['high', 'high'],
    ['not yet assigned', null],
    ['end-of-life', null],
  ];
  for (const [urgency, severity] of URGENCIES) {
    test(`urgency ${urgency} is ${severity ?? 'no opinion'}`, () => {
      const [advisory] = parse({ status: 'open', urgency }).advisories;
      assert.deepEqual(
        advisory?.severities,
        severity === null ? [] : [{ source: 'Debian', severity, score: null, vector: '' }],
      );
    });
  }

  test('flaws without a CVE keep their temporary id', () => {
    assert.equal(parse({ status: 'open' }, 'TEMP-0841856-B18BAF').advisories[0]?.id, 'TEMP-0841856-B18BAF');
  });

  test('what is no statement is skipped with a reason', () => {
    assert.deepEqual(parse({ status: 'new' }).skipped, ['unknown-status']);
    assert.deepEqual(parse({ status: 'resolved' }).skipped, ['unknown-status']);
    assert.deepEqual(parse(null).skipped, ['unknown-status']);
    assert.deepEqual(parse({ status: 'open' }, 'CVE-2023-1', 'zurg').skipped, ['unknown-release:zurg']);
    assert.deepEqual(parsePackage('{"a":{"CVE-2023-1":7}}').skipped, ['unreadable-flaw']);
  });

  test('other shapes are no source package', () => {
    for (const text of ['[]', '{}', '{"a":1}', '{"a":{},"b":{}}', '{"a\\n":{}}', '{']) {
      assert.throws(() => parsePackage(text), text);
    }
  });
});
