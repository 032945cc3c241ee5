import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeCompleteness } from './completeness.ts';
import type { ReportedPackage } from './package-kinds.ts';
import { parseTruth, type Truth } from './truth.ts';

function truthOf(packages: object): Truth {
  return parseTruth(JSON.stringify({ image: 'test', bytes: 1, entries: 1, layers: [{}], packages }));
}

function reported(ecosystem: string, name: string, version: string, path: string): ReportedPackage {
  return {
    ecosystem,
    name,
    version,
    architecture: 'amd64',
    source: { name, version },
    confidence: 'installed',
    evidence: '',
    foundAt: { path },
  };
}

describe('judgeCompleteness', () => {
  test('deb: a wrong source package is missing and invented', () => {
    const rows = [
      { name: 'a', version: '1', arch: 'amd64', source: 'a', source_version: '1' },
      { name: 'b', version: '1', arch: 'amd64', source: 'bb', source_version: '1' },
    ];
    const [deb] = judgeCompleteness(truthOf({ deb: rows }), [
      reported('dpkg', 'a', '1', 'status'),
      reported('dpkg', 'b', '1', 'status'),
    ]);
    assert.deepEqual(deb, {
      kind: 'deb',
      isRead: true,
      listed: 2,
      found: 1,
      missing: ['b:amd64 1 of bb 1 (reported: b:amd64 1 of b 1)'],
      invented: ['b:amd64 1 of b 1'],
      unlisted: [],
    });
  });

  test('npm: by folder; another version in a listed folder is invented, a stray folder is unlisted', () => {
    const truth = truthOf({
      npm: [{ name: 'a', version: '1', path: 'app/node_modules/a' }],
      'npm-deleted': [{ name: 'gone' }],
    });
    const [npm] = judgeCompleteness(truth, [
      reported('npm', 'a', '2', 'app/node_modules/a/package.json'),
      reported('npm', 'gone', '1', 'app/node_modules/gone/package.json'),
      reported('npm', 'shop', '1', 'app/package.json'),
    ]);
    assert.deepEqual(npm!.missing, ['a 1 in app/node_modules/a (reported: a 2 in app/node_modules/a)']);
    assert.deepEqual(npm!.invented, [
      'a 2 in app/node_modules/a',
      'gone 1 in app/node_modules/gone (deleted in a later layer)',
    ]);
    assert.deepEqual(npm!.unlisted, ['shop 1 in app']);
  });

  test('python: PEP 503 names, shadowed copies, folders that are not searched', () => {
    const truth = truthOf({ python: [{ name: 'Foo_Bar', version: '1' }] });
    const [python] = judgeCompleteness(truth, [
      reported('pypi', 'foo.bar', '1', 'site/foo_bar-1.dist-info/METADATA'),
      reported('pypi', 'foo-bar', '0', 'site/old.egg-info'),
      reported('pypi', 'other', '1', 'site/other-1.dist-info/METADATA'),
      reported('pypi', 'inner', '1', 'site/x/_vendor/inner-1.dist-info/METADATA'),
    ]);
    assert.equal(python!.found, 1);
    assert.deepEqual(python!.invented, ['other 1 at site/other-1.dist-info/METADATA']);
    assert.equal(python!.unlisted.length, 2);
  });

  test('maven: archive by archive; declared only is missing; an unknown group is shown beside', () => {
    const row = { group: 'g', version: '1', in: 'shop', shaded: false };
    const truth = truthOf({
      maven: [
        { ...row, name: 'a' },
        { ...row, name: 'b' },
      ],
    });
    const [maven] = judgeCompleteness(truth, [
      reported('maven', 'a', '1', 'opt/shop.jar!/lib/a-1.jar'),
      { ...reported('maven', 'g:b', '1', 'opt/shop.jar'), confidence: 'declared' },
      reported('maven', 'g:loader', '1', 'opt/shop.jar'),
    ]);
    assert.deepEqual(maven!.missing, [
      'shop g:a 1 (reported: shop a 1)',
      'shop g:b 1 (reported: shop g:b 1 declared)',
    ]);
    assert.deepEqual(maven!.invented, ['shop a 1']);
    assert.deepEqual(maven!.unlisted, ['shop g:b 1 declared', 'shop g:loader 1']);
  });

  test('go: a main module without version; nothing of an ecosystem', () => {
    const truth = truthOf({ go: [{ name: 'm', version: '(devel)' }], rust: [{ name: 'r', version: '1' }] });
    const [go, rust] = judgeCompleteness(truth, [reported('golang', 'm', '', 'server')]);
    assert.deepEqual([go!.found, go!.invented], [1, []]);
    assert.deepEqual([rust!.found, rust!.isRead], [0, false]);
  });

  test('a kind without a rule is an error, not a pass', () => {
    assert.throws(() => judgeCompleteness(truthOf({ brew: [] }), []), /no rule for packages of kind "brew"/);
  });
});
