/** The program: how words are parsed, and what every command has in common. */
import { Command, CommanderError } from 'commander';
import { addCommands } from './commands.ts';
import type { Io } from './io.ts';
import { applySettings, keepFromSettings } from './settings.ts';

/** Parses the command line and runs its command; the answer is the exit code. Throws what the command throws. */
export async function runProgram(argv: readonly string[], io: Io, version: string): Promise<number> {
  let code = 0;
  const program = buildProgram(io, version, (exitCode) => {
    code = exitCode;
  });
  try {
    if (argv.length > 0) {
      await program.parseAsync([...argv], { from: 'user' });
      return code;
    }
    // A gate that was called with nothing to check must not pass.
    program.outputHelp();
    return USAGE;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : USAGE;
    throw thrown;
  }
}

const USAGE = 2;

function buildProgram(io: Io, version: string, onExit: (code: number) => void): Command {
  const width = io.stdout.isTTY === true ? (io.stdout.columns ?? HELP_WIDTH) : HELP_WIDTH;
  const program = new Command('plimsoll')
    .description('Scans container images and says which may sail.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'help for a command')
    .showHelpAfterError('(see `plimsoll help` for all commands, `plimsoll help COMMAND` for one)')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(inOurForm(text)),
      getOutHelpWidth: () => width,
      getErrHelpWidth: () => width,
    })
    .exitOverride()
    .addHelpText('after', EXAMPLES);
  addCommands(program, { io, version }, (command, load, own = []) => {
    keepFromSettings(command, own);
    command.action(async () => {
      await applySettings(command, io);
      onExit(await (await load())(command, command.args));
    });
  });
  return program;
}

/** An error of the parser, which says twice what was wrong with an option's value. */
function inOurForm(text: string): string {
  return text
    .replace(/^error: /, 'plimsoll: ')
    .replace(/^plimsoll: option '(--[\w-]+)[^']*' argument '.*?' is invalid\. /s, 'plimsoll: $1: ');
}

/** Where no terminal tells. The texts below are written for it too. */
const HELP_WIDTH = 80;

const EXAMPLES = `
Examples:
  plimsoll scan debian:12                  an image of a registry
  plimsoll scan ./app.tar --fail-on high   exit code 1 for high flaws
  docker save app | plimsoll scan -        an archive from standard input
  plimsoll scan app:1 --output sarif=app.sarif --output json=app.json
  plimsoll sbom app:1 --format cyclonedx   the inventory alone
  plimsoll gate app:1 --stage production   one verdict under a policy
  plimsoll db update                       fetch the advisories

Exit codes:
  0  pass
  1  findings at or above --fail-on; blocked by the policy
  2  wrong usage
  3  not checkable; under --fail-on or --strict also: only in part
  4  advisories older than --max-age
  5  unusable input or internal error

Settings: each option can also be a variable (--max-age 7d is
PLIMSOLL_MAX_AGE=7d) or a line of plimsoll.yaml in the current folder, or where
PLIMSOLL_CONFIG says (max-age: 7d). The command line goes first, then variables.
`;
