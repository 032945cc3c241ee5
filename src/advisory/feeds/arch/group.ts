/**
 * One group (AVG): `{name, packages, status, severity, type, affected, fixed, issues}`. Each of its CVEs in each of its
 * packages is an advisory: the flaws of a group are several, so that the group's name is none of theirs.
 */
import { type Advisory, type AdvisoryState, EVERYWHERE } from '../../../model/advisory.ts';
import { type SeverityOpinion, severityOfWord } from '../../../model/severity.ts';
import { type Parsed, toTitle } from '../../feed.ts';
import { type Fields, isName, listOf, parseObject, textOf } from '../../fields.ts';

/** Throws on what is no group. */
export function parseGroup(text: string): Parsed {
  const group = parseObject(text);
  const name = textOf(group['name']);
  if (!/^AVG-\d+$/.test(name)) throw new Error('not a group of the tracker');
  const packages = listOf(group['packages']).filter(isName);
  const issues = [...new Set(listOf(group['issues']).filter(isName))];
  const verdict = judge(group);
  const skipped = verdict === null ? [`status:${textOf(group['status']).slice(0, 40) || 'none'}`] : [];
  const advisories =
    verdict === null
      ? []
      : issues.flatMap((id) => packages.map((pkg) => toAdvisory(id, pkg, { group, name, verdict })));
  return { advisories, detail: null, skipped, modifiedAt: '' };
}

type Verdict = Pick<Advisory, 'state' | 'ranges'>;

/**
 * `Testing`: the fix is out, but only in the testing repositories: whoever has it is not affected. A group tells one version
 * that is affected, and nothing of those before it: they count as affected too.
 */
function judge(group: Fields): Verdict | null {
  const fixed = textOf(group['fixed']);
  switch (group['status']) {
    case 'Fixed':
    case 'Testing':
      return isName(fixed) ? { state: 'fixed', ranges: upTo(fixed) } : null;
    case 'Vulnerable':
      return isName(fixed) ? { state: 'fixed', ranges: upTo(fixed) } : open('affected');
    case 'Unknown':
      return open('under-investigation');
    case 'Not affected':
      return open('not-affected');
    default:
      return null;
  }
}

function upTo(fixed: string): Advisory['ranges'] {
  return [{ introduced: null, fixed, lastAffected: null }];
}

function open(state: AdvisoryState): Verdict {
  return { state, ranges: [] };
}

interface GroupWork {
  readonly group: Fields;
  readonly name: string;
  readonly verdict: Verdict;
}

function toAdvisory(id: string, pkg: string, { group, name, verdict }: GroupWork): Advisory {
  return {
    id,
    aliases: [],
    feed: 'arch',
    key: { namespace: 'arch', name: pkg },
    scope: EVERYWHERE,
    scheme: 'alpm',
    ...verdict,
    versions: [],
    title: toTitle(textOf(group['type'])),
    severities: opinionsOf(textOf(group['severity'])),
    publishedAt: '',
    fixedAt: '',
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: `https://security.archlinux.org/${name}`,
  };
}

function opinionsOf(word: string): readonly SeverityOpinion[] {
  const severity = severityOfWord(word);
  return severity === null || word === 'Unknown'
    ? []
    : [{ source: 'Arch', severity, score: null, vector: '' }];
}
