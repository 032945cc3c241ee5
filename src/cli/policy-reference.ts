/** How a policy is named: by a reference, pinned to a digest or not, or by being written into plimsoll.yaml. */
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';

/** `policy:` of a settings file that holds the policy itself. */
export interface InlinePolicy {
  readonly inline: unknown;
  /** The settings file: what the policy names lies beside it. */
  readonly path: string;
}

const PINNED = /[@#](sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Pinned to bytes: nothing that lies in the checkout can be meant. */
export function isPinned(policy: unknown): boolean {
  return typeof policy === 'string' && PINNED.test(policy);
}

/** `FILE@sha256:…` and `https://…@sha256:…` are written `#sha256:…` inside. */
export function splitPinned(policy: string | InlinePolicy | undefined): {
  readonly reference: string | null;
  readonly inline: InlinePolicy | null;
} {
  if (policy === undefined) return { reference: null, inline: null };
  if (typeof policy !== 'string') return { reference: null, inline: policy };
  if (policy.startsWith('oci://')) return { reference: policy, inline: null };
  return { reference: policy.replace(PINNED, '#$1'), inline: null };
}

/** A policy that a settings file names: a path is relative to that file, which may lie outside of what is judged. */
export function besideSettings(reference: string, settings: string): string {
  const isPath = reference !== 'default' && !/^[a-z][a-z0-9+.-]+:\/\//i.test(reference);
  return isPath && !isAbsolute(reference) ? join(dirname(settings), reference) : reference;
}

/** A path as reports show it: relative where it lies in the folder, so that they say the same everywhere. */
export function shownPath(path: string, folder: string): string {
  const short = relative(folder, resolve(folder, path));
  return short.startsWith('..') ? path : short;
}
