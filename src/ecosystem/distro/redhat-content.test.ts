import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FilesOfLayer, layeredFacts } from '../../../test/layered-facts.ts';
import { findContentLine } from './content-sets.ts';
import { DISTRO_READERS, findDistros } from './distro.ts';

function streamsOf(versionId: string, files: FilesOfLayer, id = 'rhel'): readonly string[] {
  const osRelease = `ID="${id}"\nVERSION_ID="${versionId}"\nPRETTY_NAME="Red Hat Enterprise Linux ${versionId}"\n`;
  const facts = layeredFacts(DISTRO_READERS, [{ 'etc/os-release': osRelease }, files]);
  return findDistros(facts)[0]!.streams;
}

function manifest(...sets: readonly string[]): string {
  const metadata = { icm_version: 1, icm_spec: 'https://example.org/icm.json', image_layer_index: 0 };
  return JSON.stringify({ metadata, from_dnf_hint: true, content_sets: sets, image_contents: [] });
}

const UBI_REPO = `[ubi-9-baseos-rpms]
name = Red Hat Universal Base Image 9 (RPMs) - BaseOS
enabled = 1
[ubi-9-baseos-debug-rpms]
enabled = 0
`;

const TABLE: readonly (readonly [
  what: string,
  versionId: string,
  files: FilesOfLayer,
  streams: readonly string[],
])[] = [
  ['UBI 9 with its repositories alone', '9.4', { 'etc/yum.repos.d/ubi.repo': UBI_REPO }, []],
  [
    'UBI 8 with its manifest and labels',
    '8.10',
    {
      'root/buildinfo/content_manifests/ubi8-container-8.10-1.json': manifest(
        'rhel-8-for-x86_64-baseos-rpms',
        'rhel-8-for-x86_64-appstream-rpms',
      ),
      'root/buildinfo/Dockerfile-ubi8-8.10-1':
        'FROM scratch\nLABEL "com.redhat.component"="ubi8-container"\n',
    },
    [],
  ],
  [
    'UBI 10 with files below usr/share',
    '10.0',
    {
      'usr/share/buildinfo/content-sets.json': manifest('rhel-10-for-x86_64-baseos-rpms'),
      'usr/share/buildinfo/labels.json':
        '{"cpe":"cpe:/o:redhat:enterprise_linux:10.0","architecture":"x86_64"}',
    },
    [],
  ],
  ['an image that was squashed without them', '9.2', {}, []],
  [
    'EUS, the minor release of the image itself',
    '9.2',
    {
      'root/buildinfo/content_manifests/a.json': manifest(
        'rhel-9-for-x86_64-baseos-eus-rpms',
        'rhel-9-for-x86_64-appstream-eus-rpms',
        'rhel-9-for-x86_64-appstream-eus-source-rpms',
      ),
    },
    ['rhel_eus:9.2'],
  ],
  [
    'EUS beside repositories of UBI',
    '9.2',
    {
      'root/buildinfo/content_manifests/a.json': manifest('rhel-9-for-x86_64-baseos-eus-rpms__9_DOT_2'),
      'etc/yum.repos.d/ubi.repo': UBI_REPO,
    },
    ['enterprise_linux:9', 'rhel_eus:9.2'],
  ],
  [
    'the longest supports go on from EUS',
    '8.6',
    { 'root/buildinfo/content_manifests/a.json': manifest('rhel-8-for-x86_64-baseos-tus-rpms') },
    ['rhel_eus:8.6', 'rhel_tus:8.6'],
  ],
  [
    'a product: its content and the label',
    '8.6',
    {
      'root/buildinfo/content_manifests/a.json': manifest(
        'rhocp-4.12-for-rhel-8-x86_64-rpms',
        'rhel-8-for-x86_64-baseos-rpms',
      ),
      'root/buildinfo/labels.json': '{"cpe":"cpe:/a:redhat:boats:2.1::el8"}',
    },
    ['boats:2.1::el8', 'enterprise_linux:8', 'openshift:4.12::el8'],
  ],
  [
    'a label of a Dockerfile',
    '7.9',
    {
      'root/buildinfo/Dockerfile-a-1':
        'LABEL a="b" \\\n      "cpe"="cpe:/a:redhat:rhel_software_collections:3::el7"\n',
    },
    ['rhel_software_collections:3::el7'],
  ],
  [
    'content of another release counts for nothing',
    '9.2',
    { 'root/buildinfo/content_manifests/a.json': manifest('rhel-8-for-x86_64-baseos-eus-rpms__8_DOT_6') },
    [],
  ],
  [
    'a repository that is off counts for nothing',
    '7.9',
    {
      'etc/yum.repos.d/redhat.repo':
        '[rhel-7-server-els-rpms]\nenabled=0\n[rhel-server-rhscl-7-rpms]\nenabled = 1\n[main]\nx=1\n',
    },
    ['rhel_software_collections:3::el7'],
  ],
];

describe('content of Red Hat', () => {
  for (const [what, versionId, files, streams] of TABLE)
    it(what, () => assert.deepEqual(streamsOf(versionId, files), streams));

  it('is that of RHEL, no other distribution', () => {
    const files = { 'root/buildinfo/content_manifests/a.json': manifest('rhel-7-server-els-rpms') };
    assert.deepEqual(streamsOf('7', files), ['rhel_els:7']);
    assert.deepEqual(streamsOf('7', files, 'centos'), []);
  });

  it('odd files give nothing', () => {
    for (const text of ['', '[]', '{', 'null', '{"content_sets":{"a":1},"cpe":[1]}', manifest('a\nb', '')])
      assert.deepEqual(streamsOf('9.2', { 'root/buildinfo/content_manifests/a.json': text }), [], text);
  });
});

describe('names of content sets', () => {
  const names: readonly (readonly [name: string, stream: string | null])[] = [
    ['rhel-9-for-aarch64-appstream-rpms', ''],
    ['ubi-9-for-x86_64-appstream-rpms', ''],
    ['codeready-builder-for-rhel-9-x86_64-rpms', ''],
    ['codeready-builder-for-rhel-9-x86_64-eus-rpms', 'rhel_eus:9.6'],
    ['rhel-9-for-x86_64-baseos-aus-rpms__9_DOT_2', 'rhel_aus:9.2'],
    ['rhel-7-server-rpms', ''],
    ['rhel-7-server-optional-rpms', ''],
    ['rhel-7-server-eus-rpms__7_DOT_6__x86_64', 'rhel_eus:7.6'],
    ['rhel-7-server-ose-3.11-rpms', 'openshift:3.11::el7'],
    ['rhel-server-rhscl-7-rpms', 'rhel_software_collections:3::el7'],
    ['rhel-7-server-for-arm-64-rhscl-rpms', 'rhel_software_collections:3::el7'],
    ['satellite-client-6-for-rhel-9-x86_64-rpms', 'rhel_satellite_client:6::el9'],
    ['jb-eap-7.4-for-rhel-8-x86_64-rpms', 'jboss_enterprise_application_platform:7.4::el8'],
    ['boats-2-for-rhel-9-x86_64-rpms', null],
    ['rhel-9-for-x86_64-baseos-debug-rpms', null],
    ['rhel-9-for-x86_64-baseos-source-rpms', null],
    ['baseos', null],
    ['epel', null],
  ];
  for (const [name, stream] of names)
    it(name, () => assert.equal(findContentLine(name, '9.6')?.stream ?? null, stream));

  it('without a minor release there is no longer support of it', () =>
    assert.equal(findContentLine('rhel-9-for-x86_64-baseos-eus-rpms', '9'), null));
});
