/** Names, options and help of `plimsoll waiver`. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseTime, parseWord } from './values.ts';

export type WaiverVerb = 'add' | 'import' | 'list' | 'prune';

/** Options that no setting speaks of: what one waiver says, and the form of a list, which is not that of reports. */
export const WAIVER_OWN: readonly string[] = [
  'advisory',
  'approver',
  'check',
  'dry-run',
  'expires',
  'fingerprint',
  'format',
  'id',
  'image',
  'layer',
  'now',
  'owner',
  'package',
  'path',
  'reason',
  'report',
  'versions',
];

/** `waiver`: the command that they are added to. */
export function waiverCommands(waiver: Command): Readonly<Record<WaiverVerb, Command>> {
  return {
    add: addCommand(waiver),
    list: listCommand(waiver),
    prune: pruneCommand(waiver),
    import: importCommand(waiver),
  };
}

function addCommand(waiver: Command): Command {
  const command = waiver
    .command('add')
    .description('write a waiver into a file, which else stays as it is')
    .argument('<file>');
  const scope = [
    option('--advisory <id>', 'the flaw, by any of its ids'),
    option('--check <id>', 'the detector or check'),
    option('--package <purl>', 'the package, such as pkg:npm/lodash; * stands for any signs'),
    option('--versions <range>', 'its versions: "<4.17.21", ">=1 <2 || 3.1"'),
    option('--image <glob>', 'the image: its name, its repository or a digest'),
    option('--layer <owner>', 'whose layers: base or own'),
    option('--path <glob>', 'where in the image: srv/app/**'),
    option('--fingerprint <fingerprint>', 'one finding, by the fingerprint in a report'),
  ];
  const acceptance = [
    option('--reason <text>', 'why it is acceptable'),
    option('--owner <name>', 'who has to do something about it'),
    option('--approver <name>', 'who accepted it'),
    option('--expires <day>', 'the last day on which it holds: 2027-01-31, or 30d from today').argParser(
      parseExpiry,
    ),
    option('--id <id>', "its name in reports (default: the file's name and a number)"),
  ];
  for (const o of scope) command.addOption(o.helpGroup('Holds for what is all of this:'));
  for (const o of acceptance) command.addOption(o.helpGroup('Acceptance:'));
  return command.addOption(policyOption()).addHelpText('after', ADD_HELP);
}

const ADD_HELP = `
What the policy demands (without one: reason, owner, approver and expiry) must be
given, and the waiver must name an advisory, a check or a fingerprint, or else a
package together with an image. See docs/waivers.md.
`;

function listCommand(waiver: Command): Command {
  const formats = ['table', 'json'] as const;
  return waiver
    .command('list')
    .description('the waivers of a file, or of all files that the policy lists: which of them hold')
    .argument('[file]')
    .addOption(policyOption())
    .addOption(nowOption())
    .addOption(
      option('--format <format>', 'table (default) or json').argParser((text) =>
        parseWord(text, formats, 'format'),
      ),
    );
}

function pruneCommand(waiver: Command): Command {
  return waiver
    .command('prune')
    .description('remove waivers that have ended, and with a report those that nothing needs')
    .argument('<file>')
    .addOption(option('--report <file>', 'a JSON report that a policy with these waivers made'))
    .addOption(nowOption())
    .addOption(option('--dry-run', 'only say what would be removed'));
}

function importCommand(waiver: Command): Command {
  return waiver
    .command('import')
    .description('turn .trivyignore, .trivyignore.yaml or .grype.yaml into waivers, on standard output')
    .argument('<file>')
    .addOption(policyOption());
}

function option(flags: string, description: string): Option {
  return new Option(flags, description);
}

function policyOption(): Option {
  return option('--policy <ref>', 'the policy that says what waivers must have: a file, https://…, oci://…');
}

function nowOption(): Option {
  return option('--now <time>', 'as of then: 2026-11-24 or 2026-11-24T12:00:00Z').argParser(parseTime);
}

/** A day as it is, or a number of days, which the command counts from today. */
function parseExpiry(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) || /^[1-9]\d{0,3}d$/.test(text)) return text;
  throw new InvalidArgumentError(`"${text}" is neither a day nor a number of days: write 2027-01-31 or 30d`);
}
