import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseOsRelease } from '../../../ecosystem/distro/release-files.ts';
import { distroNamespace } from '../../../model/namespace.ts';
import { findProduct } from './product.ts';
import { suse } from './suse.ts';

const TABLE: readonly (readonly [name: string, namespace: string | null, stream?: string])[] = [
  ['SUSE Linux Enterprise Server 15 SP6', 'sles:15.6'],
  ['SUSE Linux Enterprise Server 15', 'sles:15'],
  ['SUSE Linux Enterprise Server 16.0', 'sles:16.0'],
  ['SUSE Linux Enterprise Desktop 15 SP3', 'sles:15.3'],
  ['SUSE Linux Enterprise Module for Basesystem 15 SP6', 'sles:15.6'],
  ['SUSE Linux Enterprise Module for Python 3 15 SP6', 'sles:15.6'],
  ['SUSE Linux Enterprise Workstation Extension 15 SP6', 'sles:15.6'],
  ['SUSE Linux Enterprise Software Development Kit 12 SP5', 'sles:12.5'],
  ['SUSE Package Hub 15 SP6', 'sles:15.6'],
  ['openSUSE Backports SLE-15-SP6', 'sles:15.6'],
  ['SUSE Linux Enterprise Server 15-LTSS', 'sles:15', 'ltss'],
  ['SUSE Linux Enterprise Server 15 SP3-LTSS', 'sles:15.3', 'ltss'],
  ['SUSE Linux Enterprise Server 12 SP4-ESPOS', 'sles:12.4', 'espos'],
  ['SUSE Linux Enterprise Server 12 SP2-BCL', 'sles:12.2', 'bcl'],
  ['SUSE Linux Enterprise Server 12 SP5-LTSS Extended Security', 'sles:12.5', 'ltss-extended-security'],
  ['SUSE Linux Enterprise Server LTSS Extended Security 12 SP5', 'sles:12.5', 'ltss-extended-security'],
  ['SUSE Linux Enterprise Server for SAP Applications 15 SP6', 'sles:15.6', 'sap'],
  ['SUSE Linux Enterprise Server for SAP applications 16.0', 'sles:16.0', 'sap'],
  ['SUSE Linux Enterprise High Performance Computing 15 SP2', 'sles:15.2'],
  ['SUSE Linux Enterprise High Performance Computing 15 SP2-LTSS', 'sles:15.2', 'hpc-ltss'],
  ['SUSE Linux Enterprise Real Time 15 SP2', 'sles:15.2', 'real-time'],
  ['SUSE Linux Enterprise Micro 5.5', 'sle-micro:5.5'],
  ['SUSE Linux Enterprise Micro for Rancher 5.2', 'sle-micro:5.2'],
  ['SUSE Linux Micro 6.0', 'sl-micro:6.0'],
  ['openSUSE Leap 15.6', 'opensuse-leap:15.6'],
  ['openSUSE Leap 16.0', 'opensuse-leap:16.0'],
  ['openSUSE Leap Micro 5.5', 'opensuse-leap-micro:5.5'],
  ['openSUSE Tumbleweed', 'opensuse-tumbleweed'],
  ['SUSE Liberty Linux 8', null],
  ['SUSE Manager Server 4.3', null],
  ['SUSE Enterprise Storage 7.1', null],
  ['Open Enterprise Server 23.4', null],
  ['SUSE OpenStack Cloud 9', null],
  ['SUSE Linux Enterprise Server 11 SP4', null],
  ['openSUSE 13.2', null],
  ['', null],
];

describe('products of SUSE', () => {
  for (const [name, namespace, stream = ''] of TABLE) {
    it(`${name}: ${namespace ?? 'none'} ${stream}`, () => {
      const expected = namespace === null ? null : { namespaces: [namespace], stream };
      assert.deepEqual(findProduct(name), expected);
      if (namespace !== null) assert.ok(suse.fills(namespace), namespace);
    });
  }

  it('modules of 12 belong to all of its service packs', () => {
    const { namespaces = [] } = findProduct('SUSE Linux Enterprise Module for Web and Scripting 12') ?? {};
    assert.deepEqual(namespaces, [
      'sles:12',
      'sles:12.1',
      'sles:12.2',
      'sles:12.3',
      'sles:12.4',
      'sles:12.5',
    ]);
    assert.ok(namespaces.every(suse.fills));
  });
});

/** Of the release file what the namespace comes from, and the file that fills it. */
const IMAGES: readonly (readonly [osRelease: string, namespace: string, file: string])[] = [
  ['ID="sles"\nVERSION_ID="12.5"', 'sles:12.5', 'suse.linux.enterprise.12-sp5'],
  ['ID="sles"\nVERSION_ID="12.3"', 'sles:12.3', 'suse.linux.enterprise.12'],
  ['ID="sles"\nVERSION_ID="15"', 'sles:15', 'suse.linux.enterprise.15'],
  [
    'NAME="SLES"\nVERSION="15-SP6"\nVERSION_ID="15.6"\nID="sles"\nID_LIKE="suse"',
    'sles:15.6',
    'suse.linux.enterprise.15-sp6',
  ],
  ['ID="sles_sap"\nVERSION_ID="15.4"', 'sles:15.4', 'suse.linux.enterprise.15-sp4'],
  ['ID="sled"\nVERSION_ID="15.6"', 'sles:15.6', 'suse.linux.enterprise.15-sp6'],
  ['ID="sles"\nVERSION_ID="16.0"', 'sles:16.0', 'suse.linux.enterprise.16.0'],
  ['ID="sle-micro"\nVERSION_ID="5.5"', 'sle-micro:5.5', 'suse.linux.enterprise.micro.5.5'],
  ['ID="sle-micro-rancher"\nVERSION_ID="5.4"', 'sle-micro:5.4', 'suse.linux.enterprise.micro.5.4'],
  ['ID="sl-micro"\nVERSION_ID="6.0"', 'sl-micro:6.0', 'suse.linux.micro.6.0'],
  ['ID="opensuse-leap"\nVERSION_ID="15.6"', 'opensuse-leap:15.6', 'opensuse.leap.15.6'],
  ['ID="opensuse-leap"\nVERSION_ID="16.0"', 'opensuse-leap:16.0', 'opensuse.leap.16.0'],
  ['ID="opensuse-leap-micro"\nVERSION_ID="5.5"', 'opensuse-leap-micro:5.5', 'opensuse.leap.micro.5.5'],
  ['ID="opensuse-tumbleweed"\nVERSION_ID="20310501"', 'opensuse-tumbleweed', 'opensuse.tumbleweed'],
  [
    'ID="opensuse-microos"\nID_LIKE="suse opensuse opensuse-tumbleweed"\nVERSION_ID="20310501"',
    'opensuse-tumbleweed',
    'opensuse.tumbleweed',
  ],
];

describe('what images of SUSE call themselves', () => {
  for (const [osRelease, namespace, file] of IMAGES) {
    it(`${namespace} is filled from ${file}`, () => {
      const found = distroNamespace({
        ...parseOsRelease(osRelease)!,
        streams: [],
        confidence: 'release-file',
        foundAt: { path: 'etc/os-release', layerIndex: 0 },
      });
      assert.equal(found, namespace);
      assert.ok(suse.fills(namespace));
      const [part] = suse.parts([namespace], 'https://mirror.example/');
      const url = `https://mirror.example/suse/${file}-affected.xml.gz`;
      assert.equal(part?.url, url);
    });
  }

  it('a release that nobody supports any more has no data', () => {
    for (const namespace of ['opensuse:42.3', 'opensuse:13.2', 'sles:11.4', 'sles:15.66'])
      assert.ok(!suse.fills(namespace), namespace);
  });
});
