/** `plimsoll waiver list`: which waivers there are, and which of them hold. */

import { daysBetween, isDay } from '../base/days.ts';
import { displayWidth, pad, sanitize } from '../base/terminal.ts';
import { loadWaivers } from '../gate/load-waivers.ts';
import type { WaiverRules } from '../model/policy.ts';
import type { Waiver } from '../model/waiver.ts';
import { scopeText } from '../policy/waiver/scope-text.ts';
import { findFault } from '../policy/waiver/standing.ts';
import type { WaiverCall } from './waiver-call.ts';
import { neededTextFile, type PolicyInUse, todayOf, waiversIn, withPolicy } from './waiver-files.ts';

/** Lines to print. */
export async function listWaivers({ io, version, command, file }: WaiverCall): Promise<readonly string[]> {
  const { format } = command.opts<{ readonly format?: 'table' | 'json' }>();
  const today = todayOf(io, command);
  return withPolicy(io, version, command, async (inUse) => {
    const waivers = file === '' ? await waiversOf(inUse) : waiversIn(neededTextFile(io, file), file);
    const states = waivers.map((waiver) => stateOf(waiver, inUse.policy.waivers, today));
    return format === 'json' ? JSON.stringify(states.map(toJson), null, 2).split('\n') : toTable(states);
  });
}

async function waiversOf({ policy, reader }: PolicyInUse): Promise<readonly Waiver[]> {
  return (await loadWaivers(policy, reader)).waivers;
}

interface State {
  readonly waiver: Waiver;
  readonly state: 'holds' | 'expired' | 'incomplete' | 'too-wide';
  readonly because: string;
  /** Negative = over; null = no end. */
  readonly daysLeft: number | null;
  readonly approval: 'signed' | 'claimed' | 'none';
}

function stateOf(waiver: Waiver, rules: WaiverRules, today: string): State {
  const fault = findFault(waiver, rules, today);
  const { approver, isApprovalSigned, expires } = waiver;
  return {
    waiver,
    state: fault?.outcome ?? 'holds',
    because: fault?.because ?? '',
    daysLeft: isDay(expires) ? daysBetween(today, expires) : null,
    approval: approver === '' ? 'none' : isApprovalSigned ? 'signed' : 'claimed',
  };
}

function toJson({ waiver, state, because, daysLeft, approval }: State): object {
  const { id, scope, reason, owner, approver, expires, source } = waiver;
  const { owner: layer, ...rest } = scope;
  return {
    id,
    state,
    because,
    daysLeft,
    scope: { ...rest, layer },
    reason,
    owner,
    approver,
    approval,
    expires,
    writtenAt: { file: source.document.reference, line: source.line },
  };
}

const HEAD = ['waiver', 'state', 'days left', 'owner', 'approver', 'holds for'];

function toTable(states: readonly State[]): readonly string[] {
  const rows = [HEAD, ...states.map(toRow)].map((row) => row.map(sanitize));
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column]!))));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  const faults = states.filter(({ because }) => because !== '');
  return [
    ...lines,
    '',
    ...faults.map(({ waiver, because }) => `${placeOf(waiver)}: ${waiver.id} does not count: ${because}`),
    `${states.length} waivers, of which ${states.length - faults.length} hold`,
  ];
}

function toRow({ waiver, state, daysLeft, approval }: State): readonly string[] {
  const { id, owner, approver, scope } = waiver;
  const approved = approval === 'none' ? '-' : `${approver} (${approval})`;
  return [id, state, daysLeft === null ? '-' : String(daysLeft), owner || '-', approved, scopeText(scope)];
}

function placeOf({ source }: Waiver): string {
  return `${source.document.reference}:${source.line}`;
}
