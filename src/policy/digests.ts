/** Digests of all that a verdict under a policy is made of: whoever has the same ones gets the same verdict. */
import { canonicalJson } from '../base/canonical-json.ts';
import { type Digest, sha256 } from '../model/digest.ts';
import type { GateDigests, GateInputs } from '../model/gate.ts';

/** SHA-256 over canonical JSON of each part; what is not there has the digest of `null`. */
export function digestInputs(inputs: GateInputs): GateDigests {
  const { policy, stage, settings, waivers, statements, history, baseline } = inputs;
  return {
    policy: digestOf({ policy, stage, settings }),
    waivers: digestOf(waivers),
    vex: digestOf(statements),
    history: digestOf(history),
    baseline: digestOf(baseline),
  };
}

function digestOf(value: unknown): Digest {
  return sha256(canonicalJson(value));
}
