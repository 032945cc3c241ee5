/** Names, options and help of `plimsoll rules` and `plimsoll limits`. */
import type { Command } from 'commander';
import { limitLines } from './limit-values.ts';

export function rulesTestCommand(program: Command): Command {
  return program
    .command('rules')
    .description('rules for secrets of your own')
    .command('test')
    .description('run the tests in a file of rules; exit code 1 if one fails')
    .argument('<file>');
}

export function limitsCommand(program: Command): Command {
  return program
    .command('limits')
    .description('list the limits on what an image may hold')
    .addHelpText('after', limitsHelp);
}

function limitsHelp(): string {
  return `
Limits, defaults, and what they bound:
${limitLines()
  .map((line) => `  ${line}`)
  .join('\n')}

Set them with \`--limit NAME=VALUE\`, several with commas or one after the other:
sizes in KiB, MiB, GiB, TiB; counts also in k and M; times in ms, s, m, h.
As a setting: PLIMSOLL_LIMIT=layer-entries=5M,file-time=10s, or in plimsoll.yaml
  limit: [layer-entries=5M, file-time=10s]
What lies beyond a limit is named in the report, and the coverage is partial.
`;
}
