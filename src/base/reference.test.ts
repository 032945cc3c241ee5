import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findReference, formatReference, parseReference } from './reference.ts';

const HEX = 'a'.repeat(64);
const DIGEST = `sha256:${HEX}`;

describe('parseReference', () => {
  const good: readonly (readonly [text: string, full: string])[] = [
    ['debian', 'docker.io/library/debian:latest'],
    ['debian:12', 'docker.io/library/debian:12'],
    ['user/app', 'docker.io/user/app:latest'],
    ['docker.io/debian', 'docker.io/library/debian:latest'],
    ['index.docker.io/library/debian', 'docker.io/library/debian:latest'],
    ['docker.io/user/app:1', 'docker.io/user/app:1'],
    ['localhost/x', 'localhost/x:latest'],
    ['localhost:5000/x', 'localhost:5000/x:latest'],
    ['host:5000/team/x:2', 'host:5000/team/x:2'],
    ['host.test/x', 'host.test/x:latest'],
    ['Host/x', 'Host/x:latest'],
    ['127.0.0.1:5000/x', '127.0.0.1:5000/x:latest'],
    ['[::1]:5000/x', '[::1]:5000/x:latest'],
    [`debian@${DIGEST}`, `docker.io/library/debian@${DIGEST}`],
    [`host.test/x:tag@${DIGEST}`, `host.test/x:tag@${DIGEST}`],
    ['t/a.b-c__d/e_f', 'docker.io/t/a.b-c__d/e_f:latest'],
    ['app:V1.0-RC_1', 'docker.io/library/app:V1.0-RC_1'],
    ['app.tar', 'docker.io/library/app.tar:latest'],
  ];
  for (const [text, full] of good) {
    it(`${text} is ${full}`, () => assert.equal(formatReference(parseReference(text)), full));
  }

  const bad: readonly (readonly [text: string, reason: RegExp])[] = [
    ['', /names no image/],
    ['Debian', /capitals/],
    ['user/App', /capitals/],
    [':tag', /names no image/],
    ['debian:', /tag/],
    ['debian:-x', /tag/],
    [`debian:${'x'.repeat(129)}`, /tag/],
    ['debian@sha256:abc', /digest/],
    ['debian@md5:abc', /digest/],
    ['debian@', /digest/],
    ['-debian', /not a valid image name/],
    ['a//b', /not a valid image name/],
    ['a/../b', /not a valid image name/],
    ['a b', /not a valid image name/],
    ['a___b', /not a valid image name/],
    ['host.test/', /names no image/],
    ['host_name.test:1/x', /host name/],
    ['host:123456/x', /host name/],
    [`host.test/${'x'.repeat(256)}`, /longer/],
    [HEX, /image id/],
    ['https://host.test/x', /scheme/],
    ['docker://debian', /scheme/],
  ];
  for (const [text, reason] of bad) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.throws(() => parseReference(text), {
        name: 'InputError',
        code: 'bad-reference',
        message: reason,
        where: text,
      });
      assert.equal(findReference(text), null);
    });
  }

  it('reads what it writes', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    const registry = fc.oneof(
      fc.constant('docker.io'),
      fc.constant('localhost:5000'),
      word.map((w) => `${w}.test`),
    );
    const path = fc.array(word, { minLength: 2, maxLength: 4 }).map((words) => words.join('/'));
    const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,10}$/);
    fc.assert(
      fc.property(registry, path, tag, fc.boolean(), (host, repository, label, isPinned) => {
        const text = `${host}/${repository}:${label}${isPinned ? `@${DIGEST}` : ''}`;
        assert.equal(formatReference(parseReference(text)), text);
      }),
    );
  });

  it('throws nothing but its own error', () => {
    fc.assert(fc.property(fc.string(), (text) => void findReference(text)));
  });
});
