/**
 * Several documents become one policy: the order of rules, what replaces what, and what nobody who extends a document
 * may loosen. Pure: the documents are read already (gate/load-policy.ts).
 */
import type { Policy, PolicyDocument, Rule, Stage } from '../../model/policy.ts';
import type { Flaw } from './flaw.ts';
import type { LoadedDocument, Placed } from './loaded-document.ts';
import type { Named, RuleText, StageText } from './policy-text.ts';
import { joinTrust, joinWaivers } from './resolve-sections.ts';
import { hintFor, quoted } from './spot.ts';

export interface Resolved {
  readonly policy: Policy;
  /** Without any, the policy can be judged by. */
  readonly flaws: readonly Flaw[];
}

/** The documents come as `orderDocuments` gives them: the policy itself first, each before all that it extends. */
export function resolvePolicy(documents: readonly LoadedDocument[]): Resolved {
  const flaws: Flaw[] = [];
  const placed = placeAll(documents);
  const names = new Set(placed.flatMap(({ text }) => text.stages.map(({ name }) => name)));
  if (names.size === 0)
    addFlaw(flaws, placed[0]!, NO_PLACE, 'there is no stage', 'write one: stages: { build: { rules: [] } }');
  const stages = [...names].map((name) => resolveStage(placed, name, flaws));
  checkBeside(placed, flaws);
  const policy: Policy = {
    documents: documents.map(({ reference, digest }): PolicyDocument => ({ reference, digest })),
    stages,
    waivers: joinWaivers(placed, flaws),
    trust: joinTrust(placed, flaws),
  };
  return { policy, flaws };
}

/**
 * An order in which each document comes before what it extends; else as they are listed. `edges` give for each document
 * the indices of those that it extends, without circles; the answer begins with 0.
 */
export function orderDocuments(edges: readonly (readonly number[])[]): readonly number[] {
  const done = new Set<number>();
  const reversed: number[] = [];
  const visit = (index: number): void => {
    if (done.has(index)) return;
    done.add(index);
    for (const next of [...edges[index]!].reverse()) visit(next);
    reversed.push(index);
  };
  visit(0);
  return reversed.reverse();
}

export function addFlaw(
  flaws: Flaw[],
  { reference }: Pick<LoadedDocument, 'reference'>,
  { path, line }: Pick<Named, 'path' | 'line'>,
  what: string,
  hint = '',
): void {
  flaws.push({ document: reference, line, path, what, hint });
}

const NO_PLACE = { path: '', line: 0 };

function placeAll(documents: readonly LoadedDocument[]): readonly Placed[] {
  const placed: Placed[] = [];
  // What a document extends comes after it.
  for (let index = documents.length - 1; index >= 0; index--) {
    const document = documents[index]!;
    const reach = new Set([index, ...document.extends.flatMap((next) => [...placed[next]!.reach])]);
    placed[index] = { ...document, index, reach };
  }
  return placed;
}

interface Candidate {
  readonly document: Placed;
  readonly text: RuleText;
}

function resolveStage(documents: readonly Placed[], name: string, flaws: Flaw[]): Stage {
  const stages = closureOf(documents, name, flaws);
  const candidates = documents.flatMap((document) =>
    stages.flatMap((stage) => rulesOf(document, stage).map((text) => ({ document, text }))),
  );
  const chosen = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const before = chosen.get(candidate.text.name);
    if (before === undefined) chosen.set(candidate.text.name, candidate);
    else if (isCopy(before, candidate)) chosen.set(candidate.text.name, candidate);
    else checkReplaced(before, candidate, flaws);
  }
  return { name, rules: sortRules([...chosen.values()]).map(toRule) };
}

function rulesOf({ text }: Placed, stage: string): readonly RuleText[] {
  return text.stages.find(({ name }) => name === stage)?.rules ?? [];
}

/** The stage and all whose rules come after its own. */
function closureOf(documents: readonly Placed[], name: string, flaws: Flaw[]): readonly string[] {
  const closure: string[] = [];
  const visit = (stage: string, trail: readonly string[]): void => {
    if (closure.includes(stage)) return;
    closure.push(stage);
    for (const { document, named } of extendedBy(documents, stage)) {
      const fault = stageFault(documents, named, [...trail, stage]);
      if (fault === null) visit(named.name, [...trail, stage]);
      // Each stage is resolved for itself: what is wrong behind another one is told there.
      else if (trail.length === 0 || named.name === name)
        addFlaw(flaws, document, named, fault.what, fault.hint);
    }
  };
  visit(name, []);
  return closure;
}

function extendedBy(
  documents: readonly Placed[],
  stage: string,
): readonly { readonly document: Placed; readonly named: Named }[] {
  return documents.flatMap((document) => {
    const text: StageText | undefined = document.text.stages.find(({ name }) => name === stage);
    return (text?.extends ?? []).map((named) => ({ document, named }));
  });
}

function stageFault(
  documents: readonly Placed[],
  { name }: Named,
  trail: readonly string[],
): { readonly what: string; readonly hint: string } | null {
  if (trail.includes(name)) {
    const what = `the stage extends itself: ${[...trail, name].join(', ')}`;
    return { what, hint: 'put what both need in a stage that both extend' };
  }
  const names = documents.flatMap(({ text }) => text.stages.map((stage) => stage.name));
  if (names.includes(name)) return null;
  return { what: `there is no stage ${quoted(name)}`, hint: hintFor(name, names) };
}

/**
 * A final rule of one document under two names: the farther one stands. What is named relative to a nearer copy is no
 * word of whoever wrote the rule.
 */
function isCopy(near: Candidate, far: Candidate): boolean {
  const isOther = near.document.index !== far.document.index;
  return isOther && near.document.digest === far.document.digest && far.text.rule.final;
}

/** The nearer one stands. */
function checkReplaced(near: Candidate, far: Candidate, flaws: Flaw[]): void {
  // A stage may replace what another one of its document says.
  if (near.document.index === far.document.index || !far.text.rule.final) return;
  const where = `${far.document.reference}:${far.text.line}`;
  const what = `the rule ${quoted(far.text.name)} is final in ${where} and cannot be replaced`;
  addFlaw(flaws, near.document, near.text, what, 'give yours another id: it is asked after the final one');
}

/** Final ones first, the outermost document's before the others: nothing that extends it can come before them. */
function sortRules(candidates: readonly Candidate[]): readonly Candidate[] {
  const final = candidates.filter(({ text }) => text.rule.final);
  const rest = candidates.filter(({ text }) => !text.rule.final);
  return [...final.sort((a, b) => b.document.index - a.document.index), ...rest];
}

function toRule({ document, text }: Candidate): Rule {
  return { ...text.rule, document: document.index };
}

/**
 * A document with a higher index is asked before a final rule, and its sources count against it. One that the rule's own
 * document does not extend could so loosen the rule: whoever extends both must name them in the other order.
 */
function checkBeside(documents: readonly Placed[], flaws: Flaw[]): void {
  for (const { index, reach, reference, digest } of documents.filter((one) => finalRules(one).length > 0)) {
    for (const other of documents.slice(index + 1)) {
      if (reach.has(other.index)) continue;
      const hint = `in \`extends\`, name ${reference} after it`;
      const section = sourcesOf(other);
      const lax = finalRules(other).find(({ rule }) => rule.action !== 'block' || rule.timeline !== null);
      if (section !== null) {
        const what = `${section.name} of this document would count against final rules of ${reference}, which does not extend it`;
        addFlaw(flaws, other, section, what, hint);
      }
      // The same rules under another name say the same; files that they name lie elsewhere.
      if (lax !== undefined && other.digest !== digest) {
        const what = `this final rule would be asked before those of ${reference}, which does not extend it`;
        addFlaw(flaws, other, lax, what, hint);
      }
    }
  }
}

function finalRules({ text }: Placed): readonly RuleText[] {
  return text.stages.flatMap(({ rules }) => rules.filter(({ rule }) => rule.final));
}

function sourcesOf({ text: { waivers, vex } }: Placed): Named | null {
  if (waivers !== null && waivers.sources.length > 0) return waivers;
  return vex !== null && vex.trust.length > 0 ? vex : null;
}
