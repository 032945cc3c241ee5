/** How a policy is named: by a reference, pinned to a digest or not, or by being written into plimsoll.yaml. */

/** `policy:` of a settings file that holds the policy itself. */
export interface InlinePolicy {
  readonly inline: unknown;
  /** The settings file. */
  readonly path: string;
}

const PINNED = /[@#](sha256:[0-9a-f]{64})$/;

/** Pinned to bytes: nothing that lies in the checkout can be meant. */
export function isPinned(policy: unknown): boolean {
  return typeof policy === 'string' && PINNED.test(policy);
}

/** `FILE@sha256:…` and `https://…@sha256:…` are written `#sha256:…` inside. */
export function splitPinned(policy: string | InlinePolicy | undefined): {
  readonly reference: string | null;
  readonly inline: unknown;
} {
  if (policy === undefined) return { reference: null, inline: null };
  if (typeof policy !== 'string') return { reference: null, inline: policy.inline };
  if (policy.startsWith('oci://')) return { reference: policy, inline: null };
  return { reference: policy.replace(PINNED, '#$1'), inline: null };
}
