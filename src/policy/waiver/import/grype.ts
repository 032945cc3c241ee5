/**
 * `ignore` of `.grype.yaml` (Grype's README, "Specifying matches to ignore"): all that a rule says must hold. A part that a
 * waiver cannot say is never dropped: the waiver would hold for more.
 */
import type { YamlNode } from '../../../base/yaml-tree.ts';
import { parsePackage } from '../package-glob.ts';
import { type Imported, type ImportedWaiver, isFlawId, type Refused, toPathGlob } from './imported.ts';
import { itemsOf, memberOf, namesOf, textIn } from './read-node.ts';

export function parseGrypeIgnore(top: YamlNode): Imported {
  const taken = itemsOf(memberOf(top, 'ignore')).map(toWaiver);
  return {
    waivers: taken.filter((one) => 'entry' in one),
    refused: taken.filter((one) => 'why' in one),
  };
}

const KNOWN = ['vulnerability', 'package', 'reason', 'include-aliases'];
const KNOWN_OF_PACKAGE = ['name', 'version', 'type', 'location'];

function toWaiver(rule: YamlNode): ImportedWaiver | Refused {
  const advisory = textIn(rule, 'vulnerability');
  const pkg = memberOf(rule, 'package');
  const fixState = textIn(rule, 'fix-state');
  if (fixState !== '')
    return refuse(rule, 'fix-state is no property of one waiver', fixRule(advisory, fixState));
  const rest = [...namesOf(rule).filter((name) => !KNOWN.includes(name)), ...unknownOf(pkg)];
  if (rest.length > 0) {
    const why = `${rest.join(', ')} cannot be said, and without it the waiver would hold for more`;
    return refuse(rule, why, INSTEAD.get(rest[0]!) ?? 'name the flaw and its package instead');
  }
  if (advisory === '')
    return refuse(rule, 'it names no flaw: it would hold for all there ever will be', allowRule(pkg));
  if (!isFlawId(advisory))
    return refuse(rule, 'it is not the id of a flaw', 'write a CVE or the advisory’s own id');
  return withPackage(rule, advisory, pkg);
}

function unknownOf(pkg: YamlNode | null): readonly string[] {
  return namesOf(pkg)
    .filter((name) => !KNOWN_OF_PACKAGE.includes(name))
    .map((name) => `package.${name}`);
}

const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['vex-status', 'VEX documents are read themselves: list them under vex.trust in the policy'],
  ['vex-justification', 'VEX documents are read themselves: list them under vex.trust in the policy'],
  ['namespace', 'a package URL names distribution or ecosystem: write package, such as pkg:deb/debian/*'],
  ['match-type', 'say which package or path is meant'],
  ['package.language', 'a package URL names the ecosystem: write package, such as pkg:npm/*'],
  ['package.upstream-name', 'name the installed packages, as findings show them'],
]);

function withPackage(rule: YamlNode, advisory: string, pkg: YamlNode | null): ImportedWaiver | Refused {
  const [name, type, version] = [textIn(pkg, 'name'), textIn(pkg, 'type'), textIn(pkg, 'version')];
  const location = textIn(pkg, 'location');
  const path = toPathGlob(location);
  if (path === null)
    return refuse(rule, 'the glob of its location has signs with no like here', 'use * and ** alone');
  if (type !== '' && !TYPES.has(type))
    return refuse(
      rule,
      `packages of type ${type} are not read yet`,
      'nothing is found of them, so nothing is to be waived',
    );
  const glob = packageGlob(name, type);
  if (glob === null)
    return refuse(rule, `"${name.slice(0, 80)}" is a pattern with no like here`, 'name the packages');
  const remarks =
    glob.includes('*') && name !== '' ? [`${glob} is a glob: write the whole name, as findings show it`] : [];
  return {
    entry: { advisory, package: glob, versions: version, path, reason: textIn(rule, 'reason') },
    line: rule.line,
    remarks: location === '' ? remarks : [...remarks, 'here all places of a finding must be in the path'],
  };
}

/** Types of Syft's packages, and the beginnings of their package URLs; where a star stands the rule does not tell. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['apk', 'pkg:apk/*/'],
  ['deb', 'pkg:deb/*/'],
  ['go-module', 'pkg:golang/'],
  ['java-archive', 'pkg:maven/*/'],
  ['npm', 'pkg:npm/'],
  ['python', 'pkg:pypi/'],
  ['rpm', 'pkg:rpm/*/'],
]);

/** Names are regular expressions there; of those only plain ones and `.*` have a like here. Null for others. */
function packageGlob(name: string, type: string): string | null {
  if (name === '' && type === '') return '';
  const plain = name.replaceAll('.*', '*').replace(/\\([.+-])/g, '$1') || '*';
  if (/[\\^$?()[\]{}|]|\*\*/.test(plain)) return null;
  return parsePackage(`${TYPES.get(type) ?? 'pkg:*/'}${plain}`)?.purl ?? null;
}

/** What a rule of a policy says of fixes. */
const FIXES: ReadonlyMap<string, string> = new Map([
  ['fixed', 'fix: available'],
  ['not-fixed', 'fix: none'],
  ['wont-fix', 'vendor-state: will-not-fix'],
  ['unknown', 'fix: unknown'],
]);

function fixRule(advisory: string, state: string): string {
  const fix = FIXES.get(state) ?? `fix: ${state}`;
  const fields = advisory === '' ? fix : `${fix}, id: ${advisory}`;
  return `write a rule of a policy: { id: grype-${state}, allow: { ${fields} } }`;
}

function allowRule(pkg: YamlNode | null): string {
  const type = textIn(pkg, 'type');
  const glob = type === '' || TYPES.has(type) ? packageGlob(textIn(pkg, 'name'), type) : null;
  const rule =
    glob === null || glob === '' ? '' : `, or write a rule of a policy: { allow: { package: "${glob}" } }`;
  return `name the flaws${rule}`;
}

function refuse(rule: YamlNode, why: string, instead: string): Refused {
  const what = textIn(rule, 'vulnerability') || textIn(memberOf(rule, 'package'), 'name') || 'a rule';
  return { line: rule.line, what, why, instead };
}
