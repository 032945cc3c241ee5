/** SBOMs of other tools. The documents are made by hand, in the form that Syft and Trivy document. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ecosystems } from '../ecosystem/list.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Package } from '../model/package.ts';
import { nameOwners } from '../scan/link-owners.ts';
import { parseSbom, sniffSbom } from './parse-sbom.ts';

function parse(value: unknown): Inventory {
  return parseSbom(Buffer.from(JSON.stringify(value)), 'x.json');
}

function codes({ problems }: Inventory): string[] {
  return problems.map(({ code, effect }) => `${code} ${effect}`);
}

function find(inventory: Inventory, name: string): Package {
  const found = inventory.packages.find((pkg) => pkg.name === name);
  assert.ok(found, `${name} is not among ${inventory.packages.map((pkg) => pkg.name).join(', ')}`);
  return found;
}

/** What its ecosystem looks it up by: `debian:12/openssl 3.0.11-1`. */
function lookUps(pkg: Package): string[] {
  const ecosystem = ecosystems.find(({ id }) => id === pkg.ecosystem);
  const queries = ecosystem?.advisoryQueries(pkg) ?? [];
  return queries.map(({ key, version }) => `${key.namespace}/${key.name} ${version}`);
}

const property = (name: string, value: string) => ({ name, value });
const DIGEST = `sha256:${'ab'.repeat(32)}`;
const LAYERS = ['11', '22'].map((digits) => `sha256:${digits.repeat(32)}`);

interface Bom {
  readonly specVersion?: string;
  readonly metadata?: object;
  readonly components?: readonly object[];
}

function bom({ specVersion = '1.6', metadata = {}, components = [] }: Bom): object {
  return { bomFormat: 'CycloneDX', specVersion, version: 1, metadata, components };
}

function library(purl: string, more: object = {}): object {
  return { type: 'library', 'bom-ref': purl, name: 'x', version: '1', purl, ...more };
}

const SYFT = bom({
  metadata: {
    tools: { components: [{ type: 'application', author: 'anchore', name: 'syft', version: '1.18.0' }] },
    component: { 'bom-ref': '1', type: 'container', name: 'shop:1', version: DIGEST },
    properties: [property('syft:image:labels:team', 'sails')],
  },
  components: [
    {
      type: 'library',
      'bom-ref': 'a',
      publisher: 'Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>',
      name: 'libssl3',
      version: '3.0.11-1~deb12u2',
      licenses: [{ license: { id: 'Apache-2.0' } }, { license: { name: 'GPL' } }],
      purl: 'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl',
      properties: [
        property('syft:package:foundBy', 'dpkg-db-cataloger'),
        property('syft:package:type', 'deb'),
        property('syft:location:0:layerID', LAYERS[0]!),
        property('syft:location:0:path', '/var/lib/dpkg/status'),
        property('syft:metadata:source', 'openssl'),
      ],
    },
    library('pkg:deb/debian/libgcc-s1@12.2.0-14?arch=amd64&distro=debian-12&upstream=gcc-12', {
      name: 'libgcc-s1',
      version: '12.2.0-14',
    }),
    library('pkg:deb/debian/binutils-common@2.40-2%2Bb1?distro=debian-12&upstream=binutils%402.40-2', {
      name: 'binutils-common',
    }),
    library('pkg:golang/github.com/azure/azure-sdk@v1.2.3', { name: 'github.com/Azure/azure-sdk' }),
    library('pkg:golang/stdlib@1.21.5', { name: 'stdlib', version: 'go1.21.5' }),
    library('pkg:npm/%40babel/core@7.0.0', { group: '@babel', name: 'core' }),
    library('pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1', {
      group: 'org.apache.logging.log4j',
      name: 'log4j-core',
    }),
    library('pkg:pypi/Flask_Login@0.6', { name: 'Flask_Login' }),
    library('pkg:gem/rails@7.0.0', { name: 'rails' }),
    { type: 'library', name: 'mystery', version: '0.1' },
    { type: 'file', name: '/bin/ls', hashes: [] },
    {
      type: 'operating-system',
      'bom-ref': 'os',
      name: 'debian',
      version: '12',
      description: 'Debian GNU/Linux 12 (bookworm)',
      properties: [
        property('syft:distro:id', 'debian'),
        property('syft:distro:versionID', '12'),
        property('syft:distro:versionCodename', 'bookworm'),
        property('syft:distro:idLike:0', 'linux'),
        property('syft:distro:prettyName', 'Debian GNU/Linux 12 (bookworm)'),
      ],
    },
  ],
});

const TRIVY = bom({
  metadata: {
    tools: { components: [{ type: 'application', name: 'trivy', version: '0.58.0' }] },
    component: {
      'bom-ref': 'root',
      type: 'container',
      name: 'shop:1',
      purl: `pkg:oci/shop@${DIGEST.replace(':', '%3A')}?arch=arm64&repository_url=registry.example.com%2Fteam%2Fshop`,
      properties: [
        ...LAYERS.map((layer) => property('aquasecurity:trivy:DiffID', layer)),
        property('aquasecurity:trivy:ImageID', `sha256:${'cd'.repeat(32)}`),
        property('aquasecurity:trivy:RepoTag', 'registry.example.com/team/shop:1'),
        property('aquasecurity:trivy:Labels:team', 'sails'),
      ],
    },
  },
  components: [
    {
      type: 'operating-system',
      'bom-ref': 'os',
      name: 'redhat',
      version: '9.4',
      properties: [property('aquasecurity:trivy:Class', 'os-pkgs')],
    },
    {
      type: 'application',
      'bom-ref': 'lock',
      name: 'app/package-lock.json',
      properties: [property('aquasecurity:trivy:Class', 'lang-pkgs')],
    },
    library('pkg:rpm/redhat/openssl-libs@3.0.7-27.el9?arch=aarch64&distro=redhat-9.4&epoch=1', {
      name: 'openssl-libs',
      version: '1:3.0.7-27.el9',
      supplier: { name: 'Red Hat, Inc.' },
      properties: [
        property('aquasecurity:trivy:LayerDiffID', LAYERS[1]!),
        property('aquasecurity:trivy:PkgType', 'redhat'),
        property('aquasecurity:trivy:SrcName', 'openssl'),
        property('aquasecurity:trivy:SrcVersion', '3.0.7'),
        property('aquasecurity:trivy:SrcRelease', '27.el9'),
        property('aquasecurity:trivy:SrcEpoch', '1'),
        property('aquasecurity:trivy:Modularitylabel', 'nodejs:18:9040:rhel9'),
      ],
    }),
    library('pkg:npm/left-pad@1.0.0', {
      name: 'left-pad',
      properties: [
        property('aquasecurity:trivy:FilePath', 'app/node_modules/left-pad/package.json'),
        property('aquasecurity:trivy:PkgType', 'node-pkg'),
      ],
    }),
  ],
});

describe('an SBOM of Syft', () => {
  const inventory = parse(SYFT);

  it('gives packages as an image would', () => {
    const libssl = find(inventory, 'libssl3');
    assert.deepEqual(libssl, {
      purl: 'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl',
      ecosystem: 'dpkg',
      name: 'libssl3',
      version: '3.0.11-1~deb12u2',
      architecture: 'amd64',
      source: { name: 'openssl', version: '3.0.11-1~deb12u2' },
      distro: inventory.distros[0],
      confidence: 'installed',
      evidence: 'SBOM',
      foundAt: { path: 'var/lib/dpkg/status', layerIndex: 0 },
      licences: ['Apache-2.0', 'GPL'],
      vendor: 'Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>',
      moduleStream: '',
      scope: 'unknown',
      ownedBy: null,
    });
  });

  const LOOK_UPS: readonly (readonly [string, string])[] = [
    ['libssl3', 'debian:12/openssl 3.0.11-1~deb12u2'],
    ['libgcc-s1', 'debian:12/gcc-12 12.2.0-14'],
    ['binutils-common', 'debian:12/binutils 2.40-2'],
    ['github.com/Azure/azure-sdk', 'golang/github.com/Azure/azure-sdk 1.2.3'],
    ['stdlib', 'golang/stdlib 1.21.5'],
    ['@babel/core', 'npm/@babel/core 7.0.0'],
    ['org.apache.logging.log4j:log4j-core', 'maven/org.apache.logging.log4j:log4j-core 2.14.1'],
    ['Flask_Login', 'pypi/flask-login 0.6'],
  ];
  for (const [name, wanted] of LOOK_UPS) {
    it(`has ${name} looked up as ${wanted}`, () => {
      assert.deepEqual(lookUps(find(inventory, name)), [wanted]);
    });
  }

  it('gives image and distribution', () => {
    assert.equal(inventory.image.reference, 'shop:1');
    assert.equal(inventory.image.manifestDigest, DIGEST);
    assert.deepEqual({ ...inventory.image.config.labels }, { team: 'sails' });
    assert.deepEqual(inventory.distros, [
      {
        id: 'debian',
        idLike: ['linux'],
        versionId: '12',
        codename: 'bookworm',
        prettyName: 'Debian GNU/Linux 12 (bookworm)',
        streams: [],
        confidence: 'release-file',
        foundAt: { path: '', layerIndex: 0 },
      },
    ]);
  });

  it('says what was lost', () => {
    assert.deepEqual(codes(inventory), [
      'sbom note',
      'sbom-not-looked-up incomplete',
      'sbom-without-layers note',
      'sbom-without-owners note',
      'sbom-without-purl incomplete',
    ]);
    const message = (code: string) => inventory.problems.find((p) => p.code === code)?.message ?? '';
    assert.match(message('sbom'), /CycloneDX 1\.6 made by syft 1\.18\.0/);
    assert.match(message('sbom-without-purl'), /^1 component .*mystery 0\.1$/);
    assert.match(message('sbom-not-looked-up'), /^1 package of the kind "gem"/);
    assert.equal(find(inventory, 'rails').version, '7.0.0');
  });
});

describe('an SBOM of Trivy', () => {
  const inventory = parse(TRIVY);

  it('gives packages as an image would', () => {
    const openssl = find(inventory, 'openssl-libs');
    assert.equal(openssl.version, '1:3.0.7-27.el9');
    assert.equal(
      openssl.purl,
      'pkg:rpm/redhat/openssl-libs@3.0.7-27.el9?arch=aarch64&distro=rhel-9.4&epoch=1',
    );
    assert.deepEqual(openssl.source, { name: 'openssl', version: '1:3.0.7-27.el9' });
    assert.equal(openssl.foundAt.layerIndex, 1);
    assert.equal(openssl.vendor, 'Red Hat, Inc.');
    assert.equal(openssl.moduleStream, 'nodejs:18');
    assert.deepEqual(lookUps(openssl), [
      'rhel:9/openssl-libs 1:3.0.7-27.el9',
      'rhel:9/openssl 1:3.0.7-27.el9',
    ]);
    assert.equal(find(inventory, 'left-pad').foundAt.path, 'app/node_modules/left-pad/package.json');
  });

  it('gives image, layers and distribution', () => {
    const { image, layers, distros } = inventory;
    assert.deepEqual(image.names, ['registry.example.com/team/shop:1', 'registry.example.com/team/shop']);
    assert.equal(image.id, `sha256:${'cd'.repeat(32)}`);
    assert.equal(image.manifestDigest, DIGEST);
    assert.equal(image.platform.architecture, 'arm64');
    assert.deepEqual(
      image.layers.map(({ diffId }) => diffId),
      LAYERS,
    );
    assert.deepEqual(layers[1]?.owner, { part: 'unknown', basis: 'position' });
    assert.deepEqual(
      distros.map(({ id, versionId }) => `${id} ${versionId}`),
      ['rhel 9.4'],
    );
  });

  it('says what was lost', () => {
    assert.deepEqual(codes(inventory), ['sbom note', 'sbom-without-owners note']);
  });
});

describe('package URLs of others', () => {
  const TABLE: readonly (readonly [purl: string, lookUps: readonly string[]])[] = [
    [
      'pkg:apk/alpine/libcrypto3@3.1.4-r5?arch=x86_64&upstream=openssl&distro=alpine-3.18.6',
      ['alpine:3.18/openssl 3.1.4-r5'],
    ],
    ['pkg:apk/wolfi/curl@8.5.0-r0?arch=x86_64&distro=wolfi-20230201', ['wolfi/curl 8.5.0-r0']],
    [
      'pkg:deb/ubuntu/zlib1g@1:1.2.13.dfsg-1ubuntu5?distro=ubuntu-22.04&epoch=1',
      ['ubuntu:22.04/zlib1g 1:1.2.13.dfsg-1ubuntu5'],
    ],
    ['pkg:deb/debian/zlib1g@1.2.13.dfsg-1?distro=debian-12.4&epoch=1', ['debian:12/zlib1g 1:1.2.13.dfsg-1']],
    ['pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=bookworm', ['debian:12/curl 7.50.3-1']],
    ['pkg:deb/debian/curl@7.50.3-1?distro=debian-trixie', ['debian:13/curl 7.50.3-1']],
    [
      'pkg:rpm/rocky/acl@2.2.53-1.el8?arch=x86_64&epoch=0&upstream=acl-2.2.53-1.el8.src.rpm&distro=rocky-8.9',
      ['rocky:8/acl 2.2.53-1.el8'],
    ],
    [
      'pkg:rpm/opensuse/libz1@1.2.13-1?distro=opensuse-leap-15.5&upstream=zlib-1.2.13-1.src.rpm',
      ['opensuse-leap:15.5/libz1 1.2.13-1', 'opensuse-leap:15.5/zlib 1.2.13-1'],
    ],
    ['pkg:rpm/opensuse/libz1@1.2.13-1?distro=opensuse.leap-15.5', ['opensuse-leap:15.5/libz1 1.2.13-1']],
    [
      'pkg:rpm/opensuse/libz1@1.2.13-1?distro=opensuse-tumbleweed-20240101',
      ['opensuse-tumbleweed/libz1 1.2.13-1'],
    ],
    ['pkg:rpm/amazon/glibc@2.34-52.amzn2023?distro=amazon-2023.3', ['amzn:2023/glibc 2.34-52.amzn2023']],
    ['pkg:rpm/oracle/glibc@2.34-60.el9?distro=oracle-9.3', ['ol:9/glibc 2.34-60.el9']],
    ['pkg:rpm/alma/glibc@2.34-60.el9?distro=alma-9.3', ['almalinux:9/glibc 2.34-60.el9']],
    ['pkg:rpm/fedora/glibc@2.38-14.fc39?distro=fedora-39', ['fedora:39/glibc 2.38-14.fc39']],
    ['pkg:ebuild/app-misc/tiny@1.2_p3-r1?distro=gentoo-2.17', ['gentoo/app-misc/tiny 1.2_p3-r1']],
    ['pkg:deb/debian/curl@7.50.3-1', []],
    ['pkg:golang/golang.org/x/net@v0.17.0#http2', ['golang/golang.org/x/net 0.17.0']],
    ['pkg:golang/stdlib@go1.22rc1', ['golang/stdlib 1.22.0-rc.1']],
    ['pkg:npm/@scope/x@1.0.0', ['npm/@scope/x 1.0.0']],
    ['pkg:maven/g/a@1.0?type=jar', ['maven/g:a 1.0']],
    ['pkg:maven/a@1.0', []],
    ['pkg:cargo/serde@1.0.0', []],
    ['pkg:dpkg/x@1', []],
  ];
  for (const [purl, wanted] of TABLE) {
    it(`${purl} is looked up as ${wanted.join(', ') || 'nothing'}`, () => {
      const { packages } = parse(bom({ components: [library(purl)] }));
      assert.equal(packages.length, 1);
      assert.deepEqual(lookUps(packages[0]!), wanted);
    });
  }

  it('name the distribution of the image', () => {
    const purls = ['pkg:deb/debian/a@1?distro=debian-12', 'pkg:deb/debian/b@1?distro=debian-12'];
    const { distros } = parse(bom({ components: purls.map((purl) => library(purl)) }));
    assert.deepEqual(
      distros.map(({ id, versionId }) => `${id} ${versionId}`),
      ['debian 12'],
    );
  });

  it('of one package are one', () => {
    const purl = 'pkg:npm/left-pad@1.0.0';
    assert.equal(parse(bom({ components: [library(purl), library(purl)] })).packages.length, 1);
  });

  it('without a distribution take the one that the document names', () => {
    const system = { type: 'operating-system', name: 'debian', version: '12' };
    const { packages } = parse(bom({ components: [system, library('pkg:deb/debian/curl@7.50.3-1')] }));
    assert.deepEqual(lookUps(packages[0]!), ['debian:12/curl 7.50.3-1']);
    assert.equal(packages[0]!.purl, 'pkg:deb/debian/curl@7.50.3-1?distro=debian-12');
  });

  it('that cannot be read are told', () => {
    const broken = ['pkg:npm/%zz@1', 'npm/x@1', 'pkg:npm', 'pkg:npm/', ''].map((purl) => library(purl));
    const inventory = parse(bom({ components: [...broken, library('pkg:deb/debian/x@1')] }));
    assert.deepEqual(codes(inventory), [
      'sbom note',
      'sbom-without-distro incomplete',
      'sbom-without-layers note',
      'sbom-without-purl incomplete',
    ]);
  });
});

const SPDX_PACKAGE = {
  SPDXID: 'SPDXRef-Package-libssl3',
  name: 'libssl3',
  versionInfo: '3.0.11-1~deb12u2',
  supplier: 'Person: Debian OpenSSL Team (x@lists.debian.org)',
  licenseDeclared: 'Apache-2.0 AND LicenseRef-x',
  licenseConcluded: 'NOASSERTION',
  sourceInfo: 'acquired package info from DPKG DB: /usr/share/doc/libssl3/copyright, /var/lib/dpkg/status',
  externalRefs: [
    { referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:a:x' },
    {
      referenceCategory: 'PACKAGE-MANAGER',
      referenceType: 'purl',
      referenceLocator:
        'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl',
    },
  ],
};

function spdx(packages: readonly object[], more: object = {}): object {
  return {
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'shop:1',
    creationInfo: { creators: ['Organization: Anchore, Inc', 'Tool: syft-1.18.0'] },
    packages,
    ...more,
  };
}

describe('an SBOM in SPDX 2', () => {
  it('of Syft gives packages as an image would', () => {
    const root = { SPDXID: 'SPDXRef-Root', name: 'shop:1', versionInfo: DIGEST };
    const relationships = [
      {
        spdxElementId: 'SPDXRef-DOCUMENT',
        relationshipType: 'DESCRIBES',
        relatedSpdxElement: 'SPDXRef-Root',
      },
    ];
    const inventory = parse(spdx([SPDX_PACKAGE, root, { name: 'lost' }], { relationships }));
    const libssl = find(inventory, 'libssl3');
    assert.deepEqual(lookUps(libssl), ['debian:12/openssl 3.0.11-1~deb12u2']);
    assert.deepEqual(libssl.licences, ['Apache-2.0 AND LicenseRef-x']);
    assert.equal(libssl.foundAt.path, 'usr/share/doc/libssl3/copyright');
    assert.equal(libssl.vendor, 'Debian OpenSSL Team <x@lists.debian.org>');
    assert.equal(inventory.image.reference, 'shop:1');
    assert.equal(inventory.image.manifestDigest, DIGEST);
    assert.deepEqual(codes(inventory), [
      'sbom note',
      'sbom-without-layers note',
      'sbom-without-purl incomplete',
    ]);
    assert.match(inventory.problems[0]!.message, /SPDX 2\.3 made by syft-1\.18\.0/);
  });

  const OWNED = [
    ['CONTAINS', '', false],
    ['OTHER', 'ownership-by-file-overlap: the parent claims files of the child', false],
    ['CONTAINED_BY', '', true],
  ] as const;
  for (const [relationshipType, comment, isReversed] of OWNED) {
    it(`says which library a package of the distribution owns: ${relationshipType}`, () => {
      const purl = 'pkg:pypi/idna@3.3';
      const library = {
        SPDXID: 'SPDXRef-idna',
        name: 'idna',
        versionInfo: '3.3',
        externalRefs: [{ referenceType: 'purl', referenceLocator: purl }],
      };
      const ids = ['SPDXRef-Package-libssl3', 'SPDXRef-idna'];
      const [spdxElementId, relatedSpdxElement] = isReversed ? ids.toReversed() : ids;
      const relationships = [
        { spdxElementId, relatedSpdxElement, relationshipType, comment },
        { spdxElementId: 'SPDXRef-idna', relatedSpdxElement: 'SPDXRef-none', relationshipType, comment },
      ];
      const inventory = parse(spdx([SPDX_PACKAGE, library], { relationships }));
      const libssl = find(inventory, 'libssl3');
      const owner = { purl: libssl.purl, name: 'libssl3', namespace: 'debian:12' };
      assert.equal(libssl.ownedBy, null);
      assert.deepEqual(find(inventory, 'idna').ownedBy, { ...owner, ofDistribution: false });
      assert.ok(!codes(inventory).includes('sbom-without-owners note'));
      const named = nameOwners(inventory.packages, ecosystems).find(({ name }) => name === 'idna');
      assert.deepEqual(named?.ownedBy, { ...owner, ofDistribution: true });
    });
  }

  it('of Trivy gives layers, sources and the distribution', () => {
    const note = (comment: string) => ({ annotator: 'Tool: trivy-0.58.0', comment });
    const inventory = parse(
      spdx([
        {
          SPDXID: 'SPDXRef-1',
          name: 'shop:1',
          primaryPackagePurpose: 'CONTAINER',
          attributionTexts: LAYERS.map((layer) => `DiffID: ${layer}`),
          annotations: [note('RepoTag: registry.example.com/shop:1'), note(`ImageID: ${DIGEST}`)],
        },
        {
          SPDXID: 'SPDXRef-2',
          name: 'debian',
          versionInfo: '12.4',
          primaryPackagePurpose: 'OPERATING-SYSTEM',
        },
        {
          SPDXID: 'SPDXRef-3',
          name: 'app/package-lock.json',
          primaryPackagePurpose: 'APPLICATION',
          annotations: [note('Class: lang-pkgs')],
        },
        {
          ...SPDX_PACKAGE,
          sourceInfo: 'built package from: openssl 3.0.11-1~deb12u2',
          annotations: [note(`LayerDiffID: ${LAYERS[1]}`)],
          externalRefs: [
            {
              referenceType: 'purl',
              referenceLocator: 'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?distro=debian-12.4',
            },
          ],
        },
      ]),
    );
    const libssl = find(inventory, 'libssl3');
    assert.deepEqual(lookUps(libssl), ['debian:12/openssl 3.0.11-1~deb12u2']);
    assert.equal(libssl.foundAt.layerIndex, 1);
    assert.equal(libssl.distro, inventory.distros[0]);
    assert.equal(inventory.image.id, DIGEST);
    assert.deepEqual(inventory.image.names, ['registry.example.com/shop:1']);
    assert.deepEqual(codes(inventory), ['sbom note']);
  });
});

describe('an SBOM in SPDX 3', () => {
  it('gives packages and the distribution', () => {
    const inventory = parse({
      '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
      '@graph': [
        { type: 'CreationInfo', '@id': '_:c', specVersion: '3.0.1' },
        { type: 'Tool', spdxId: 'urn:t', name: 'sbom-maker 2' },
        { type: 'SpdxDocument', spdxId: 'urn:d', name: 'shop' },
        {
          type: 'software_Package',
          name: 'shop:1',
          software_primaryPurpose: 'container',
          software_packageVersion: DIGEST,
        },
        {
          type: 'software_Package',
          name: 'debian',
          software_packageVersion: '12',
          software_primaryPurpose: 'operatingSystem',
        },
        {
          type: 'software_Package',
          name: 'curl',
          software_packageVersion: '7.88.1-10',
          software_packageUrl: 'pkg:deb/debian/curl@7.88.1-10',
        },
        {
          type: 'software_Package',
          name: 'left-pad',
          externalIdentifier: [
            { type: 'ExternalIdentifier', externalIdentifierType: 'cpe23', identifier: 'x' },
            { externalIdentifierType: 'packageUrl', identifier: 'pkg:npm/left-pad@1.0.0' },
          ],
        },
        { type: 'software_File', name: 'a' },
      ],
    });
    assert.deepEqual(inventory.packages.flatMap(lookUps), ['debian:12/curl 7.88.1-10', 'npm/left-pad 1.0.0']);
    assert.equal(inventory.image.manifestDigest, DIGEST);
    assert.match(inventory.problems[0]!.message, /SPDX 3\.0\.1 made by sbom-maker 2/);
  });
});

describe('SBOMs', () => {
  const PURL = 'pkg:npm/left-pad@1.0.0';

  for (const specVersion of ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7']) {
    it(`in CycloneDX ${specVersion} are read`, () => {
      const tools = [{ vendor: 'x', name: 'maker', version: '1' }];
      const inventory = parse(bom({ specVersion, metadata: { tools }, components: [library(PURL)] }));
      assert.equal(inventory.packages[0]?.purl, PURL);
      assert.match(inventory.problems[0]!.message, /made by maker 1/);
    });
  }

  it('in a newer CycloneDX are read, and say that they are newer', () => {
    const inventory = parse(bom({ specVersion: '1.8', components: [library(PURL)] }));
    assert.ok(codes(inventory).includes('sbom-new-version incomplete'));
  });

  it('may hold components in components', () => {
    let inner: object = library(PURL);
    for (let depth = 0; depth < 300; depth++)
      inner = { type: 'application', name: 'a', purl: 'pkg:npm/a@1.0.0', components: [inner] };
    assert.equal(parse(bom({ components: [inner] })).packages.length, 2);
  });

  it('that say that they are incomplete are', () => {
    const document = { ...bom({ components: [library(PURL)] }), compositions: [{ aggregate: 'incomplete' }] };
    assert.ok(codes(parse(document)).includes('sbom-incomplete incomplete'));
  });

  it('may be the predicate of a statement', () => {
    const statement = {
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://spdx.dev/Document',
      predicate: spdx([SPDX_PACKAGE]),
    };
    assert.equal(parse(statement).packages.length, 1);
    assert.ok(sniffSbom(Buffer.from(JSON.stringify(statement))));
  });

  const BAD: readonly (readonly [unknown, string])[] = [
    [bom({ specVersion: '1.1' }), 'sbom-version'],
    [bom({ specVersion: '2.0' }), 'sbom-version'],
    [spdx([], { spdxVersion: 'SPDX-2.1' }), 'sbom-version'],
    [spdx([], { spdxVersion: 'SPDX-3.0' }), 'sbom-version'],
    [{ '@context': 'https://spdx.org/rdf/4.0/x', '@graph': [] }, 'sbom-version'],
    [{ a: 1 }, 'sbom-unknown'],
    [[], 'sbom-damaged'],
    ['', 'sbom-damaged'],
  ];
  for (const [value, code] of BAD) {
    it(`${JSON.stringify(value).slice(0, 70)}: ${code}`, () => {
      assert.throws(() => parse(value), { code, where: 'x.json' });
    });
  }

  it('that are no JSON are damaged', () => {
    assert.throws(() => parseSbom(Buffer.from('{"bomFormat":"CycloneDX",'), 'x'), { code: 'sbom-damaged' });
    assert.throws(() => parseSbom(Buffer.from('['.repeat(5000)), 'x'), { code: 'sbom-damaged' });
  });

  it('of any shape of values do not break the reader', () => {
    const odd = [null, 7, '', [], {}, [null], { name: 7, purl: [], properties: {}, components: 'x' }];
    for (const value of odd) {
      parse({ ...bom({}), components: value, metadata: value, compositions: value });
      parse({ ...bom({}), components: [value, { type: value, purl: value, licenses: [value] }] });
      parse(spdx([], { packages: value, relationships: value, creationInfo: value }));
      parse({ '@context': 'https://spdx.org/rdf/3.0.1/x', '@graph': value });
    }
  });

  it('cannot change a prototype', () => {
    const text = `{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"properties":[{"name":"plimsoll:image:label:__proto__","value":"x"},{"name":"plimsoll:image:source","value":"y"}]},"components":[{"__proto__":{"purl":"${PURL}"},"type":"library"}]}`;
    const inventory = parseSbom(Buffer.from(text), 'x');
    assert.deepEqual(inventory.packages, []);
    assert.equal(Object.getPrototypeOf({}), Object.prototype);
    assert.ok(Object.hasOwn(inventory.image.config.labels, '__proto__'));
  });

  const HEADS: readonly (readonly [string, boolean])[] = [
    ['{"bomFormat": "CycloneDX", "specVersion": "1.6"', true],
    ['\ufeff {\n"$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",', true],
    ['{"spdxVersion":"SPDX-2.3","dataLicense"', true],
    ['{"SPDXID": "SPDXRef-DOCUMENT"', true],
    ['{"@context":"https://spdx.org/rdf/3.0.0/spdx-context.jsonld"', true],
    ['{"$schema":"urn:plimsoll:schema:report-1"', false],
    ['{"schemaVersion":2,"layers":[]', false],
    ['[{"bomFormat":"CycloneDX"}]', false],
    ['PK\u0003\u0004 "bomFormat":"CycloneDX"', false],
    ['', false],
  ];
  for (const [head, wanted] of HEADS) {
    it(`${JSON.stringify(head).slice(0, 60)} ${wanted ? 'looks like one' : 'looks like none'}`, () => {
      assert.equal(sniffSbom(Buffer.from(head)), wanted);
    });
  }
});
