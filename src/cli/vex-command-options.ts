/** Names, options and help of `plimsoll vex`. */
import { type Command, InvalidArgumentError } from 'commander';
import { parsePurl } from '../model/purl.ts';
import { advisoryOptions, grouped, imageOptions, option, quietOption } from './options.ts';
import { collectList, parseTime, parseWord } from './values.ts';

export type VexVerb = 'check' | 'draft';

export const DRAFT_FORMATS = ['openvex', 'csaf'] as const;

/** Options of `vex draft` that no setting speaks of. */
export const DRAFT_OWN: readonly string[] = ['advisory', 'author', 'format', 'package'];
/** Those of `vex check`. */
export const CHECK_OWN: readonly string[] = ['image', 'now'];

/** `vex`: the command that they are added to. */
export function vexCommands(vex: Command): Readonly<Record<VexVerb, Command>> {
  return { check: checkCommand(vex), draft: draftCommand(vex) };
}

function checkCommand(vex: Command): Command {
  return vex
    .command('check')
    .description('what VEX documents say, what in them cannot be used, and what it would do')
    .argument('<file...>')
    .addOption(option('--image <report>', 'a JSON report: what each statement would do to its findings'))
    .addOption(
      option('--policy <ref>', 'whom to believe (default: everyone, without what the settings name)'),
    )
    .addOption(option('--now <time>', 'as of then: 2026-11-24').argParser(parseTime))
    .addHelpText('after', CHECK_HELP);
}

const CHECK_HELP = `
Exit code 1 if something in a document cannot be used: what it says would count
for nothing. A report is what \`--format json\` writes.
`;

function draftCommand(vex: Command): Command {
  const command = vex
    .command('draft')
    .description('draft VEX statements of an image, from evidence alone, for somebody to check and sign off')
    .argument('<image>', 'an image, an SBOM or a JSON report');
  const draft = [
    option('--format <format>', 'openvex (default) or csaf').argParser((text) =>
      parseWord(text, DRAFT_FORMATS, 'format'),
    ),
    option('--author <name>', 'who signs it off; without it the document is a draft, which no gate uses'),
    option('--advisory <id>', 'this flaw only, found or not; may be given several times').argParser(
      collectList,
    ),
    option(
      '--package <purl>',
      'where a flaw that was not found would be: pkg:npm/lodash; may be given several times',
    ).argParser(collectPurls),
    quietOption(),
  ];
  const options = [
    ...grouped('Draft:', draft),
    ...grouped('Advisories:', advisoryOptions()),
    ...imageOptions(),
  ];
  for (const o of options) command.addOption(o);
  return command.addHelpText('after', DRAFT_HELP);
}

/** A version would need to be compared with what the flaw affects, which nobody has said. */
function collectPurls(text: string, before: readonly string[] | undefined): readonly string[] {
  const purl = parsePurl(text);
  if (purl === null) throw new InvalidArgumentError(`"${text}" is no package URL: write pkg:npm/lodash`);
  if (purl.version !== '')
    throw new InvalidArgumentError(`"${text}" has a version: name the package without`);
  return [...(before ?? []), text];
}

const DRAFT_HELP = `
Not affected is drafted only with evidence: the distribution says so, a package
brings no code, or a component (--advisory with --package) is not in an
image that could be looked at completely. All else is under investigation, with
the reason. See docs/vex.md.
`;
