/** From layers to written reports, and what must hold on the way. */
import { DEFAULT_LIMITS } from '../../../src/base/limits.ts';
import { ecosystems } from '../../../src/ecosystem/list.ts';
import { EMPTY_CONFIG } from '../../../src/image/config.ts';
import type { ImageInfo, LayerInfo } from '../../../src/model/image.ts';
import type { Inventory } from '../../../src/model/inventory.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { cyclonedxReporter } from '../../../src/report/cyclonedx/cyclonedx.ts';
import { jsonReporter } from '../../../src/report/json/json.ts';
import { tableReporter } from '../../../src/report/table/table.ts';
import type { InventoryOptions } from '../../../src/scan/inventory-options.ts';
import { reportInventory } from '../../../src/scan/judge.ts';
import { BrokenProperty, mustHold } from '../target.ts';

export function imageInfo(layers: readonly LayerInfo[]): ImageInfo {
  return {
    reference: 'x',
    source: 'docker-archive',
    names: [],
    id: null,
    manifestDigest: null,
    indexDigest: null,
    platform: { os: 'linux', architecture: 'amd64', variant: '' },
    config: EMPTY_CONFIG,
    layers,
    annotations: {},
  };
}

/** In this process, with nothing kept. */
export const SCAN_OPTIONS: InventoryOptions = {
  ecosystems,
  base: null,
  history: false,
  workers: 1,
  sandbox: false,
  prestarted: null,
  secrets: null,
  limits: DEFAULT_LIMITS,
  cacheFolder: null,
  signal: new AbortController().signal,
  onProgress: () => {},
};

const REPORTERS = [cyclonedxReporter, jsonReporter, tableReporter];
const REPORTER_OPTIONS = {
  timestamp: '2024-01-01T00:00:00Z',
  terminal: { colour: false, width: 80 },
  compareVersions: (): number => 0,
};

/** What people and machines get to see: never a control character. */
export function writeReports(inventory: Inventory): readonly string[] {
  const report = reportInventory(inventory, { name: 'plimsoll', version: '0' }, []);
  return REPORTERS.map((reporter) => {
    const text = [...reporter.write([report], REPORTER_OPTIONS)].join('');
    mustHold(!/[\0-\x09\x0b-\x1f\x7f-\x9f]/.test(text), `a control character in ${reporter.id}`);
    return text;
  });
}

/** What the engine says of itself where it is wrong. */
export const BUG: RegExp =
  /Cannot |undefined|not a function|not iterable|call stack|Invalid |out of range|outside the bounds|BigInt/;

/** A bug in a reader becomes a Problem, and nobody sees it. */
export function mustBeNoBug(problems: readonly Problem[]): void {
  const bug = problems.find(
    ({ code, message }) =>
      code === 'layer-reader-crashed' ||
      code === 'cataloger-failed' ||
      (code === 'unreadable-file' && BUG.test(message)),
  );
  if (bug !== undefined) throw new BrokenProperty(`a problem is a bug: ${bug.message.slice(0, 100)}`);
}
