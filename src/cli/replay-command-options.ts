/** Name, options and help of `plimsoll replay`. */
import { type Command, Option } from 'commander';
import { reporters } from '../report/list.ts';
import { collectOutputs, parseWord } from './values.ts';

const FORMATS = reporters.map(({ id }) => id);

/** Options that no setting speaks of: a format of the settings is not that of a replay. */
export const REPLAY_OWN: readonly string[] = ['format'];

export function replayCommand(program: Command): Command {
  return program
    .command('replay')
    .description('judge a stored JSON report again, from nothing but itself: the same bytes, or what differs')
    .argument('<report>', 'a file that --format json wrote; "-" is standard input')
    .addOption(
      new Option(
        '--format <format>',
        `format on standard output: ${FORMATS.join(', ')} (default: json)`,
      ).argParser((text) => parseWord(text, FORMATS, 'format')),
    )
    .addOption(
      new Option('--output <format=file>', 'write it to a file; may be given several times').argParser(
        (text, before: ReturnType<typeof collectOutputs> | undefined) =>
          collectOutputs(text, before, FORMATS),
      ),
    )
    .addHelpText('after', HELP);
}

const HELP = `
The exit code is that of the report. Where judging again gives another report
nothing is written and it is 5: the report was changed, or was made by another
version of the program.
`;
