import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dataOnlyReasonOf } from './data-only.ts';

type Named = Parameters<typeof dataOnlyReasonOf>[0];

/** Names by ecosystem and reason; the empty reason: packages with code. */
const CASES: Readonly<Record<Named, Readonly<Record<string, string>>>> = {
  dpkg: {
    'kernel headers':
      'linux-libc-dev linux-libc-dev-arm64-cross linux-headers-6.1.0-20-amd64 linux-headers-6.12.94+deb13-common ' +
      'linux-aws-headers-5.15.0-1019 linux-hwe-6.8-headers-6.8.0-40 linux-headers-generic pve-headers-6.8.4-2-pve',
    'documentation only':
      'glibc-doc linux-doc linux-doc-6.1 python3-doc postgresql-doc-15 aptitude-doc-pt-br clamav-docs manpages manpages-dev ' +
      'git-man erlang-manpages',
    'debug information only': 'libc6-dbgsym',
    '':
      'linux-image-amd64 linux-kbuild-6.1 linux-tools-common tzdata docker vim-doc-tools vim-common openssh-common perl-doc ' +
      'gtk-doc-tools librust-doc-comment-dev lua-filesystem libfilesystem-ruby manpages2 python3-dbg base-files doc catdoc libc6-dev',
  },
  rpm: {
    'kernel headers':
      'kernel-headers kernel-devel kernel-uek-devel kernel-cross-headers kernel-rt-devel kernel6.12-headers kernel-default-devel ' +
      'linux-glibc-devel linux-api-headers linux-esx-devel',
    'a tool beside the kernel': 'bpftool perf python3-perf kernel-tools kernel-tools-libs kernel-srpm-macros',
    'documentation only':
      'kernel-doc kernel-docs httpd-manual glibc-doc guava-javadoc openssl-help man-pages man-pages-l10n libxml2-apidocs',
    'directories only':
      'emacs-filesystem nginx-filesystem mingw64-filesystem java-1.8.0-filesystem fonts-filesystem',
    'debug information only': 'glibc-debuginfo glibc-debugsource',
    '':
      'kernel-core kernel-modules filesystem php-symfony-filesystem lua-filesystem boost-filesystem gtk-doc glibc-common ' +
      'glibc-devel openssl-libs man-db tiny',
  },
  apk: {
    'kernel headers': 'linux-headers linux-lts-headers',
    'documentation only': 'openssl-doc',
    'debug information only': 'musl-dbg',
    '': 'linux-lts linux-virt gtk-doc mandoc musl-dev alpine-baselayout alpine-baselayout-data openssl',
  },
  pacman: {
    'kernel headers': 'linux-headers linux-lts-headers linux-api-headers',
    'documentation only': 'linux-docs python-docs man-pages man-pages-de',
    '': 'linux linux-lts gtk-doc filesystem glibc man-db',
  },
  portage: {
    'kernel headers': 'sys-kernel/linux-headers linux-headers',
    'documentation only': 'sys-apps/man-pages dev-python/python-docs app-doc/php-docs',
    '': 'sys-kernel/gentoo-sources app-text/doxygen sys-apps/man-db sys-apps/baselayout dev-libs/openssl',
  },
  cos: { 'kernel headers': 'sys-kernel/linux-headers', '': 'sys-kernel/lakitu-kernel-6_6' },
  opkg: { 'documentation only': 'glibc-doc', '': 'kernel kernel-module-x busybox' },
};

describe('packages without code of their source', () => {
  for (const [ecosystem, reasons] of Object.entries(CASES)) {
    const reasonOf = dataOnlyReasonOf(ecosystem as Named);
    for (const [reason, names] of Object.entries(reasons)) {
      it(`${ecosystem}: ${reason === '' ? 'none of these' : reason}`, () => {
        for (const name of names.split(' ')) assert.equal(reasonOf({ name }), reason, name);
      });
    }
  }

  it('a long name takes no longer than its length', () => {
    const name = `linux-${'a-'.repeat(50_000)}x`;
    for (const ecosystem of Object.keys(CASES)) {
      assert.equal(dataOnlyReasonOf(ecosystem as Named)({ name }), '');
    }
  });
});
