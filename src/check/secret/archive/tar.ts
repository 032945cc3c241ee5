/** Members of a tar. What is wrong with it is told once; entries before and behind are read. */
import { DEFAULT_LIMITS } from '../../../base/limits.ts';
import { TarWalker } from '../../../base/tar/tar.ts';
import type { ArchiveSink, Walk } from './walk.ts';

export interface Inner {
  readonly path: string;
  readonly depth: number;
}

export function tarMembers(walk: Walk, { path, depth }: Inner): ArchiveSink {
  let isTold = false;
  const walker = new TarWalker(
    {
      entry: (entry) =>
        entry.type === 'file' && entry.sizeBytes > 0 ? walk.open(`${path}!/${entry.path}`, depth) : null,
      fault({ message }) {
        if (!isTold) walk.visitor.warn('damaged-archive', `${path} cannot be read to its end: ${message}`);
        isTold = true;
      },
    },
    DEFAULT_LIMITS,
  );
  return { push: (chunk) => walker.push(chunk), end: () => walker.end() };
}
