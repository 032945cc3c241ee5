/**
 * Reports that were written as JSON (json.ts), read again member by member, so that they can be judged anew, compared
 * and written in other forms. Written again as JSON they are the same bytes. The values of the config's environment are
 * not in it: they come back empty. Summary and upgrades are not read: they follow from the rest.
 */
import { InputError, messageOf } from '../../../base/errors.ts';
import { parseJsonBytes } from '../../../base/json-bytes.ts';
import type { AdvisoryBuild, FeedSnapshot } from '../../../model/advisory.ts';
import type { GateRecord } from '../../../model/gate.ts';
import type { Coverage, Decision, DecisionBasis, ScanReport, ToolInfo } from '../../../model/report.ts';
import type { Severity } from '../../../model/severity.ts';
import {
  count,
  flag,
  list,
  nullable,
  object,
  type Shape,
  ShapeError,
  text,
  word,
} from '../../../model/shape.ts';
import { SCHEMA_ID, SCHEMA_VERSION } from '../json.ts';
import { readFinding, severity } from './finding.ts';
import { readGate } from './gate.ts';
import { type ReadImage, readImage } from './image.ts';
import { distro, problem, readPackage, support } from './package.ts';
import { derived, made } from './shapes.ts';

/** In bytes. A report with 5,000 findings has 8 MB. */
const MOST_BYTES = 256 * 1024 * 1024;

/** `where`: the file or address, for errors. Throws InputError for anything but a whole report of this version. */
export function readReports(bytes: Uint8Array, where: string): readonly ScanReport[] {
  const value = parse(bytes, where);
  checkVersion(value, where);
  try {
    return document(value).reports;
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw damaged(where, `the report was changed or damaged: ${error.message.replace(/^\./, '')}`, error);
  }
}

function parse(bytes: Uint8Array, where: string): unknown {
  if (bytes.length > MOST_BYTES) throw damaged(where, `a report is not larger than ${MOST_BYTES} bytes`);
  try {
    return parseJsonBytes(bytes);
  } catch (error) {
    throw damaged(where, `this is no JSON: ${messageOf(error)}`, error);
  }
}

const READABLE = SCHEMA_VERSION.replace(/\d+$/, '');

function checkVersion(value: unknown, where: string): void {
  const { $schema, schemaVersion, bomFormat } = membersOf(value);
  if ($schema !== SCHEMA_ID) {
    const what = bomFormat === 'CycloneDX' ? 'a CycloneDX document, ' : '';
    throw damaged(where, `this is ${what}no report of Plimsoll`);
  }
  if (typeof schemaVersion === 'string' && schemaVersion.startsWith(READABLE)) return;
  throw new InputError('report-of-another-version', {
    what: `the report has the form ${JSON.stringify(schemaVersion)?.slice(0, 40)}, and this program reads ${READABLE}x`,
    where,
    wayOut: 'use the program that wrote it, or scan again with `--format json`',
  });
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function damaged(where: string, what: string, cause?: unknown): InputError {
  const wayOut = 'give the file that `--format json` wrote, as it was written';
  return new InputError('not-a-report', { what, where, wayOut, cause });
}

interface JsonDecision {
  readonly verdict: Decision['verdict'];
  readonly failOn: Severity | null;
  readonly basis: DecisionBasis['kind'];
  readonly gate: GateRecord | null;
}

type JudgedBy = Pick<Decision, 'verdict' | 'basis'>;

const decision: Shape<JudgedBy> = made(
  object<JsonDecision>({
    verdict: word('pass', 'warn', 'block'),
    failOn: nullable(severity),
    basis: word('none', 'fail-on', 'policy'),
    gate: nullable(readGate),
  }),
  ({ verdict, failOn, basis, gate }) => ({ verdict, basis: toBasis(basis, failOn, gate) }),
);

function toBasis(
  kind: DecisionBasis['kind'],
  failOn: Severity | null,
  gate: GateRecord | null,
): DecisionBasis {
  if (kind === 'policy' && gate !== null && failOn === null) return { kind, gate };
  if (kind === 'fail-on' && failOn !== null && gate === null) return { kind, severity: failOn };
  if (kind === 'none' && failOn === null && gate === null) return { kind };
  throw new ShapeError('.basis does not go with failOn and gate');
}

const advisories = object<AdvisoryBuild>({
  digest: text,
  starter: flag,
  oldestAt: text,
  snapshots: list(
    object<FeedSnapshot>({
      feed: text,
      namespaces: list(text),
      fetchedAt: text,
      records: count,
      licence: text,
    }),
  ),
});

type JsonReport = Omit<ScanReport, 'image' | 'layers' | 'decision'> & {
  readonly decision: JudgedBy;
  readonly image: ReadImage;
  readonly findings: Decision['judgements'];
  readonly summary: null;
  readonly upgrades: null;
};

const report: Shape<ScanReport> = made(
  object<JsonReport>({
    tool: object<ToolInfo>({ name: word('plimsoll'), version: text }),
    decision,
    exit: object({ code: count, holding: list(count) }),
    coverage: object<Coverage>({
      state: word('complete', 'partial', 'not-checkable'),
      unidentifiedExecutables: count,
      reasons: list(problem),
    }),
    summary: derived,
    scanners: list(word('vuln', 'secret')),
    advisories: nullable(advisories),
    image: readImage,
    distros: list(distro),
    support: list(support),
    problems: list(problem),
    upgrades: derived,
    findings: list(readFinding),
    packages: list(readPackage),
  }),
  toReport,
);

function toReport({
  summary: _,
  upgrades: __,
  image,
  findings,
  decision,
  ...others
}: JsonReport): ScanReport {
  return { ...others, ...image, decision: { ...decision, judgements: findings } };
}

const document = object<{
  readonly $schema: string;
  readonly schemaVersion: string;
  readonly reports: ScanReport[];
}>({
  $schema: text,
  schemaVersion: text,
  reports: list(report),
});
