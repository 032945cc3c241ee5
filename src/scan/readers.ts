/** All readers of a scan, sorted by id: a module of readers (load-readers.ts), which the sandboxed process loads. */
import { describeSecretsReader } from '../check/secret/identity.ts';
import type { SecretSettings } from '../check/secret/settings.ts';
import { DISTRO_READERS } from '../ecosystem/distro/distro.ts';
import { executablesReader } from '../ecosystem/executables/executables.ts';
import { kernelReader } from '../ecosystem/kernel/kernel.ts';
import { ecosystems } from '../ecosystem/list.ts';
import { packedClassTable } from '../ecosystem/maven/classes/class-table.ts';
import { nestedReader } from '../ecosystem/nested/nested.ts';
import { compareText } from '../model/problem.ts';
import type { AnyReader } from '../model/reader.ts';

/** Plain data. */
export interface ReaderSettings {
  /** Null = secrets are not looked for. */
  readonly secrets: SecretSettings | null;
}

/** What packages are found by. */
export const packageReaders: readonly AnyReader[] = sorted([
  ...DISTRO_READERS,
  executablesReader,
  kernelReader,
  nestedReader,
  ...ecosystems.flatMap((e) => e.catalogers.flatMap((c) => c.readers)),
]);

/** For a process that only takes facts: of the same names, versions and shapes, without what they take to read. */
export function describeReaders({ secrets }: ReaderSettings): readonly AnyReader[] {
  return secrets === null ? packageReaders : sorted([...packageReaders, describeSecretsReader(secrets)]);
}

/** Detectors are loaded only where secrets are looked for. Whoever gets readers may soon read no more files. */
export async function createReaders({ secrets }: ReaderSettings): Promise<readonly AnyReader[]> {
  packedClassTable();
  if (secrets === null) return packageReaders;
  const { createSecretsReader } = await import('../check/secret/create-reader.ts');
  return sorted([...packageReaders, createSecretsReader(secrets)]);
}

function sorted(readers: readonly AnyReader[]): readonly AnyReader[] {
  return [...new Set(readers)].sort((a, b) => compareText(a.id, b.id));
}
