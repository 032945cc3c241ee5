/** What the verdict is a function of: with the same of all these it is the same again. */

import { wrap } from '../../base/terminal.ts';
import type { AdvisoryBuild } from '../../model/advisory.ts';
import type { ScanReport } from '../../model/report.ts';
import { gateOf } from '../kinds.ts';
import { type Line, line, type Page, span } from '../line.ts';
import { gather, onlyIn, type Part } from './platforms.ts';

export function* digestLines(parts: readonly Part[], page: Page): Generator<Line> {
  yield line(span('THE VERDICT RESTS ON', 'bold'));
  for (const shared of gather(parts, digestsOf, ({ name, value }) => `${name} ${value}`)) {
    const { name, value } = shared.item;
    yield* factLines(name, value + onlyIn(shared, parts), page);
  }
}

/** A digest and its label fit on 80 columns. */
const LABEL = 9;

function* factLines(name: string, value: string, page: Page): Generator<Line> {
  for (const [i, part] of wrap(span(value).text, page.width - LABEL).entries())
    yield line(span((i === 0 ? name : '').padEnd(LABEL), 'dim'), part);
}

interface Fact {
  readonly name: string;
  readonly value: string;
}

function digestsOf(report: ScanReport): readonly Fact[] {
  const { image, advisories, tool, decision } = report;
  const gate = gateOf(decision);
  const data = advisories === null ? 'none' : advisories.digest;
  const facts: Fact[] = [
    { name: 'image', value: image.manifestDigest ?? image.id ?? 'no digest' },
    { name: 'data', value: data },
    { name: '', value: advisories === null ? '' : ageText(advisories) },
  ];
  if (gate !== null) {
    const { digests, inputs } = gate;
    const from = inputs.policy.documents.map(({ reference }) => reference).join(', ');
    facts.push(
      { name: 'policy', value: digests.policy },
      { name: '', value: `stage ${inputs.stage}; ${from}` },
      { name: 'waivers', value: inputs.waivers.length === 0 ? 'none' : digests.waivers },
      { name: 'vex', value: inputs.statements.length === 0 ? 'none' : digests.vex },
      { name: 'history', value: inputs.history === null ? 'none' : digests.history },
      { name: 'baseline', value: inputs.baseline === null ? 'none' : digests.baseline },
      { name: '', value: inputs.baseline === null ? '' : inputs.baseline.reference },
      { name: 'now', value: inputs.now },
    );
  }
  facts.push({ name: 'program', value: `${tool.name} ${tool.version}` });
  return facts.filter(({ value }) => value !== '');
}

function ageText({ oldestAt, starter }: AdvisoryBuild): string {
  const age = oldestAt === '' ? 'none of it was asked' : `oldest of ${oldestAt}`;
  return starter ? `${age}; only the starter data: a few well-known flaws` : age;
}
