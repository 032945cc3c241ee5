/**
 * `plimsoll vex check`: what VEX documents say, what in them cannot be used, and, with a stored report, what each
 * statement would do to its findings. Without a policy everyone is believed, so that matching alone is seen.
 */
import { sanitize } from '../base/terminal.ts';
import { loadStatements } from '../gate/load-vex.ts';
import { sha256 } from '../model/digest.ts';
import type { TrustRule } from '../model/policy.ts';
import type { Problem } from '../model/problem.ts';
import type { ScanReport } from '../model/report.ts';
import {
  type StatementOutcome,
  VEX_STATUSES,
  type VexDocument,
  type VexProduct,
  type VexStatement,
} from '../model/vex.ts';
import { judgeStatements } from '../vex/judge-statements.ts';
import { parseVex } from '../vex/parse-vex.ts';
import { readReportsOf } from './documents.ts';
import type { VexCall } from './vex-call.ts';
import { neededTextFile, withPolicy } from './waiver-files.ts';

interface CheckOptions {
  readonly image?: string;
  readonly policy?: unknown;
  readonly now?: string;
}

/** Exit code 1 where something in a document cannot be used. */
export async function checkVex(files: readonly string[], call: VexCall): Promise<number> {
  const { io, command } = call;
  const { image, now = new Date(io.now).toISOString() } = command.opts<CheckOptions>();
  const reports = image === undefined ? [] : await readReportsOf(image);
  const trust = await trustOf(call);
  const checked = files.map((file) => checkFile(file, trust, call));
  const judged = judge(checked, reports, { trust: trust.rules, now });
  for (const line of checked.flatMap((one) => toLines(one, judged))) io.stdout.write(`${sanitize(line)}\n`);
  const count = checked.reduce((sum, { problems }) => sum + problems.length, 0);
  return count === 0 ? 0 : 1;
}

interface Trust {
  readonly rules: readonly TrustRule[];
  /** Indices of the rules that list a document with these bytes. */
  of(digest: string): readonly number[];
}

const EVERYONE: TrustRule = {
  from: '',
  document: 0,
  author: '',
  publicKey: '',
  statuses: VEX_STATUSES,
  until: '',
  maxAgeDays: 0,
};

async function trustOf({ io, version, command }: VexCall): Promise<Trust> {
  if (command.opts<CheckOptions>().policy === undefined) return { rules: [EVERYONE], of: () => [0] };
  return withPolicy(io, version, command, async ({ policy, reader }) => {
    const { statements } = await loadStatements(policy, reader, null);
    const listed = new Map(statements.map(({ document }) => [document.digest, document.trustRules]));
    return { rules: policy.trust, of: (digest) => listed.get(digest as VexDocument['digest']) ?? [] };
  });
}

interface CheckedFile {
  readonly file: string;
  readonly statements: readonly VexStatement[];
  readonly problems: readonly Problem[];
}

function checkFile(file: string, trust: Trust, { io }: VexCall): CheckedFile {
  const bytes = Buffer.from(neededTextFile(io, file));
  const digest = sha256(bytes);
  const facts = { reference: file, digest, isOfImage: false, subject: '', verifiedBy: [] };
  const publicKeys = [...new Set(trust.rules.map(({ publicKey }) => publicKey).filter((key) => key !== ''))];
  const reading = { publicKeys, digests: new Set<string>() };
  return { file, ...parseVex(bytes, { ...facts, trustRules: trust.of(digest) }, reading) };
}

/** Lines about each statement. */
type Outcomes = ReadonlyMap<VexStatement, readonly string[]>;

function judge(
  checked: readonly CheckedFile[],
  reports: readonly ScanReport[],
  { trust, now }: { readonly trust: readonly TrustRule[]; readonly now: string },
): Outcomes {
  const statements = checked.flatMap((one) => one.statements);
  const outcomes = new Map<VexStatement, string[]>();
  for (const report of reports) {
    const { image, packages, decision } = report;
    const findings = decision.judgements.map(({ ranked }) => ranked.finding);
    const names = new Map(
      findings.map((f) => [f.fingerprint, f.kind === 'vulnerability' ? `${f.id} in ${f.packagePurl}` : f.id]),
    );
    const { judged } = judgeStatements(findings, statements, { image, packages, trust, now });
    const of = reports.length > 1 ? ` (${nameOf(report)})` : '';
    for (const { statement, outcome } of judged) {
      const line = `${outcomeText(outcome, names)}${of}`;
      outcomes.set(statement, [...(outcomes.get(statement) ?? []), line]);
    }
  }
  return outcomes;
}

function nameOf({ image }: ScanReport): string {
  return `${image.reference} ${image.platform.os}/${image.platform.architecture}`;
}

function outcomeText(outcome: StatementOutcome, names: ReadonlyMap<string, string>): string {
  const named = (fingerprints: readonly string[]): string =>
    fingerprints.map((fingerprint) => names.get(fingerprint) ?? fingerprint).join(', ');
  switch (outcome.kind) {
    case 'applied':
      return `applied: takes out of the count ${named(outcome.fingerprints)}`;
    case 'told':
      return `told: changes nothing about ${named(outcome.fingerprints)}`;
    case 'no-product':
      return `no product: the flaw was found, but not in what it names; nearest is ${outcome.nearest || 'nothing'}`;
    case 'no-finding':
      return 'no finding: nobody found this flaw';
    case 'not-trusted':
      return `not trusted: ${outcome.reason}`;
    case 'contradictory':
      return `contradictory: ${outcome.other} says otherwise`;
  }
}

function toLines({ file, statements, problems }: CheckedFile, outcomes: Outcomes): readonly string[] {
  const document = statements[0]?.document;
  const counts = `${count(statements.length, 'statement')}, ${count(problems.length, 'error')}`;
  return [
    `${file}: ${document === undefined ? '' : `${aboutDocument(document)}; `}${counts}`,
    ...statements.flatMap((statement) => [
      `  ${statementText(statement)}`,
      ...(outcomes.get(statement) ?? []).map((line) => `      ${line}`),
    ]),
    ...problems.map(({ message }) => `  error  ${message}`),
  ];
}

function aboutDocument({ format, id, author, timestamp, verifiedBy }: VexDocument): string {
  const by = author === '' ? 'by nobody who is named' : `by "${author}"`;
  const signed = verifiedBy.length === 0 ? '' : ', signed';
  return [format, id, by, timestamp || 'without a date'].filter((s) => s !== '').join(' ') + signed;
}

const SHOWN = 3;

function statementText(statement: VexStatement): string {
  const { index, vulnerabilities, status, justification, products } = statement;
  const shown = products.slice(0, SHOWN).map(productText);
  const more = products.length > SHOWN ? `, and ${count(products.length - SHOWN, 'more product')}` : '';
  const why = justification === '' ? '' : ` (${justification})`;
  return `#${index}  ${vulnerabilities.join(', ')}  ${status}${why}  ${shown.join(', ')}${more}`;
}

function productText({ id, components }: VexProduct): string {
  if (components.length === 0) return id;
  const more = components.length > SHOWN ? `, and ${components.length - SHOWN} more` : '';
  return `${components.slice(0, SHOWN).join(', ')}${more} in ${id}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
