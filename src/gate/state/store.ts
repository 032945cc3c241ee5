/** Where first-seen dates are kept between runs: a file, or an artifact in a registry. One interface for both. */
import type { RegistrySettings } from '../../image/sources/registry/source.ts';
import type { HistoryOf } from '../../model/gate.ts';

/** Throws InputError: a state that cannot be read is never taken for none. */
export interface StateStore {
  /**
   * Sorted by key. Null where there is no state yet: then it is unknown when a finding was first seen. It is not today:
   * a build machine that keeps nothing would begin every clock anew at each run.
   */
  read(): Promise<readonly HistoryOf[] | null>;
  /** Adds these entries to what is kept at that moment; of known keys the earliest days stay. */
  merge(entries: readonly HistoryOf[]): Promise<void>;
}

export interface StateSettings {
  /** Relative paths are relative to it. */
  readonly cwd: string;
  /** Asked for when the state is in a registry. */
  readonly network: () => Promise<{ readonly registry: RegistrySettings }>;
  readonly signal: AbortSignal;
}
