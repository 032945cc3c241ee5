/** All forms of VEX, sorted by id. */
import type { VexFormat } from '../vex-format.ts';
import { csaf } from './csaf/csaf.ts';
import { cyclonedx } from './cyclonedx/cyclonedx.ts';
import { openvex } from './openvex/openvex.ts';

export const vexFormats: readonly VexFormat[] = [csaf, cyclonedx, openvex];
