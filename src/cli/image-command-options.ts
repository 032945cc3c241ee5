/** Names, options and help of the commands that open an image: scan, gate, diff, sbom. */
import type { Command, Option } from 'commander';
import { SEVERITIES } from '../model/severity.ts';
import {
  advisoryOptions,
  grouped,
  imageOptions,
  option,
  outputOptions,
  quietOption,
  scannersOption,
  secretOptions,
  strictOption,
} from './options.ts';
import { parseSeverity, parseTime, parseWord } from './values.ts';

export function scanCommand(program: Command): Command {
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

const IMAGE_HELP = `
IMAGE is a registry reference (debian:12, ghcr.io/team/app@sha256:…) unless it
starts with "." or "/" or ends in .tar, .tgz, .tar.gz or .tar.zst; "-" is
standard input. A prefix forces the form: registry:, docker-archive:,
oci-layout:, rootfs:, dir: (a source tree), docker:, podman:.

See \`plimsoll help\` for examples, exit codes, and options as variables or in a
file.
`;

export function gateCommand(program: Command): Command {
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

export function diffCommand(program: Command): Command {
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

export function sbomCommand(program: Command): Command {
  const command = program
    .command('sbom')
    .description('write the inventory of an image, without any judgement')
    .argument('<image>');
  for (const o of [...grouped('Output:', outputOptions()), ...imageOptions()]) command.addOption(o);
  return command.addHelpText('after', IMAGE_HELP);
}
