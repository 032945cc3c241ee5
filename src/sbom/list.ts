/** All formats of SBOMs, sorted by id. */
import { cyclonedx } from './formats/cyclonedx/cyclonedx.ts';
import { spdx2 } from './formats/spdx/spdx2.ts';
import { spdx3 } from './formats/spdx/spdx3.ts';
import type { SbomFormat } from './sbom-format.ts';

export const sbomFormats: readonly SbomFormat[] = [cyclonedx, spdx2, spdx3];
