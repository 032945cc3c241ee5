/**
 * Files of a Linux kernel: `boot/vmlinuz*` and the lists of modules below `lib/modules/VERSION`. A container runs on the
 * kernel of its host: what lies in an image is only told, and only where no package owns it. The kernel's own advisories
 * are never asked. What kernel an image without a version in its name holds is not looked for.
 */
import type { StreamReader } from '../../model/reader.ts';
import { text } from '../../model/shape.ts';

const FILE =
  /^(?:boot\/vmlinu[xz](?:-([^/]{1,100}))?|(?:usr\/)?lib\/modules\/([^/]{1,100})\/modules\.(?:dep|order|builtin))$/;

/** The fact is the version; empty where the name has none. */
export const kernelReader: StreamReader<string> = {
  id: 'kernel-files',
  version: 1,
  shape: text,
  kind: 'stream',
  wellKnownPaths: [],
  wants: ({ path }) => FILE.test(path),
  open(_, { path }) {
    const [, image, modules] = FILE.exec(path) ?? [];
    return { push: () => {}, end: () => image ?? modules ?? '' };
  },
  readAgain: () => null,
};
