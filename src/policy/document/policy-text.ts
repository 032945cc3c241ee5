/** One document of a policy as it is written: checked, but what it extends is not in it yet. */

import type { YamlNode } from '../../base/yaml-tree.ts';
import type { Rule, TrustRule, WaiverField, WaiverSource } from '../../model/policy.ts';

export interface PolicyText {
  /** References of other documents, nearest first. */
  readonly extends: readonly Named[];
  readonly stages: readonly StageText[];
  /** Null = it says nothing of them. */
  readonly waivers: WaiverSection | null;
  readonly vex: VexSection | null;
  /** Examples with what is expected of them, not read yet; null = none. */
  readonly tests: YamlNode | null;
}

/** A name with the place where it stands, for errors that are found later. */
export interface Named {
  readonly name: string;
  readonly path: string;
  readonly line: number;
}

export interface StageText extends Named {
  /** Other stages, whose rules come after its own. */
  readonly extends: readonly Named[];
  readonly rules: readonly RuleText[];
}

export interface RuleText extends Named {
  readonly rule: Omit<Rule, 'document'>;
}

export interface WaiverSection extends Named {
  readonly sources: readonly (Omit<WaiverSource, 'document' | 'publicKey'> & { readonly key: Key })[];
  /** Null = it says nothing of it. */
  readonly demand: readonly WaiverField[] | null;
  readonly maxDays: number | null;
  readonly final: boolean;
}

export interface VexSection extends Named {
  readonly trust: readonly (Omit<TrustRule, 'document' | 'publicKey'> & { readonly key: Key })[];
  readonly final: boolean;
}

/** Of a key: a PEM as it is, or the file that it is in; null = none is demanded. */
export type Key = (Named & { readonly kind: 'pem' | 'file' }) | null;
