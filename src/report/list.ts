/** All reporters, by id. */
import { csafReporter } from './csaf/csaf.ts';
import { cyclonedxReporter } from './cyclonedx/cyclonedx.ts';
import { gateReporter } from './gate/gate.ts';
import { jsonReporter } from './json/json.ts';
import { openvexReporter } from './openvex/openvex.ts';
import type { Reporter } from './reporter.ts';
import { sarifReporter } from './sarif/sarif.ts';
import { tableReporter } from './table/table.ts';

export const reporters: readonly Reporter[] = [
  csafReporter,
  cyclonedxReporter,
  gateReporter,
  jsonReporter,
  openvexReporter,
  sarifReporter,
  tableReporter,
];
