/**
 * `.trivyignore.yaml`: `vulnerabilities`, `misconfigurations`, `secrets` and `licenses`, each a list of `id`, `paths`, `purls`,
 * `expired_at` and `statement` (Trivy's documentation, "Filtering", `.trivyignore.yaml`).
 */

import { isDay } from '../../../base/days.ts';
import type { YamlNode } from '../../../base/yaml-tree.ts';
import { parsePackage } from '../package-glob.ts';
import { type Imported, type ImportedWaiver, isFlawId, type Refused, toDay, toPathGlob } from './imported.ts';
import { itemsOf, memberOf, textIn, textsIn } from './read-node.ts';
import { OTHER_CHECKS } from './trivy-lines.ts';

const OTHERS = ['misconfigurations', 'secrets', 'licenses'] as const;

export function parseTrivyYaml(top: YamlNode): Imported {
  const taken = itemsOf(memberOf(top, 'vulnerabilities')).flatMap(toWaivers);
  const others = OTHERS.flatMap((name) =>
    itemsOf(memberOf(top, name)).map((item) => refuse(item, `it is one of the ${name}`, OTHER_CHECKS)),
  );
  return {
    waivers: taken.filter((one) => 'entry' in one),
    refused: [...taken.filter((one) => 'why' in one), ...others].sort((a, b) => a.line - b.line),
  };
}

/** One for each package: a finding has one. */
function toWaivers(item: YamlNode): readonly (ImportedWaiver | Refused)[] {
  const advisory = textIn(item, 'id');
  if (!isFlawId(advisory)) return [refuse(item, 'it is not the id of a flaw', OTHER_CHECKS)];
  const globs = textsIn(item, 'paths').map(toPathGlob);
  if (globs.includes(null))
    return [
      refuse(item, 'a glob of its paths has signs with no like here', 'write the paths with * and ** alone'),
    ];
  const expiry = textIn(item, 'expired_at');
  const expires = expiry === '' ? '' : toDay(expiry);
  if (expires === null || (expires !== '' && !isDay(expires)))
    return [refuse(item, 'expired_at is no day', 'write a day such as 2027-01-31')];
  const rest = { advisory, path: globs.join(' || '), reason: textIn(item, 'statement'), expires };
  const purls = textsIn(item, 'purls');
  if (purls.length === 0) return [{ entry: rest, line: item.line, remarks: [] }];
  return purls.map((purl) => withPackage(item, rest, purl));
}

function withPackage(
  item: YamlNode,
  rest: Readonly<Record<string, string>>,
  purl: string,
): ImportedWaiver | Refused {
  const named = parsePackage(purl.replace(/[?#].*$/s, ''));
  if (named === null)
    return refuse(
      item,
      `"${purl.slice(0, 100)}" is no package URL`,
      'write pkg:TYPE/NAME as a finding shows it',
    );
  const isCut = /[?#]/.test(purl);
  if (isCut && named.version === '')
    return refuse(
      item,
      'what stands behind ? in its purl cannot be said here',
      'name the version or the path instead',
    );
  const remarks = isCut ? [`what stands behind ? in ${purl} is left out`] : [];
  const entry = { ...rest, package: named.purl, versions: named.version };
  return { entry, line: item.line, remarks };
}

function refuse(item: YamlNode, why: string, instead: string): Refused {
  return { line: item.line, what: textIn(item, 'id') || 'an entry', why, instead };
}
