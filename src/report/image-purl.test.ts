import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ImageInfo } from '../model/image.ts';
import { SAMPLE_REPORT } from './fixtures/sample-report.ts';
import { ociPurl } from './image-purl.ts';

const DIGEST = SAMPLE_REPORT.image.manifestDigest!;

function purlOf(reference: string, more: Partial<ImageInfo> = {}): string | null {
  return ociPurl({ ...SAMPLE_REPORT.image, reference, names: [], ...more });
}

describe('ociPurl', () => {
  for (const [reference, name, repository, tag] of [
    ['alpine', 'alpine', 'docker.io%2Flibrary%2Falpine', ''],
    ['alpine:3.20', 'alpine', 'docker.io%2Flibrary%2Falpine', '&tag=3.20'],
    ['team/web:1', 'web', 'docker.io%2Fteam%2Fweb', '&tag=1'],
    ['localhost/web', 'web', 'localhost%2Fweb', ''],
    ['reg.example:5000/a/b:v1', 'b', 'reg.example:5000%2Fa%2Fb', '&tag=v1'],
    ['registry:reg.example/a:v1', 'a', 'reg.example%2Fa', '&tag=v1'],
    [`reg.example/a:v1@${DIGEST}`, 'a', 'reg.example%2Fa', '&tag=v1'],
  ] as const) {
    it(reference, () =>
      assert.equal(
        purlOf(reference),
        `pkg:oci/${name}@${DIGEST}?arch=amd64&repository_url=${repository}${tag}`,
      ),
    );
  }

  for (const reference of ['./shop.tar', '/abs/shop.tar', '', 'a b', '\ud800']) {
    it(`is null for ${JSON.stringify(reference)}`, () => assert.equal(purlOf(reference), null));
  }

  it('is null without a manifest digest', () =>
    assert.equal(purlOf('alpine', { manifestDigest: null }), null));

  it('takes the name that a file gives, never its path, nor a name that may be only a tag', () => {
    const source = 'oci-layout';
    assert.match(purlOf('./x.tar', { source, names: ['reg.example/a:1'] })!, /^pkg:oci\/a@/);
    assert.equal(purlOf('oci-layout:x', { source, names: ['latest'] }), null);
    assert.equal(purlOf('oci-layout:x', { source }), null);
  });
});
