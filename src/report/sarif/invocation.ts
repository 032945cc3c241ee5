/** The invocation: exit code, and as notifications what could not be checked and what was cut. */
import type { Problem, ProblemEffect } from '../../model/problem.ts';
import type { ScanReport } from '../../model/report.ts';
import { exitMeaning } from '../summary.ts';
import type { Cut } from './limits.ts';
import { ROOT_ID } from './root.ts';
import { toMessage, toUri } from './text.ts';

export function toInvocation(report: ScanReport, cut: Cut): object {
  const { exit, coverage, problems } = report;
  return {
    executionSuccessful: coverage.state === 'complete' && ![2, 4, 5].includes(exit.code),
    exitCode: exit.code,
    exitCodeDescription: exitMeaning(exit.code, report.decision),
    toolExecutionNotifications: [...problems.map(toNotification), ...cutNotifications(cut)],
  };
}

const LEVELS: Readonly<Record<ProblemEffect, string>> = {
  blind: 'error',
  incomplete: 'warning',
  note: 'note',
};

function toNotification(problem: Problem): object {
  const { code, effect, message, path, wayOut, layerIndex } = problem;
  return {
    descriptor: { id: code },
    level: LEVELS[effect],
    message: { text: toMessage(wayOut === '' ? message : `${message} ${wayOut}`) },
    locations:
      path === ''
        ? undefined
        : [{ physicalLocation: { artifactLocation: { uri: toUri(path), uriBaseId: ROOT_ID } } }],
    properties: { effect, layerIndex },
  };
}

/** A reader of the file must not take the part for the whole. */
function cutNotifications(cut: Cut): object[] {
  return Object.entries(cut)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => ({
      descriptor: { id: 'sarif-limit' },
      level: 'warning',
      message: {
        text: `${count} ${what} were left out because code scanning accepts no more. The JSON report has all.`,
      },
    }));
}
