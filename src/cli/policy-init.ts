/** `plimsoll policy init`: a policy to begin with, as a file that fits what the folder has. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode, UsageError } from '../base/errors.ts';
import { INIT_STAGES, initPolicy } from '../policy/document/init-policy.ts';
import { type Io, outputError } from './io.ts';
import { say } from './policy-call.ts';

const POLICY_FILE = 'plimsoll-policy.yaml';
/** What other scanners are told to ignore. */
const IGNORE_FILES = ['.trivyignore', '.trivyignore.yaml', '.grype.yaml'];
const WAIVER_FILES = ['waivers.yaml', 'waivers.yml', 'plimsoll-waivers.yaml'];
const VEX_PLACES = ['.vex', 'vex', 'openvex.json', 'vex.json'];

/** `stages`: those that are written; empty = all. Throws UsageError. */
export function initPolicyFile(io: Io, stages: readonly string[]): void {
  const unknown = stages.find((stage) => !INIT_STAGES.includes(stage));
  if (unknown !== undefined) throw noSuchStage(unknown);
  const names = namesIn(io.cwd);
  const have = (known: readonly string[]): readonly string[] => known.filter((name) => names.includes(name));
  const inPolicy = (name: string): string => `./${name}`;
  const waivers = have(WAIVER_FILES).map(inPolicy);
  writeNew(io.cwd, initPolicy({ stages, waivers, vex: have(VEX_PLACES).map(inPolicy) }));
  const isNamed = have(['plimsoll.yaml']).length > 0;
  say(io, [
    `wrote ${POLICY_FILE}`,
    `next: ${isNamed ? 'add' : 'write'} the line "policy: ${POLICY_FILE}" ${isNamed ? 'to' : 'into'} plimsoll.yaml, or use --policy ${POLICY_FILE}`,
    ...have(IGNORE_FILES).map(
      (name) =>
        `${name} is there: \`plimsoll waiver import ${name}\` makes waivers of it; write them into waivers.yaml`,
    ),
  ]);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Never over a file that is there. */
function writeNew(folder: string, text: string): void {
  try {
    writeFileSync(join(folder, POLICY_FILE), text, { flag: 'wx' });
  } catch (cause) {
    if (systemCode(cause) !== 'EEXIST') throw outputError(POLICY_FILE, cause);
    throw new UsageError('policy-exists', {
      what: `there is a ${POLICY_FILE} already; it was left as it is`,
      where: join(folder, POLICY_FILE),
      wayOut: 'remove it, or go on with it: `plimsoll policy check` says what is wrong with it',
      cause,
    });
  }
}

function noSuchStage(stage: string): UsageError {
  return new UsageError('no-such-stage', {
    what: `there is no stage "${stage}" that could be written`,
    where: '--stage',
    wayOut: `choose among ${INIT_STAGES.join(', ')}; stages of your own are written by hand`,
  });
}
