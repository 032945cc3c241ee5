/** Names, options and help of `plimsoll policy`. */
import { type Command, Option } from 'commander';
import { networkOptions } from './options.ts';
import { collectList } from './values.ts';

export type PolicyVerb = 'check' | 'explain' | 'init' | 'test';

/** Options of `policy init` that no setting speaks of: which stages are written, not which is judged by. */
export const POLICY_OWN: readonly string[] = ['stage'];

/** `policy`: the command that they are added to. */
export function policyCommands(policy: Command): Readonly<Record<PolicyVerb, Command>> {
  const check = policy
    .command('check')
    .description(
      'all that is wrong with a policy, and what is likely not meant; exit code 1 for what is wrong',
    )
    .argument('[file]', FILE);
  const test = policy
    .command('test')
    .description('run the examples in a policy and beside it (FILE.test.yaml); exit code 1 if one differs')
    .argument('[file]', FILE)
    .addHelpText('after', TEST_HELP);
  const explain = policy
    .command('explain')
    .description('the rules in the order in which they are asked, in words, with all documents and digests')
    .argument('[file]', FILE)
    .addOption(new Option('--stage <name>', 'this stage only (default: all)'));
  const init = policy
    .command('init')
    .description('write plimsoll-policy.yaml into the current folder: a policy to begin with')
    .addOption(
      new Option('--stage <name>', 'stages to write: build, staging, production (default: all)').argParser(
        collectList,
      ),
    );
  for (const command of [check, test, explain]) {
    command.addOption(new Option('--policy <ref>', 'where no file is named: the policy of the settings'));
    for (const o of networkOptions()) command.addOption(o.helpGroup('Network:'));
  }
  return { check, explain, init, test };
}

const FILE = 'a path, https://…#sha256:… or oci://…@sha256:…; "default" is the built-in policy';

const TEST_HELP = `
An example is a finding, a gap or an image in a few words, and what the policy
must say of it:

  tests:
    - name: what is exploited blocks
      stage: production
      finding: { severity: medium, known-exploited: true, fix: none }
      expect: { outcome: block, rule: exploited }

See docs/policy.md for all words.
`;
