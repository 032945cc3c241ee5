/** Files of a kernel that no package owns: told, never judged. */
import { kernelReader } from '../ecosystem/kernel/kernel.ts';
import { compareText, type Problem } from '../model/problem.ts';
import type { MergedFacts } from '../model/reader.ts';
import type { OwnerIndex } from './link-owners.ts';

const MOST_KERNELS = 5;

/** One note, however many there are. */
export function unownedKernel(facts: MergedFacts, owners: OwnerIndex): Problem[] {
  const files = facts.all(kernelReader).filter(({ path }) => !owners.has(path));
  const [first] = files;
  if (first === undefined) return [];
  const versions = [...new Set(files.map(({ fact }) => fact.slice(0, 100) || 'of unknown version'))].sort(
    compareText,
  );
  const named = versions.slice(0, MOST_KERNELS).join(', ');
  const rest = versions.length > MOST_KERNELS ? `, and ${versions.length - MOST_KERNELS} more` : '';
  return [
    {
      code: 'kernel-without-package',
      effect: 'note',
      message: `Files of a kernel that no package owns: ${named}${rest}. A container runs on the kernel of its host: this one is not judged.`,
      layerIndex: first.layerIndex,
      path: first.path,
      wayOut: '',
    },
  ];
}
