/** Portage's lists of contents and the names of its folders. */
import {
  contentsReader,
  type PortageContents,
  parseFolder,
} from '../../../src/ecosystem/portage/record-readers.ts';
import { mustHold, type Target, texts } from '../target.ts';
import { wholeFile } from './reading.ts';

const contents: Target = {
  id: 'portage-contents',
  sources: ['ecosystem/portage/record-readers.ts'],
  seeds: texts(
    `dir /usr\nobj /usr/bin/a b ${'0123456789abcdef'.repeat(2)} 1700000000\nsym /usr/bin/c -> a b 1700000000\n`,
    'fif /run/x\ndev /dev/x\nobj /x 0 1\nsym /y\nnoise\n',
    'var/db/pkg/app-shells/bash-5.2_p26-r1',
    'var/db/pkg/dev-db/sqlite-3-3.45.1b_rc2_p3-r04',
  ),
  tokens: [
    'obj /',
    'sym /',
    ' -> ',
    'dir /',
    'a'.repeat(32),
    ' 1\n',
    'var/db/pkg/',
    '-1',
    '-r1',
    '_p',
    '_rc',
  ],
  errors: [],
  run(bytes) {
    const read = wholeFile(contentsReader, 'var/db/pkg/app-misc/a-1/CONTENTS')(bytes);
    const { paths, digests } = (read as { readonly fact: PortageContents }).fact;
    const count = paths === '' ? 0 : paths.split('\n').length;
    mustHold(/^(?:[0-9a-f]{16}| {16})*$/.test(digests), 'digests are something else');
    mustHold(digests.length === 16 * count, 'there are more digests than files, or fewer');
    const text = new TextDecoder().decode(bytes);
    const folder = parseFolder(text);
    if (folder !== null)
      mustHold(
        text.endsWith(`${folder.category}/${folder.name}-${folder.version}`),
        'a folder has another name',
      );
    return [read, folder];
  },
};

export const portageTargets: readonly Target[] = [contents];
