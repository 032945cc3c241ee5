/** What a policy's verdict was made of. What became of waivers and statements names them: here they are put in again. */
import type {
  Baseline,
  GateDigests,
  GateInputs,
  GateRecord,
  History,
  HistoryOf,
  JudgedGap,
  JudgedImage,
  JudgedWaiver,
  Unasked,
} from '../../../model/gate.ts';
import {
  count,
  flag,
  list,
  nullable,
  object,
  type Shape,
  ShapeError,
  text,
  textRecord,
  word,
} from '../../../model/shape.ts';
import {
  type JudgedStatement,
  type StatementOutcome,
  VEX_STATUSES,
  type VexDocument,
  type VexProduct,
  type VexStatement,
} from '../../../model/vex.ts';
import type { Waiver, WaiverOrigin, WaiverScope } from '../../../model/waiver.ts';
import type { JsonJudgedStatement, JsonStatement } from '../gate/vex.ts';
import type { JsonJudgedWaiver } from '../gate/waiver.ts';
import { due, outcome, severity } from './finding.ts';
import { problem } from './package.ts';
import { document, policy } from './policy.ts';
import { day, digest, made, time, union } from './shapes.ts';

const waiver = object<Waiver>({
  id: text,
  scope: object<WaiverScope>({
    advisory: text,
    check: text,
    package: text,
    versions: text,
    image: text,
    owner: text,
    path: text,
    fingerprint: text,
  }),
  reason: text,
  owner: text,
  approver: text,
  isApprovalSigned: flag,
  expires: text,
  source: object<WaiverOrigin>({ document, policyDocument: count, line: count }),
});

const vexDocument = object<VexDocument>({
  reference: text,
  digest,
  format: word('openvex', 'csaf', 'cyclonedx'),
  id: text,
  author: text,
  timestamp: text,
  isOfImage: flag,
  subject: text,
  verifiedBy: list(text),
  trustRules: list(count),
});

const statement = object<JsonStatement>({
  document: count,
  index: count,
  vulnerabilities: list(text),
  products: list(object<VexProduct>({ id: text, components: list(text) })),
  status: word(...VEX_STATUSES),
  justification: text,
  text,
  timestamp: text,
});

const history = object<History>({
  reference: text,
  entries: list(object<HistoryOf>({ key: text, firstSeen: day, fixSeen: day, severity, severitySince: day })),
});

const baseline = object<Baseline>({
  reference: text,
  digest: text,
  findings: nullable(list(text)),
  packages: list(text),
});

interface JsonInputs extends Omit<GateInputs, 'statements'> {
  readonly documents: readonly VexDocument[];
  readonly statements: readonly JsonStatement[];
}

const inputs: Shape<GateInputs> = made(
  object<JsonInputs>({
    stage: text,
    now: time,
    policy,
    settings: textRecord,
    waivers: list(waiver),
    documents: list(vexDocument),
    statements: list(statement),
    history: nullable(history),
    baseline: nullable(baseline),
  }),
  ({ documents, statements, ...others }) => ({ ...others, statements: withDocuments(statements, documents) }),
);

function withDocuments(
  statements: readonly JsonStatement[],
  documents: readonly VexDocument[],
): readonly VexStatement[] {
  return statements.map((given, i) => {
    const found = documents[given.document];
    if (found === undefined) throw new ShapeError(`.statements[${i}].document names no document`);
    return { ...given, document: found };
  });
}

const statementOutcome = union<StatementOutcome>('kind', {
  applied: object({ kind: word('applied'), fingerprints: list(text) }),
  told: object({ kind: word('told'), fingerprints: list(text) }),
  'no-product': object({ kind: word('no-product'), nearest: text }),
  'no-finding': object({ kind: word('no-finding') }),
  'not-trusted': object({ kind: word('not-trusted'), reason: text }),
  contradictory: object({ kind: word('contradictory'), other: text }),
});

interface JsonGate extends Omit<GateRecord, 'waivers' | 'statements'> {
  readonly waivers: readonly JsonJudgedWaiver[];
  readonly statements: readonly JsonJudgedStatement[];
}

export const readGate: Shape<GateRecord> = made(
  object<JsonGate>({
    inputs,
    digests: object<GateDigests>({
      policy: digest,
      waivers: digest,
      vex: digest,
      history: digest,
      baseline: digest,
    }),
    gaps: list(object<JudgedGap>({ problem, outcome, rule: text, because: text })),
    image: list(
      object<JudgedImage>({
        rule: text,
        action: word('block', 'warn', 'allow'),
        outcome,
        because: text,
        due: nullable(due),
      }),
    ),
    waivers: list(
      object<JsonJudgedWaiver>({
        waiver: text,
        outcome: word('used', 'unused', 'expired', 'incomplete', 'too-wide', 'elsewhere'),
        fingerprints: list(text),
        because: text,
      }),
    ),
    statements: list(object<JsonJudgedStatement>({ statement: count, outcome: statementOutcome })),
    unasked: list(object<Unasked>({ rule: text, field: text, count })),
  }),
  (gate) => ({
    ...gate,
    waivers: withWaivers(gate.waivers, gate.inputs.waivers),
    statements: withStatements(gate.statements, gate.inputs.statements),
  }),
);

function withWaivers(judged: readonly JsonJudgedWaiver[], waivers: readonly Waiver[]): JudgedWaiver[] {
  const byId = new Map(waivers.map((given) => [given.id, given]));
  return judged.map((given, i) => {
    const found = byId.get(given.waiver);
    if (found === undefined) throw new ShapeError(`.waivers[${i}].waiver names no waiver`);
    return { ...given, waiver: found };
  });
}

function withStatements(
  judged: readonly JsonJudgedStatement[],
  statements: readonly VexStatement[],
): JudgedStatement[] {
  return judged.map((given, i) => {
    const found = statements[given.statement];
    if (found === undefined) throw new ShapeError(`.statements[${i}].statement names no statement`);
    return { ...given, statement: found };
  });
}
