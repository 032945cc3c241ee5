/** What snaps, flatpaks, Homebrew and Container-Optimized OS say of themselves. */
import { packageInfoReader } from '../../../src/ecosystem/cos/package-info.ts';
import { metadataReader, releaseReader } from '../../../src/ecosystem/flatpak/deployed.ts';
import { receiptReader } from '../../../src/ecosystem/homebrew/receipt-reader.ts';
import { parseSnapFile } from '../../../src/ecosystem/snap-reader.ts';
import { mustHold, type Target, texts } from '../target.ts';
import { wholeFile } from './reading.ts';

const snapFile: Target = {
  id: 'snap-file',
  sources: ['ecosystem/snap-reader.ts'],
  seeds: texts(
    'name: notes\nversion: "1"\narchitectures:\n- amd64\nbase: core22\nlicense: MIT\n',
    "snapcraft-os-release-version-id: '22.04'\nname: a\nversion: 1\nparts:\n  p:\n    stage-packages:\n    - b=1\nprimed-stage-packages:\n- libc6:amd64=2.35-0ubuntu3.8\n- 'c=1:2'\n",
    'architectures: [ "amd64" ]\npackages:\n- adduser=3.118\n',
  ),
  tokens: ['name: ', 'version: ', '- a=1\n', 'primed-stage-packages:\n', '"', "'", '[', ']', ': '],
  errors: [],
  run(bytes) {
    const fact = parseSnapFile(bytes);
    for (const { name, version } of fact?.packages ?? [])
      mustHold(/^[a-z0-9]/.test(name) && /^[\w.+~:-]+$/.test(version), 'a package has no name or version');
    return fact;
  },
};

const FOLDER = `var/lib/flatpak/app/org.a.B/x86_64/stable/${'a'.repeat(64)}/`;

const flatpakFiles: Target = {
  id: 'flatpak-files',
  sources: ['ecosystem/flatpak/deployed.ts'],
  seeds: texts(
    '# x\n[Application]\nname=org.a.B\n[Other]\nname=x\n',
    '<component><releases><release date="x" version="1.2"/><release version="1"/></releases></component>',
  ),
  tokens: ['[Application]', '[Runtime]', 'name=', 'org.a.B', '<release ', ' version="', '">'],
  errors: [],
  run: (bytes) => [
    wholeFile(metadataReader, `${FOLDER}metadata`)(bytes),
    wholeFile(releaseReader, `${FOLDER}files/share/metainfo/org.a.B.metainfo.xml`)(bytes),
  ],
};

const cosPackageInfo: Target = {
  id: 'cos-package-info',
  sources: ['ecosystem/cos/package-info.ts'],
  seeds: texts(
    '{"installedPackages":[{"category":"a-b","name":"c","version":"1","ebuild_version":"1-r1"},{"name":""},7],"buildTimePackages":[]}',
    '[]',
  ),
  tokens: ['"installedPackages"', '"ebuild_version"', '"__proto__"'],
  errors: [Error, SyntaxError],
  run: wholeFile(packageInfoReader, 'etc/cos-package-info.json'),
};

const homebrewReceipt: Target = {
  id: 'homebrew-receipt',
  sources: ['ecosystem/homebrew/receipt-reader.ts'],
  seeds: texts('{"arch":"x86_64","source":{"tap":"homebrew/core"}}', '{"source":[],"arch":"a b"}', '7'),
  tokens: ['"tap"', '"source"', '"__proto__"'],
  errors: [Error, SyntaxError],
  run: wholeFile(receiptReader, 'opt/Cellar/a/1/INSTALL_RECEIPT.json'),
};

export const bundleTargets: readonly Target[] = [cosPackageInfo, flatpakFiles, homebrewReceipt, snapFile];
