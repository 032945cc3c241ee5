import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type AddressKind, addressKind, isInNetwork, isLoopbackHost } from './address.ts';

const KINDS: readonly (readonly [address: string, kind: AddressKind | null])[] = [
  ['8.8.8.8', 'public'],
  ['172.15.255.255', 'public'],
  ['172.16.0.0', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.0', 'public'],
  ['10.1.2.3', 'private'],
  ['100.64.0.1', 'private'],
  ['100.128.0.1', 'public'],
  ['192.168.1.1', 'private'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['0.0.0.0', 'forbidden'],
  ['0.1.2.3', 'forbidden'],
  ['169.254.169.254', 'forbidden'],
  ['169.254.0.1', 'forbidden'],
  ['169.253.0.1', 'public'],
  ['100.100.100.200', 'forbidden'],
  ['168.63.129.16', 'forbidden'],
  ['192.0.0.192', 'forbidden'],
  ['224.0.0.1', 'forbidden'],
  ['239.1.1.1', 'forbidden'],
  ['255.255.255.255', 'forbidden'],
  ['::1', 'loopback'],
  ['::', 'forbidden'],
  ['[::1]', 'loopback'],
  ['fe80::1', 'forbidden'],
  ['fe80::1%eth0', 'forbidden'],
  ['febf::1', 'forbidden'],
  ['ff02::1', 'forbidden'],
  ['fd00:ec2::254', 'forbidden'],
  ['fd20:ce::254', 'forbidden'],
  ['fd00::1', 'private'],
  ['fc00::1', 'private'],
  ['2001:db8::1', 'private'],
  ['2606:4700::1111', 'public'],
  ['::ffff:169.254.169.254', 'forbidden'],
  ['::ffff:a9fe:a9fe', 'forbidden'],
  ['[::ffff:a9fe:a9fe]', 'forbidden'],
  ['0:0:0:0:0:ffff:a9fe:a9fe', 'forbidden'],
  ['::ffff:10.0.0.1', 'private'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:8.8.8.8', 'public'],
  ['::127.0.0.1', 'loopback'],
  ['64:ff9b::a9fe:a9fe', 'forbidden'],
  ['64:ff9b::808:808', 'public'],
  ['2002:a9fe:a9fe::1', 'forbidden'],
  ['2002:808:808::1', 'public'],
  ['example.test', null],
  ['', null],
  ['127.1', null],
];

describe('addresses', () => {
  for (const [address, kind] of KINDS) {
    it(`${address || '(empty)'} is ${kind}`, () => {
      assert.equal(addressKind(address), kind);
    });
  }

  it('sees through every spelling that a URL allows', () => {
    for (const spelling of [
      '0x7f.1',
      '2130706433',
      '0177.0.0.1',
      '127.1',
      '[::ffff:7f00:1]',
      '127。0。0。1',
    ]) {
      assert.equal(addressKind(new URL(`http://${spelling}/`).hostname), 'loopback', spelling);
    }
  });

  it('gives an IPv4 address and its IPv6-mapped form the same kind', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        assert.equal(addressKind(`::ffff:${address}`), addressKind(address));
      }),
    );
  });

  it('has a kind for every IPv6 address', () => {
    fc.assert(fc.property(fc.ipV6(), (address) => addressKind(address) !== null));
  });

  it('knows names of this machine', () => {
    assert.deepEqual(
      [
        'localhost',
        'LOCALHOST.',
        'a.localhost',
        '127.0.0.9',
        '[::1]',
        'localhost.example.test',
        '10.0.0.1',
      ].map(isLoopbackHost),
      [true, true, true, true, true, false, false],
    );
  });

  it('tells what lies in a network', () => {
    assert.equal(isInNetwork('10.20.30.40', '10.16.0.0', 12), true);
    assert.equal(isInNetwork('10.32.0.1', '10.16.0.0', 12), false);
    assert.equal(isInNetwork('fd12::1', 'fd00::', 8), true);
    assert.equal(isInNetwork('10.0.0.1', 'fd00::', 8), false);
    assert.equal(isInNetwork('name', '10.0.0.0', 8), false);
  });
});
