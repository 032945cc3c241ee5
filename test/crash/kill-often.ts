/**
 * Kills a command again and again at random moments of its real duration. After each kill the next run has to be
 * right, without any repair, and what was left behind must not pile up.
 */
import assert from 'node:assert/strict';
import { watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';
import { type Place, type Reach, signalTo, startVictim, untilGroupEnded } from './victim.ts';

export interface Scenario extends Place {
  /** Makes something to do for the command, and says what it is. */
  prepare(turn: number): { readonly args: readonly string[]; readonly stdin?: Uint8Array };
  /** The next run: throws unless it is right. */
  next(turn: number): Promise<void>;
  /** Unfinished files that are there now. */
  leftovers(): readonly string[];
  /** Where the command writes first. */
  readonly watched: string;
}

/** Figures for people. */
export interface KillCount {
  readonly kills: number;
  readonly signals: number;
  /** Those that came when the command had ended. */
  readonly late: number;
  /** Kills that left unfinished files behind. */
  readonly unfinished: number;
  /** Until a signal had ended the command with all that it had started. */
  readonly slowestEndMs: number;
  /** Whole milliseconds of an undisturbed run: all, and until it wrote first. */
  readonly wholeMs: number;
  readonly firstWriteMs: number;
}

/** What a kill left may have to wait for a run that has a use for it. */
const MOST_LEFT = 8;

/** Every fifth turn is a signal that lets the command clean up, the others are kills. */
export async function killOften(scenario: Scenario, turns: number, random: Random): Promise<KillCount> {
  const { wholeMs, firstWriteMs } = await runUndisturbed(scenario, turns > 20);
  const count = { kills: 0, signals: 0, late: 0, unfinished: 0, slowestEndMs: 0 };
  for (let turn = 1; turn <= turns; turn++) {
    // Starting is most of a short run: every second one comes where there is something to be damaged.
    const afterWrite = turn % 2 === 1;
    const momentMs = random.next() * (afterWrite ? Math.max(30, wholeMs - firstWriteMs) : wholeMs);
    const signal = turn % 5 !== 0 ? 'SIGKILL' : random.next() < 0.5 ? 'SIGTERM' : 'SIGINT';
    const reach: Reach = random.next() < 0.5 ? 'group' : 'alone';
    const since = afterWrite ? 'its first write' : 'its start';
    const about = `${signal} ${turn} (${reach}) ${momentMs.toFixed(0)} ms after ${since}, ${wholeMs.toFixed(0)} ms in all`;
    const before = scenario.leftovers();
    const { args, stdin } = scenario.prepare(turn);
    const write = afterWrite ? firstWrite(scenario.watched) : null;
    const victim = startVictim(args, scenario, stdin);
    if (write !== null) await Promise.race([write.seen, victim.ended]);
    await Promise.race([sleep(momentMs), victim.ended]);
    write?.stop();
    const sentMs = performance.now();
    signalTo(victim, reach, signal);
    const end = await victim.ended;
    await untilGroupEnded(victim.pid);
    if (end !== signal) count.late++;
    const left = scenario.leftovers();
    if (signal === 'SIGKILL') {
      count.kills++;
      if (left.length > before.length) count.unfinished++;
    } else {
      count.signals++;
      count.slowestEndMs = Math.max(count.slowestEndMs, Math.round(performance.now() - sentMs));
      if (end !== 0) assert.deepEqual([end, textWithout(victim.stderr(), signal)], [signal, ''], about);
      assert.ok(new Set(left).isSubsetOf(new Set(before)), `${about} left ${left.join(', ')}`);
    }
    await scenario.next(turn).catch((cause) => {
      throw new Error(`${about}: ${cause.message}`, { cause });
    });
    const still = scenario.leftovers();
    assert.ok(still.length <= MOST_LEFT, `${about}: ${still.length} unfinished files: ${still.join(', ')}`);
  }
  return { ...count, wholeMs: Math.round(wholeMs), firstWriteMs: Math.round(firstWriteMs) };
}

/** It says so, unless it was still starting. */
function textWithout(stderr: string, signal: string): string {
  return stderr.replace(`plimsoll: ended by ${signal}\n`, '');
}

interface Duration {
  readonly wholeMs: number;
  readonly firstWriteMs: number;
}

/** How long it takes when nobody kills it. */
async function runUndisturbed(scenario: Scenario, often: boolean): Promise<Duration> {
  const last = await runOnce(scenario, 0);
  if (!often) return last;
  // The first one found files that were not in the page cache.
  const again = await runOnce(scenario, -2);
  return again.wholeMs < last.wholeMs ? again : last;
}

async function runOnce(scenario: Scenario, turn: number): Promise<Duration> {
  const { args, stdin } = scenario.prepare(turn);
  let firstWriteMs = 0;
  const begun = performance.now();
  const write = firstWrite(scenario.watched);
  write.seen.then(() => {
    firstWriteMs = performance.now() - begun;
  });
  const victim = startVictim(args, scenario, stdin);
  const code = await victim.ended;
  const wholeMs = performance.now() - begun;
  write.stop();
  assert.equal(code, 0, victim.stderr());
  await untilGroupEnded(victim.pid);
  await scenario.next(turn);
  assert.deepEqual(scenario.leftovers(), []);
  return { wholeMs, firstWriteMs: firstWriteMs || wholeMs / 2 };
}

/** Sees the first change in a folder, and below it. */
function firstWrite(folder: string): { readonly seen: Promise<void>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const watcher = watch(folder, { recursive: true }, () => resolve());
  return { seen: promise, stop: () => watcher.close() };
}
