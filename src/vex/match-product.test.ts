import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Package } from '../model/package.ts';
import { CONFIG, IMAGE, INDEX, MANIFEST, pkg, placeOf } from './fixtures/cases.ts';
import { createMatchContext } from './match-product.ts';

const LODASH = pkg('pkg:npm/lodash@4.17.20', { path: 'app/node_modules/lodash/package.json' });
const SCOPED = pkg('pkg:npm/%40acme/lib@1.0.0', { path: 'app/node_modules/@acme/lib/package.json' });
const APP = pkg('pkg:npm/shop@2.0.0', { path: 'app/package.json' });
const LIBSSL = pkg('pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl', {
  source: { name: 'openssl', version: '3.0.11-1~deb12u2' },
});
const ZLIB = pkg('pkg:deb/debian/zlib1g@1:1.2.13-1?arch=amd64', {
  source: { name: 'zlib', version: '1:1.2.13-1' },
});
const HTTPD = pkg('pkg:rpm/redhat/httpd@2.4.57-5.el9?arch=x86_64&epoch=1', {
  version: '1:2.4.57-5.el9',
  distro: { ...LIBSSL.distro!, id: 'rhel', versionId: '9.4', codename: '' },
});
const LOG4J = pkg('pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1', {
  path: 'srv/app.jar!/BOOT-INF/lib/log4j-core.jar',
});
const APP_JAR = pkg('pkg:maven/com.example/app@1.0', { path: 'srv/app.jar' });
const TEXT = pkg('pkg:golang/golang.org/x/text@v0.3.7', { path: 'usr/bin/tool' });
const TOOL = pkg('pkg:golang/example.com/tool@v1.0.0', { path: 'usr/bin/tool' });
const REQUESTS = pkg('pkg:pypi/requests-oauthlib@1.3.0');

function missOf(
  found: Package,
  id: string,
  components: readonly string[] = [],
  others: readonly Package[] = [],
): string | null {
  const matcher = createMatchContext(IMAGE, [found, ...others]).matcherOf([{ id, components }]);
  return matcher.findMiss(placeOf(found))?.why ?? null;
}

describe('a product that is the image', () => {
  const fits: readonly string[] = [
    `pkg:oci/app@${MANIFEST}`,
    `pkg:oci/app@${INDEX.replace(':', '%3A')}?repository_url=ghcr.io/team/app`,
    `pkg:oci/other@${CONFIG}?repository_url=mirror.example.com/x/other`,
    `pkg:oci/app@${MANIFEST}?arch=amd64`,
    `pkg:oci/app@${MANIFEST}?arch=x86_64`,
    'pkg:oci/app?repository_url=ghcr.io/team/app',
    'pkg:oci/app?repository_url=ghcr.io/team',
    'pkg:oci/app?repository_url=https://ghcr.io/team/app/&tag=1.2',
    'pkg:oci/app@1.2?repository_url=ghcr.io/team/app',
    'pkg:oci/app',
    'pkg:docker/team/app@1.2?repository_url=ghcr.io',
    MANIFEST,
    INDEX,
    CONFIG,
    'ghcr.io/team/app',
    'ghcr.io/team/app:1.2',
    `ghcr.io/team/app@${INDEX}`,
    `ghcr.io/team/app:0.9@${MANIFEST}`,
    'docker://ghcr.io/team/app:1.2',
  ];
  for (const id of fits) it(id, () => assert.equal(missOf(LODASH, id), null));

  const others: readonly string[] = [
    `pkg:oci/app@sha256:${'0'.repeat(64)}`,
    `pkg:oci/app@sha256:${'0'.repeat(64)}?repository_url=ghcr.io/team/app&tag=1.2`,
    `pkg:oci/app@${MANIFEST}?arch=arm64`,
    'pkg:oci/app?repository_url=ghcr.io/team/app&tag=1.3',
    'pkg:oci/app?repository_url=ghcr.io/other/app',
    'pkg:oci/app?repository_url=quay.io/team/app',
    'pkg:oci/ap',
    'pkg:oci/team',
    'pkg:docker/team/app@1.2',
    `sha256:${'0'.repeat(64)}`,
    `ghcr.io/team/app:1.2@sha256:${'0'.repeat(64)}`,
    'ghcr.io/team/app:1.3',
    'ghcr.io/team',
    'team/app',
    'app',
    'cpe:2.3:a:acme:app:*:*:*:*:*:*:*:*',
    '',
    'pkg:',
    'pkg:oci/%',
  ];
  for (const id of others) it(`not ${id}`, () => assert.notEqual(missOf(LODASH, id), null));

  it('is named where it is another one', () => {
    const why = 'the statement is about another image, pkg:oci/app?repository_url=quay.io/team/app';
    assert.equal(missOf(LODASH, 'pkg:oci/app?repository_url=quay.io/team/app'), why);
  });

  it('is not known by the name of its archive', () => {
    const image = {
      ...IMAGE,
      source: 'docker-archive',
      reference: 'app',
      names: ['example.com/x:1'],
      manifestDigest: null,
    };
    const matchers = createMatchContext(image, [LODASH]);
    const find = (id: string) => matchers.matcherOf([{ id, components: [] }]).findMiss(placeOf(LODASH));
    assert.notEqual(find('docker.io/library/app'), null);
    assert.equal(find('example.com/x:1'), null);
  });
});

describe('an image without a tag', () => {
  const names: readonly (readonly [reference: string, product: string, isIt: boolean])[] = [
    [`ghcr.io/team/app@${MANIFEST}`, 'ghcr.io/team/app', true],
    [`ghcr.io/team/app@${MANIFEST}`, 'ghcr.io/team/app:latest', false],
    ['debian', 'debian:latest', true],
    ['debian', 'docker.io/library/debian', true],
    ['debian', 'pkg:oci/debian?repository_url=index.docker.io/library/debian&tag=latest', true],
    ['debian', 'pkg:docker/debian@latest', true],
    ['debian', 'debian:12', false],
  ];
  for (const [reference, product, isIt] of names) {
    it(`${reference} is${isIt ? '' : ' not'} ${product}`, () => {
      const matchers = createMatchContext({ ...IMAGE, reference, names: [reference] }, [LODASH]);
      const miss = matchers.matcherOf([{ id: product, components: [] }]).findMiss(placeOf(LODASH));
      assert.equal(miss === null, isIt);
    });
  }
});

describe('a product that is a package', () => {
  const fits: readonly (readonly [found: Package, id: string])[] = [
    [LODASH, 'pkg:npm/lodash@4.17.20'],
    [LODASH, 'pkg:npm/lodash'],
    [LODASH, 'pkg:npm/lodash@v4.17.20'],
    [LODASH, 'pkg:npm/lodash@4.17.20#lib/x.js'],
    [LODASH, 'pkg:npm/lodash@4.17.20?package-id=1f2e'],
    [LODASH, 'pkg:npm/lodash?vers=vers:npm/%3E%3D4.0.0%7C%3C4.17.21'],
    [LODASH, 'PKG:NPM/lodash'],
    [LODASH, 'lodash'],
    [LODASH, 'lodash@4.17.20'],
    [SCOPED, 'pkg:npm/@acme/lib@1.0.0'],
    [SCOPED, 'pkg:npm/%40acme/lib'],
    [REQUESTS, 'pkg:pypi/Requests_OAuthlib@1.3'],
    [LIBSSL, 'pkg:deb/debian/libssl3'],
    [LIBSSL, 'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12'],
    [LIBSSL, 'pkg:deb/debian/libssl3?distro=debian-12.5'],
    [LIBSSL, 'pkg:deb/debian/libssl3?distro=bookworm&arch=x86_64'],
    [LIBSSL, 'pkg:deb/libssl3'],
    [LIBSSL, 'pkg:deb/debian/openssl@3.0.11-1~deb12u2'],
    [LIBSSL, 'pkg:deb/debian/openssl?arch=source'],
    [LIBSSL, 'pkg:deb/openssl?arch=src'],
    [ZLIB, 'pkg:deb/debian/zlib1g@1%3A1.2.13-1'],
    [HTTPD, 'pkg:rpm/redhat/httpd@2.4.57-5.el9'],
    [HTTPD, 'pkg:rpm/redhat/httpd@2.4.57-5.el9?epoch=1&arch=x86_64'],
    [HTTPD, 'pkg:rpm/redhat/httpd@2.4.57-5.el9?arch=src'],
    [LOG4J, 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?type=jar'],
    [TEXT, 'pkg:golang/golang.org/x/text@0.3.7'],
  ];
  for (const [found, id] of fits) it(`${id} is ${found.purl}`, () => assert.equal(missOf(found, id), null));

  const misses: readonly (readonly [found: Package, id: string, why: string])[] = [
    [LODASH, 'pkg:npm/lodash@4.17.21', 'the statement is about another version: pkg:npm/lodash@4.17.21'],
    [
      LODASH,
      'pkg:npm/lodash@4.17.20+fork',
      'the statement is about another version: pkg:npm/lodash@4.17.20+fork',
    ],
    [
      LODASH,
      'pkg:npm/lodash?vers=vers:npm/%3C4',
      'the statement is about another version: pkg:npm/lodash?vers=vers:npm/%3C4',
    ],
    [
      LODASH,
      'pkg:npm/lodash?vers=garbage',
      'the statement is about another version: pkg:npm/lodash?vers=garbage',
    ],
    [LODASH, 'pkg:pypi/lodash', 'the statement names it with another type: pkg:pypi/lodash'],
    [
      LODASH,
      'pkg:npm/%40types/lodash',
      'the statement names it with another namespace: pkg:npm/%40types/lodash',
    ],
    [SCOPED, 'pkg:npm/lib', 'the statement names it with another namespace: pkg:npm/lib'],
    [LODASH, 'Lodash', 'the statement names none of its packages'],
    [LODASH, 'lod', 'the statement names none of its packages'],
    [
      LIBSSL,
      'pkg:deb/ubuntu/libssl3',
      'the statement names it with another namespace: pkg:deb/ubuntu/libssl3',
    ],
    [
      LIBSSL,
      'pkg:deb/debian/libssl3?arch=arm64',
      'the statement is about another arch: pkg:deb/debian/libssl3?arch=arm64',
    ],
    [
      LIBSSL,
      'pkg:deb/debian/libssl3?distro=debian-11',
      'the statement is about another distro: pkg:deb/debian/libssl3?distro=debian-11',
    ],
    [
      LIBSSL,
      'pkg:deb/debian/libssl3?arch=source',
      'the statement is about a source package: pkg:deb/debian/libssl3?arch=source',
    ],
    [
      LIBSSL,
      'pkg:deb/debian/openssl@3.0.9-1',
      'the statement is about another version: pkg:deb/debian/openssl@3.0.9-1',
    ],
    [
      HTTPD,
      'pkg:rpm/redhat/httpd@2.4.57-5.el9?epoch=2',
      'the statement is about another version: pkg:rpm/redhat/httpd@2.4.57-5.el9?epoch=2',
    ],
  ];
  for (const [found, id, why] of misses)
    it(`${id} is not ${found.purl}`, () => assert.equal(missOf(found, id), why));

  it('a name that is both source and package means the package', () => {
    const openssl = pkg('pkg:deb/debian/openssl@3.0.11-1~deb12u2');
    const why =
      'the statement is about the package of this name; with `?arch=source` it would be about all that is built of it';
    assert.equal(missOf(LIBSSL, 'pkg:deb/debian/openssl', [], [openssl]), `${why}: pkg:deb/debian/openssl`);
    assert.equal(missOf(LIBSSL, 'pkg:deb/debian/openssl?arch=source', [], [openssl]), null);
    assert.equal(missOf(openssl, 'pkg:deb/debian/openssl', [], [LIBSSL]), null);
  });
});

describe('components of a product', () => {
  const image = `pkg:oci/app@${MANIFEST}`;
  const fits: readonly (readonly [
    found: Package,
    product: string,
    component: string,
    others: readonly Package[],
  ])[] = [
    [LODASH, image, 'pkg:npm/lodash', []],
    [LODASH, 'ghcr.io/team/app', 'lodash@4.17.20', []],
    [LODASH, 'pkg:npm/shop@2.0.0', 'pkg:npm/lodash', [APP]],
    [LOG4J, 'pkg:maven/com.example/app', 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1', [APP_JAR]],
    [TEXT, 'pkg:golang/example.com/tool', 'pkg:golang/golang.org/x/text', [TOOL]],
    [LIBSSL, 'pkg:deb/debian/openssl?arch=source', 'pkg:deb/debian/libssl3', []],
    [HTTPD, 'cpe:/o:redhat:enterprise_linux:9', 'pkg:rpm/redhat/httpd', []],
    [HTTPD, 'cpe:/a:redhat:enterprise_linux:9::appstream', 'pkg:rpm/redhat/httpd', []],
    [LIBSSL, 'cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*', 'pkg:deb/debian/libssl3', []],
    [
      {
        ...REQUESTS,
        ownedBy: {
          purl: 'pkg:deb/debian/python3-x@1.0',
          name: 'python3-x',
          namespace: 'debian:12',
          ofDistribution: true,
        },
      },
      'pkg:deb/debian/python3-x@1.0',
      'pkg:pypi/requests-oauthlib',
      [],
    ],
  ];
  for (const [found, product, component, others] of fits) {
    it(`${component} in ${product}`, () => assert.equal(missOf(found, product, [component], others), null));
  }

  const misses: readonly (readonly [
    found: Package,
    product: string,
    component: string,
    others: readonly Package[],
  ])[] = [
    [LODASH, image, 'pkg:npm/lodash@1.0.0', []],
    [LODASH, image, 'pkg:npm/underscore', []],
    [LODASH, `pkg:oci/app@sha256:${'0'.repeat(64)}`, 'pkg:npm/lodash', []],
    [LODASH, 'pkg:npm/shop@1.0.0', 'pkg:npm/lodash', [APP]],
    [LODASH, 'pkg:npm/shop', 'pkg:npm/lodash', []],
    // The same library in another program of the image.
    [LODASH, 'pkg:npm/blog', 'pkg:npm/lodash', [pkg('pkg:npm/blog@1.0.0', { path: 'blog/package.json' })]],
    [
      TEXT,
      'pkg:golang/example.com/other',
      'pkg:golang/golang.org/x/text',
      [pkg('pkg:golang/example.com/other@v1', { path: 'usr/bin/other' })],
    ],
    [LIBSSL, 'pkg:deb/debian/bash', 'pkg:deb/debian/libssl3', [pkg('pkg:deb/debian/bash@5.2')]],
    [HTTPD, 'cpe:/o:redhat:enterprise_linux:8', 'pkg:rpm/redhat/httpd', []],
    [HTTPD, 'cpe:/a:redhat:openshift:4.14::el9', 'pkg:rpm/redhat/httpd', []],
    [LODASH, 'shop', 'pkg:npm/lodash', [APP]],
  ];
  for (const [found, product, component, others] of misses) {
    it(`${component} in ${product} is another`, () =>
      assert.notEqual(missOf(found, product, [component], others), null));
  }

  it('the product is named where only it is another', () => {
    assert.equal(
      missOf(LODASH, 'pkg:npm/blog', ['pkg:npm/lodash']),
      'the statement is about it as a part of pkg:npm/blog',
    );
  });
});
