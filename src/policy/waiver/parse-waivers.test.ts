import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UsageError } from '../../base/errors.ts';
import type { Waiver } from '../../model/waiver.ts';
import { parseWaivers, type WaiverFile } from './parse-waivers.ts';

const FILE: WaiverFile = {
  document: { reference: 'ops/waivers.yaml', digest: `sha256:${'0'.repeat(64)}` },
  policyDocument: 1,
  isSigned: false,
};

function parse(text: string, parts: Partial<WaiverFile> = {}): readonly Waiver[] {
  return parseWaivers(text, { ...FILE, ...parts });
}

describe('files of waivers', () => {
  test('all fields', () => {
    const text = `version: 1
# what team-pay lives with
waivers:
  - id: lib-dos
    advisory: CVE-2024-1
    package: pkg:npm/@scope/lib
    versions: ">=1.10 <2"
    image: host.test/team/*
    layer: own
    path: /srv/**
    fingerprint: v1:${'a'.repeat(64)}
    reason: >
      never called
      with input of users
    owner: team-pay
    approver: kim
    expires: 2027-01-31
`;
    assert.deepEqual(parse(text, { isSigned: true }), [
      {
        id: 'lib-dos',
        scope: {
          advisory: 'CVE-2024-1',
          check: '',
          package: 'pkg:npm/%40scope/lib',
          versions: '>=1.10 <2',
          image: 'host.test/team/*',
          owner: 'own',
          path: 'srv/**',
          fingerprint: `v1:${'a'.repeat(64)}`,
        },
        reason: 'never called with input of users',
        owner: 'team-pay',
        approver: 'kim',
        isApprovalSigned: true,
        expires: '2027-01-31',
        source: { document: FILE.document, policyDocument: 1, line: 4 },
      },
    ]);
  });

  test('there may be none', () => {
    for (const text of [
      '',
      '# nothing yet\n',
      'waivers:\n',
      'waivers: []\n',
      '{"waivers": []}',
      'version: 1\n',
      'waivers: ~',
    ])
      assert.deepEqual(parse(text), [], text);
  });

  test('JSON too', () => {
    const [one] = parse(
      '{\n  "waivers": [\n    { "check": "github-token", "owner": "a", "expires": null }\n  ]\n}\n',
    );
    assert.equal(one?.scope.check, 'github-token');
    assert.equal(one?.expires, '');
    assert.equal(one?.source.line, 3);
  });

  test('what a waiver lacks is not made up', () => {
    const [one] = parse('waivers:\n  - advisory: CVE-1\n');
    assert.deepEqual([one?.reason, one?.owner, one?.approver, one?.expires], ['', '', '', '']);
  });

  test('names are made of file and number', () => {
    assert.deepEqual(
      parse('waivers: [{advisory: CVE-1}, {id: b}, {advisory: CVE-1}]').map(({ id }) => id),
      ['waivers.yaml#1', 'b', 'waivers.yaml#3'],
    );
    const reference = `https://host.test/a/w.yaml#sha256:${'0'.repeat(64)}`;
    const document = { ...FILE.document, reference };
    assert.equal(parse('waivers: [{}]', { document })[0]?.id, 'w.yaml#1');
  });

  test('packages are spelled as findings spell them', () => {
    for (const [written, purl, versions] of [
      ['pkg:npm/Lodash@4.17.20', 'pkg:npm/lodash', '4.17.20'],
      ['pkg:npm/@a/*', 'pkg:npm/%40a/*', ''],
      ['pkg:npm/%40a/b', 'pkg:npm/%40a/b', ''],
      ['pkg:pypi/Foo_Bar.baz', 'pkg:pypi/foo-bar-baz', ''],
      ['PKG:deb/debian/libc6', 'pkg:deb/debian/libc6', ''],
      [
        'pkg:golang/github.com/Foo/bar@v1.2.3+incompatible',
        'pkg:golang/github.com/Foo/bar',
        'v1.2.3+incompatible',
      ],
      ['pkg:maven/org.x/y', 'pkg:maven/org.x/y', ''],
      ['pkg:*/openssl', 'pkg:*/openssl', ''],
    ] as const) {
      const [one] = parse(`waivers: [{package: "${written}"}]`);
      assert.deepEqual([one?.scope.package, one?.scope.versions], [purl, versions], written);
    }
  });

  const bad: readonly (readonly [text: string, where: string, what: RegExp, wayOut: RegExp])[] = [
    ['waiver: []', 'ops/waivers.yaml:1', /no field "waiver"/, /did you mean "waivers"/],
    ['waivers:\n  - advisry: CVE-1', 'ops/waivers.yaml:2', /no field "advisry"/, /did you mean "advisory"/],
    ['waivers:\n  - qqqqqqqqq: CVE-1', 'ops/waivers.yaml:2', /no field/, /use id, advisory, check/],
    ['waivers: {}', 'ops/waivers.yaml:1', /is no list/, /dash/],
    ['waivers:\n  - CVE-1', 'ops/waivers.yaml:2', /no fields here/, /id, advisory/],
    ['[]', 'ops/waivers.yaml:1', /no fields here/, /version, waivers/],
    ['version: 2', 'ops/waivers.yaml:1', /version of the file/, /version: 1/],
    ['waivers:\n- id: a\n- id: b\n- id: a', 'ops/waivers.yaml:4', /already .* "a", in line 2/, /own id/],
    [
      'waivers:\n- id: a\n  advisory: [CVE-1, CVE-2]',
      'ops/waivers.yaml:3',
      /no text here/,
      /several waivers/,
    ],
    ['waivers:\n- advisory: CVE-1 CVE-2', 'ops/waivers.yaml:2', /advisory: .*one flaw/, /one id/],
    ['waivers:\n- advisory: CVE-*', 'ops/waivers.yaml:2', /advisory/, /one id/],
    ['waivers:\n- advisory: CVE-1\n  check: x', 'ops/waivers.yaml:3', /both/, /two entries/],
    ['waivers:\n- layer: mine', 'ops/waivers.yaml:2', /neither base nor own/, /base or own/],
    ['waivers:\n- fingerprint: abc', 'ops/waivers.yaml:2', /fingerprint/, /JSON report/],
    ['waivers:\n- expires: 2027-02-30', 'ops/waivers.yaml:2', /"2027-02-30" is no day/, /2027-01-31/],
    ['waivers:\n- expires: 31.1.2027', 'ops/waivers.yaml:2', /is no day/, /2027-01-31/],
    ['waivers:\n- package: lodash', 'ops/waivers.yaml:2', /no package URL/, /pkg:TYPE\/NAME/],
    [
      'waivers:\n- package: "pkg:deb/debian/a?arch=amd64"',
      'ops/waivers.yaml:2',
      /no package URL/,
      /without \?/,
    ],
    [
      'waivers:\n- package: pkg:npm/a@1\n  versions: <2',
      'ops/waivers.yaml:3',
      /version behind its @/,
      /bounds/,
    ],
    ['waivers:\n- versions: ^1.2', 'ops/waivers.yaml:2', /no range/, /bounds/],
    [
      'waivers:\n- package: pkg:pypi/a\n  versions: <one',
      'ops/waivers.yaml:3',
      /"one" is no version of pkg:pypi\/a/,
      /./,
    ],
    ['waivers: *a', 'ops/waivers.yaml:1', /./, /docs\/waivers.md/],
    ['a: [', 'ops/waivers.yaml:1', /./, /docs\/waivers.md/],
  ];
  for (const [text, where, what, wayOut] of bad)
    test(`refused: ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parse(text),
        (error) =>
          error instanceof UsageError &&
          error.where === where &&
          what.test(error.message) &&
          wayOut.test(error.wayOut),
      );
    });
});
