/** What the running Node can keep a process from. */

export interface Fence {
  /** Whether it may have threads: only where it can give up the permission to start them, which is a way out. */
  readonly threads: boolean;
  /** Whether the network is denied. */
  readonly network: boolean;
}

/** Node 26 can do both; before, permissions cannot be given up and say nothing of the network. */
export function sandboxFence(version: string = process.versions.node): Fence {
  const current = Number(version.split('.')[0]) >= 26;
  return { threads: current, network: current };
}
