/** A policy to begin with: the default one with comments, and with what the folder has already. */
import { STAGE_TEXTS } from './default-policy.ts';

export interface Surroundings {
  /** Names of stages; empty = all. */
  readonly stages: readonly string[];
  /** Files of waivers that are there, as the policy names them. */
  readonly waivers: readonly string[];
  /** Files or folders of VEX that are there. */
  readonly vex: readonly string[];
}

/** The stages that can be written, in order. */
export const INIT_STAGES: readonly string[] = [...STAGE_TEXTS.keys()];

/** The text of plimsoll-policy.yaml. */
export function initPolicy({ stages, waivers, vex }: Surroundings): string {
  const chosen = INIT_STAGES.filter((name) => stages.length === 0 || stages.includes(name));
  return [
    HEAD,
    'stages:',
    chosen.map((name) => STAGE_TEXTS.get(name)!).join('\n'),
    waiversText(waivers),
    vexText(vex),
    testsText(chosen.at(-1)!),
  ].join('\n');
}

const HEAD = `# Which images may sail. Reference: docs/policy.md of Plimsoll.
#   plimsoll policy check plimsoll-policy.yaml      what is wrong with it
#   plimsoll policy explain plimsoll-policy.yaml    what it says, in words
#   plimsoll gate IMAGE --stage production --policy plimsoll-policy.yaml
# The first rule of a stage that holds decides about a finding; where none holds, it passes.
version: 1

# A policy of the organisation comes first where it says \`final\`; else it is asked after this one.
# extends: https://example.com/policy.yaml#sha256:…
`;

function waiversText(files: readonly string[]): string {
  const from =
    files.length === 0 ? ['  # from: [./waivers.yaml]'] : [`  from: [${files.map(quote).join(', ')}]`];
  return [
    '# Accepted for a while, by somebody: `plimsoll waiver add` writes them.',
    'waivers:',
    ...from,
    '  demand: [reason, owner, approver, expires]',
    '  max-days: 180',
    '',
  ].join('\n');
}

function vexText(places: readonly string[]): string {
  const lines = places.map((place) => `    - { from: ${quote(place)} }`);
  const example = "    # - { from: image, key: ./vendor.pub, author: 'Vendor*', max-age-days: 365 }";
  const head = '# Whose word counts that a flaw does not affect the image (OpenVEX, CSAF, CycloneDX).';
  return [head, 'vex:', '  trust:', ...lines, example, ''].join('\n');
}

/** JSON is YAML too. */
function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : JSON.stringify(text);
}

function testsText(stage: string): string {
  return `# Examples: \`plimsoll policy test plimsoll-policy.yaml\` runs them.
tests:
  - name: a private key blocks
    stage: ${stage}
    finding: { kind: secret, severity: critical, path: app/server.key }
    expect: { outcome: block, rule: secrets }
  - name: what is hardly a flaw passes
    stage: ${stage}
    finding: { severity: low, fix: available, fix-age: 1d, package: 'pkg:npm/example@1.0.0' }
    expect: { outcome: pass, rule: none }
`;
}
