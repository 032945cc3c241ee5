/** What is in an image. Knows no vulnerability: a new advisory causes a look-up here, never another scan. */
import type { Distro } from './distro.ts';
import type { SecretFinding } from './finding.ts';
import type { ImageInfo } from './image.ts';
import type { Package } from './package.ts';
import type { Problem } from './problem.ts';
import type { LayerSummary } from './report.ts';

export interface Inventory {
  readonly image: ImageInfo;
  readonly layers: readonly LayerSummary[];
  readonly distros: readonly Distro[];
  /** Sorted by package URL, then place. */
  readonly packages: readonly Package[];
  /** Null where nobody looked for secrets. */
  readonly secrets: readonly SecretFinding[] | null;
  /** Programs (ELF with an execute bit) that no package owns and no cataloger identified. */
  readonly unidentifiedExecutables: number;
  /** What reading and cataloguing could not do, in a fixed order. */
  readonly problems: readonly Problem[];
}
