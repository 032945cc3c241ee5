import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FilesOfLayer, layeredFacts } from '../../../test/layered-facts.ts';
import { distroNamespace } from '../../model/namespace.ts';
import { DISTRO_READERS, findDistros } from './distro.ts';
import { parseOldRelease, parseOsRelease } from './release-files.ts';
import { parseAssignments } from './shell-assignments.ts';
import { parseStatus } from './ubuntu-pro.ts';

const find = (...layers: FilesOfLayer[]): string[] =>
  findDistros(layeredFacts(DISTRO_READERS, layers)).map((distro) =>
    [distro.id, distro.versionId, distro.codename, distroNamespace(distro)].join(' | '),
  );

describe('parseAssignments', () => {
  const cases: readonly [string, string, string | undefined][] = [
    ['bare', 'A=x', 'x'],
    ['double quotes', 'A="x y"', 'x y'],
    ['single quotes', 'A=\'x "y" \\n\'', 'x "y" \\n'],
    ['escapes in double quotes', 'A="a\\"b\\$c\\\\d\\`e\\nf"', 'a"b$c\\d`e\\nf'],
    ['escape outside of quotes', 'A=a\\ b', 'a b'],
    ['pieces', 'A=a"b c"\'d\'', 'ab cd'],
    ['a comment behind', 'A=x # y', 'x'],
    ['a comment line', '#A=x', undefined],
    ['nothing', 'A=', ''],
    ['an open quote', 'A="x', 'x'],
    ['a last backslash', 'A=x\\', 'x\\'],
    ['CR LF', 'A=x\r\n', 'x'],
    ['the last one', 'A=x\nA=y', 'y'],
    ['blanks around the sign', 'A = x', undefined],
    ['blanks before', '  A=x', 'x'],
  ];
  for (const [title, text, expected] of cases) {
    it(title, () => assert.equal(parseAssignments(text).get('A'), expected));
  }
});

describe('parseOsRelease', () => {
  it('knows nothing of a file without its names', () => {
    assert.equal(parseOsRelease(''), null);
    assert.equal(parseOsRelease('FOO=bar\n<html>'), null);
  });

  it('cleans what it passes on', () => {
    const release = parseOsRelease(
      'ID="Some/Thing:1\u001b[31m"\nNAME="a\u0007b"\nID_LIKE="  debian  ubuntu "\n',
    );
    assert.deepEqual(release, {
      id: 'something131m',
      idLike: ['debian', 'ubuntu'],
      versionId: '',
      codename: '',
      prettyName: 'ab',
    });
    assert.equal(parseOsRelease('NAME=x')?.id, 'linux');
  });

  it('passes nothing on that a shell acts on: problems name the release in a command', () => {
    const release = parseOsRelease('ID=debian\nVERSION_ID="12; $(rm) `x`"\nVERSION_CODENAME="a|b"\n');
    assert.deepEqual([release?.versionId, release?.codename], ['12rmx', 'ab']);
    assert.equal(parseOldRelease('12.5 && rm', 'etc/debian_version')?.versionId, '12.5rm');
  });
});

describe('parseOldRelease', () => {
  const cases: readonly [string, string, string][] = [
    ['alpine-release', '3.20.3\n', 'alpine 3.20.3'],
    ['debian_version', '12.5\n', 'debian 12.5'],
    ['debian_version', 'trixie/sid\n', 'debian trixie'],
    [
      'lsb-release',
      'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=14.04\nDISTRIB_CODENAME=trusty\n',
      'ubuntu 14.04 trusty',
    ],
    ['centos-release', 'CentOS release 6.10 (Final)\n', 'centos 6.10'],
    ['redhat-release', 'CentOS Linux release 7.9.2009 (Core)\n', 'centos 7.9.2009'],
    ['redhat-release', 'Red Hat Enterprise Linux Server release 6.10 (Santiago)\n', 'rhel 6.10'],
    ['oracle-release', 'Oracle Linux Server release 7.9\n', 'ol 7.9'],
    ['rocky-release', 'Rocky Linux release 9.4 (Blue Onyx)\n', 'rocky 9.4'],
    ['almalinux-release', 'AlmaLinux release 8.10 (Cerulean Leopard)\n', 'almalinux 8.10'],
    ['fedora-release', 'Fedora release 20 (Heisenbug)\n', 'fedora 20'],
    ['system-release', 'Amazon Linux AMI release 2018.03\n', 'amzn 2018.03'],
    ['SuSE-release', 'SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 4\n', 'sles 11.4'],
    ['SuSE-release', 'openSUSE 13.1 (x86_64)\nVERSION = 13.1\nCODENAME = Bottle\n', 'opensuse 13.1'],
    ['redhat-release', 'Something else 7\n', ''],
    ['redhat-release', '', ''],
    ['debian_version', '\n', ''],
    ['alpine-release', 'edge?', ''],
    ['lsb-release', 'LSB_VERSION=1.4', ''],
  ];
  for (const [name, text, expected] of cases) {
    it(`${name}: ${text.split('\n', 1)[0]}`, () => {
      const release = parseOldRelease(text, `etc/${name}`);
      const parts = release === null ? [] : [release.id, release.versionId, release.codename];
      assert.equal(parts.filter((part) => part !== '').join(' '), expected);
    });
  }
});

describe('findDistros', () => {
  const debian =
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n';
  const ubuntu = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\nVERSION_CODENAME=jammy\n';
  const alpine = 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\n';

  it('finds nothing in an image without a system', () => assert.deepEqual(find({ 'app/main': 'x' }), []));

  it('takes one system for os-release and its older relatives', () => {
    const files = {
      'etc/os-release': ubuntu,
      'usr/lib/os-release': ubuntu,
      'etc/debian_version': 'bookworm/sid\n',
    };
    assert.deepEqual(find(files), ['ubuntu | 22.04 | jammy | ubuntu:22.04']);
  });

  it('reads usr/lib where etc has none', () => {
    assert.deepEqual(find({ 'usr/lib/os-release': debian }), ['debian | 12 | bookworm | debian:12']);
  });

  it('names both systems of a mixed image', () => {
    const both = ['debian | 12 | bookworm | debian:12', 'alpine | 3.20.3 |  | alpine:3.20'];
    assert.deepEqual(find({ 'etc/os-release': debian, 'etc/alpine-release': '3.20.3\n' }), both);
    assert.deepEqual(find({ 'etc/os-release': debian, 'usr/lib/os-release': alpine }), both);
  });

  it('reads which services of Ubuntu Pro an image takes part in', () => {
    const service = (name: string, status: string): object => ({ name, status, entitled: 'yes' });
    const status = JSON.stringify({
      attached: true,
      services: [
        service('esm-infra', 'enabled'),
        service('fips', 'disabled'),
        service('esm-apps', 'enabled'),
      ],
    });
    const pro = 'var/lib/ubuntu-advantage/status.json';
    const streams = (files: FilesOfLayer): readonly (readonly string[])[] =>
      findDistros(layeredFacts(DISTRO_READERS, [files])).map((distro) => distro.streams);
    assert.deepEqual(streams({ 'etc/os-release': ubuntu, [pro]: status }), [['esm-apps', 'esm-infra']]);
    assert.deepEqual(streams({ 'etc/os-release': ubuntu }), [[]]);
    assert.deepEqual(streams({ 'etc/os-release': debian, [pro]: status }), [[]]);
  });

  const STATUSES: readonly (readonly [json: string, streams: readonly string[] | null])[] = [
    ['{"services":[]}', []],
    ['{"services":[null,7,{"name":"esm-infra"},{"name":"A b","status":"enabled"}]}', []],
    ['{"services":[{"name":"fips","status":"enabled"},{"name":"fips","status":"enabled"}]}', ['fips']],
    ['{"services":{}}', null],
    ['[]', null],
    ['{', null],
  ];
  for (const [json, streams] of STATUSES) {
    it(`takes ${json} for ${streams?.join() ?? 'no status'}`, () => {
      assert.deepEqual(parseStatus(json), streams);
    });
  }

  it('goes by old files where there is no os-release', () => {
    const files = {
      'etc/redhat-release': 'Red Hat Enterprise Linux Server release 6.9\n',
      'etc/oracle-release': 'Oracle Linux Server release 6.9\n',
    };
    assert.deepEqual(find(files), ['ol | 6.9 |  | ol:6']);
  });

  it('fills a missing release from an old file', () => {
    const files = { 'etc/os-release': 'ID=debian\nNAME=Debian\n', 'etc/debian_version': 'trixie/sid\n' };
    assert.deepEqual(find(files), ['debian |  | trixie | debian:13']);
  });

  it('knows edge and rolling releases', () => {
    const edge = 'ID=alpine\nVERSION_ID=3.21.0_alpha20240807\nPRETTY_NAME="Alpine Linux edge"\n';
    assert.match(find({ 'etc/os-release': edge })[0]!, /alpine:edge$/);
    assert.match(find({ 'etc/os-release': 'ID=wolfi\nVERSION_ID=20230201\n' })[0]!, /wolfi$/);
  });

  it('uses deleted release files only where no other is left', () => {
    const deleted = find({ 'etc/os-release': debian }, { 'etc/os-release': null });
    assert.deepEqual(deleted, ['debian | 12 | bookworm | debian:12']);
    assert.deepEqual(find({ 'etc/os-release': debian }, { 'etc/os-release': alpine }).length, 1);
    const left = find({ 'etc/os-release': ubuntu, 'etc/debian_version': '12.1' }, { 'etc/os-release': null });
    assert.deepEqual(left, ['debian | 12.1 |  | debian:12']);
  });
});
