/** All readers, sorted by id: what a worker thread loads to look at layers with. */
import { DISTRO_READERS } from '../ecosystem/distro/distro.ts';
import { executablesReader } from '../ecosystem/executables/executables.ts';
import { ecosystems } from '../ecosystem/list.ts';
import { compareText } from '../model/problem.ts';
import type { AnyReader } from '../model/reader.ts';

export const readers: readonly AnyReader[] = [
  ...new Set([
    ...DISTRO_READERS,
    executablesReader,
    ...ecosystems.flatMap((e) => e.catalogers.flatMap((c) => c.readers)),
  ]),
].sort((a, b) => compareText(a.id, b.id));
