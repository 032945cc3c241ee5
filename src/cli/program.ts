/** The command tree: names, options, help. What a command does is in its own file and loaded when it runs. */
import { Command, CommanderError, Option } from 'commander';
import { DEFAULT_LIMITS, type Limits } from '../base/limits.ts';
import { SEVERITIES } from '../model/severity.ts';
import { reporters } from '../report/list.ts';
import { withDeadline } from './deadline.ts';
import type { Io } from './io.ts';
import { collectLimits, limitLines, parseSize } from './limit-values.ts';
import { POLICY_OWN, type PolicyVerb, policyCommands } from './policy-command-options.ts';
import { REPLAY_OWN, replayCommand } from './replay-command-options.ts';
import type { Run } from './run.ts';
import { runSbom } from './sbom-command.ts';
import { runScan } from './scan-command.ts';
import { applySettings, keepFromSettings } from './settings.ts';
import {
  collectList,
  collectOutputs,
  collectScanners,
  parseCount,
  parseDuration,
  parsePlatformOption,
  parseSeverity,
  parseTime,
  parseWord,
} from './values.ts';
import { WAIVER_OWN, type WaiverVerb, waiverCommands } from './waiver-command-options.ts';

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
  const define = (command: Command, load: () => Promise<Run>, own: readonly string[] = []): void => {
    keepFromSettings(command, own);
    command.action(async () => {
      await applySettings(command, io);
      onExit(await (await load())(command, command.args));
    });
  };
  define(scanCommand(program), async () =>
    inTime(io, (limited, isLate) => runScan(limited, version, isLate)),
  );
  define(gateCommand(program), async () => {
    const { runGate } = await import('./gate-command.ts');
    return inTime(io, (limited, isLate) => runGate(limited, version, isLate));
  });
  const loadDiff = async (): Promise<Run> => {
    const { runDiff } = await import('./diff-command.ts');
    return inTime(io, (limited, isLate) => runDiff(limited, version, isLate));
  };
  define(diffCommand(program), loadDiff, ['format']);
  define(sbomCommand(program), async () => inTime(io, (limited) => runSbom(limited, version)));
  const policy = program.command('policy').description('policies: what a gate judges by');
  for (const [verb, command] of Object.entries(policyCommands(policy))) {
    const load = async (): Promise<Run> =>
      (await import('./policy-command.ts')).runPolicy(io, version, verb as PolicyVerb);
    define(command, load, POLICY_OWN);
  }
  const waiver = program.command('waiver').description('waivers: findings that somebody accepts until a day');
  for (const [verb, command] of Object.entries(waiverCommands(waiver))) {
    const load = async (): Promise<Run> =>
      (await import('./waiver-command.ts')).runWaiver(io, version, verb as WaiverVerb);
    define(command, load, WAIVER_OWN);
  }
  define(
    replayCommand(program),
    async () => (await import('./replay-command.ts')).runReplay(io, version),
    REPLAY_OWN,
  );
  const db = program.command('db').description('the advisory database: what the world knows about flaws');
  for (const [name, command] of Object.entries(dbCommands(db))) {
    define(command, async () => (await import('./db-command.ts')).runDb(io, version, name));
  }
  const cache = program.command('cache').description('what scans keep, to be faster the next time');
  for (const [name, command] of Object.entries(cacheCommands(cache))) {
    const load = async (): Promise<Run> =>
      (await import('./cache-command.ts')).runCache(io, name as 'stats' | 'prune');
    // The format of reports says nothing about this one's.
    define(command, load, ['format']);
  }
  define(rulesTestCommand(program), async () => (await import('./rules-command.ts')).runRulesTest(io));
  define(limitsCommand(program), async () => async () => {
    io.stdout.write(`${limitLines().join('\n')}\n`);
    return 0;
  });
  define(program.command('version').description('print the version'), async () => async () => {
    io.stdout.write(`${version}\n`);
    return 0;
  });
  return program;
}

/** Ends a command that reads an image after the time that its limits give it. */
function inTime(io: Io, create: (io: Io, isLate: () => boolean) => Run): Run {
  return (command, args) => {
    const { totalMs = DEFAULT_LIMITS.totalMs } = command.opts<{ limit?: Partial<Limits> }>().limit ?? {};
    return withDeadline(io, totalMs, (limited, isLate) => create(limited, isLate)(command, args));
  };
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

const IMAGE_HELP = `
IMAGE is a registry reference (debian:12, ghcr.io/team/app@sha256:…) unless it
starts with "." or "/" or ends in .tar, .tgz, .tar.gz or .tar.zst; "-" is
standard input. A prefix forces the form: registry:, docker-archive:,
oci-layout:, rootfs:, docker:, podman:.

See \`plimsoll help\` for examples, exit codes, and options as variables or in a
file.
`;

function option(flags: string, description: string): Option {
  return new Option(flags, description);
}

/** Options under a heading of their own. */
function grouped(heading: string, options: readonly Option[]): Option[] {
  return options.map((made) => made.helpGroup(heading));
}

function scanCommand(program: Command): Command {
  const command = program.command('scan').description('scan an image and judge it').argument('<image>');
  const options = [
    ...grouped('Judgement:', judgeOptions()),
    ...grouped('Output:', outputOptions()),
    ...grouped('Secrets:', secretOptions()),
    ...grouped('Advisories:', advisoryOptions()),
    ...imageOptions(),
  ];
  for (const o of options) command.addOption(o);
  return command.addHelpText('after', IMAGE_HELP);
}

function gateCommand(program: Command): Command {
  const command = program
    .command('gate')
    .description('judge an image, an SBOM or a stored report under a policy: one explained verdict')
    .argument('<image...>');
  const options = [
    ...grouped('Verdict:', gateOptions()),
    ...grouped('Judgement:', [scannersOption(), strictOption()]),
    ...grouped('Output:', outputOptions('gate')),
    ...grouped('Secrets:', secretOptions()),
    ...grouped('Advisories:', advisoryOptions()),
    ...imageOptions(),
  ];
  for (const o of options) command.addOption(o);
  return command.addHelpText('after', GATE_HELP);
}

const GATE_HELP = `
IMAGE may also be an SBOM (a file in JSON), or a JSON report of ours, whose
findings are judged again without a scan. Of several reports of one image the
newest has the say.

Without --policy the policy is what \`policy:\` in plimsoll.yaml names or holds,
else the built-in one (\`plimsoll policy explain\` shows it). A policy that is
pinned (REF@sha256:…) ignores the settings file of the current folder.

Exit codes: 0 pass or warn; 1 blocked; 3 blocked only because something could not
be checked; 4 advisories too old; see \`plimsoll help\`.
`;

function diffCommand(program: Command): Command {
  const command = program
    .command('diff')
    .description('what changed from one image, SBOM or stored report to another')
    .argument('<before>')
    .argument('<after>');
  const options = [
    option('--format <format>', 'table (default) or json').argParser((t) =>
      parseWord(t, ['table', 'json'] as const, 'format'),
    ),
    option('--all', 'unchanged findings too'),
    quietOption(),
    scannersOption(),
    ...grouped('Secrets:', secretOptions()),
    ...grouped('Advisories:', advisoryOptions()),
    ...imageOptions(),
  ];
  for (const o of options) command.addOption(o);
  return command.addHelpText('after', IMAGE_HELP);
}

function gateOptions(): Option[] {
  return [
    option('--stage <name>', 'stage of the policy (default: production, or the only one)'),
    option('--policy <ref>', 'a file, https://…#sha256:… or oci://…@sha256:…'),
    option('--state <ref>', 'where days of first sight are kept: a file, or oci://HOST/REPOSITORY:TAG'),
    option('--baseline <image>', 'an image, SBOM or stored report, to tell what the change brought'),
    option('--now <time>', 'judge as of then: 2026-11-24 or 2026-11-24T12:00:00Z').argParser(parseTime),
    option('--explain [finding]', 'the path through the rules of all findings, or of one'),
  ];
}

function sbomCommand(program: Command): Command {
  const command = program
    .command('sbom')
    .description('write the inventory of an image, without any judgement')
    .argument('<image>');
  for (const o of [...grouped('Output:', outputOptions()), ...imageOptions()]) command.addOption(o);
  return command.addHelpText('after', IMAGE_HELP);
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

function rulesTestCommand(program: Command): Command {
  return program
    .command('rules')
    .description('rules for secrets of your own')
    .command('test')
    .description('run the tests in a file of rules; exit code 1 if one fails')
    .argument('<file>');
}

function limitsCommand(program: Command): Command {
  return program
    .command('limits')
    .description('list the limits on what an image may hold')
    .addHelpText('after', limitsHelp);
}

function dbCommands(db: Command): Readonly<Record<string, Command>> {
  const update = db.command('update').description('fetch what is new; all or nothing');
  update.addOption(
    option('--only <namespace>', 'namespaces such as npm, debian:12; several with commas').argParser(
      collectList,
    ),
  );
  update.addOption(
    option('--from <url-or-folder>', 'take the feeds from a mirror or a folder instead of their own places'),
  );
  update.addOption(option('--force', 'accept a feed that lost more than a fifth of its records'));
  const status = db.command('status').description('namespaces, ages, counts and the digest');
  const importing = db
    .command('import')
    .description('take over a database that `db export` wrote')
    .argument('<file>');
  const exporting = db
    .command('export')
    .description('write the database as one file, for machines without a network')
    .argument('<file>');
  const verify = db.command('verify').description('read every record and check it against its digest');
  for (const command of [update, status, verify, importing, exporting]) command.addOption(databaseOption());
  for (const o of networkOptions()) update.addOption(o);
  update.addOption(quietOption());
  return { update, status, verify, import: importing, export: exporting };
}

function cacheCommands(cache: Command): Readonly<Record<'stats' | 'prune', Command>> {
  const stats = cache.command('stats').description('folder, files, bytes and last uses, by kind');
  const formats = ['table', 'json'] as const;
  stats.addOption(
    option('--format <format>', 'table (default) or json').argParser((t) => parseWord(t, formats, 'format')),
  );
  const prune = cache
    .command('prune')
    .description('remove what was not used for 30 days, or what the options say');
  prune
    .addOption(
      option('--older-than <duration>', 'what was not used for so long: 24h, 30d').argParser(parseDuration),
    )
    .addOption(
      option('--max-size <size>', 'what was not used for longest, down to 500MiB, 1GiB').argParser(parseSize),
    )
    .addOption(option('--all', 'everything'));
  for (const command of [stats, prune])
    command.addOption(option('--cache-dir <folder>', 'where results of layers are kept'));
  return { stats, prune };
}

function outputOptions(standard = 'table'): Option[] {
  const formats = reporters.map((r) => r.id);
  return [
    option(
      '--format <format>',
      `format on standard output: ${formats.join(', ')} (default: ${standard})`,
    ).argParser((t) => parseWord(t, formats, 'format')),
    option('--output <format=file>', 'write a report to a file; may be given several times').argParser(
      (t, before: ReturnType<typeof collectOutputs> | undefined) => collectOutputs(t, before, formats),
    ),
    quietOption(),
  ];
}

function scannersOption(): Option {
  return option(
    '--scanners <list>',
    'what to look for: vuln, secret (default: both); misconfig, license (not built yet)',
  ).argParser(collectScanners);
}

function strictOption(): Option {
  return option('--strict', 'exit code 3 also for a partial scan');
}

function judgeOptions(): Option[] {
  return [
    scannersOption(),
    option(
      '--fail-on <severity>',
      `exit code 1 for findings at or above: ${SEVERITIES.join(', ')}`,
    ).argParser(parseSeverity),
    strictOption(),
  ];
}

function secretOptions(): Option[] {
  return [
    option('--secret-rules <file>', 'own detectors and what is allowed, YAML (or Gitleaks TOML)'),
    option('--secret-key-file <file>', 'a key of yours, so that a secret has the same name in all reports'),
  ];
}

function advisoryOptions(): Option[] {
  return [
    option(
      '--update <when>',
      'never (default), auto (what this image needs and is missing), always',
    ).argParser((t) => parseWord(t, ['never', 'auto', 'always'] as const, 'moment to update')),
    option(
      '--advisories <path>',
      'use only this database, export, folder of OSV files or <Ecosystem>/all.zip',
    ),
    option('--max-age <duration>', 'exit code 4 if the advisories are older: 24h, 7d').argParser(
      parseDuration,
    ),
    databaseOption(),
  ];
}

function databaseOption(): Option {
  return option('--database <folder>', 'where the advisory database lies');
}

function imageOptions(): Option[] {
  const image = [
    option('--platform <os/arch>', 'platform of an index, for example linux/arm64').argParser(
      parsePlatformOption,
    ),
    option('--image <name>', 'which image of an archive that holds several'),
    option('--base <image>', 'the base image, to tell its layers from your own'),
    option('--workers <n>', 'layers read side by side (default: one a core)').argParser(parseCount),
    option('--no-sandbox', 'read layers in this process; the report says so'),
    option('--no-cache', 'read every layer, keep nothing'),
    option('--cache-dir <folder>', 'where results of layers are kept'),
    option('--cache-size <size>', 'how large that folder may stay: 500MiB, 5GiB (default: 2GiB)').argParser(
      parseSize,
    ),
    option(
      '--limit <name=value>',
      'what an image may hold, see `plimsoll help limits`; may be given several times',
    ).argParser(collectLimits),
  ];
  return [...grouped('Image:', image), ...grouped('Network:', networkOptions())];
}

function networkOptions(): Option[] {
  return [
    option('--ca-file <file>', 'further certificate authorities, PEM'),
    option('--mirror <host=mirror>', 'pull from a mirror first; may be given several times').argParser(
      collectList,
    ),
    option('--token-realm <host>', 'a host that may hand out tokens for your registry').argParser(
      collectList,
    ),
    option(
      '--allow-host <host[:port]>',
      "a host that may have a private address, such as your registry's storage",
    ).argParser(collectList),
    option('--plain-http <host>', 'a registry that is reached without TLS').argParser(collectList),
  ];
}

function quietOption(): Option {
  return option('--quiet', 'no progress, no notes on standard error');
}
