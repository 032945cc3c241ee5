/** All targets. A new one is a line in a file of `targets`; they run in the order of their ids. */
import type { Target } from './target.ts';
import { advisoryTargets } from './targets/advisories.ts';
import { archiveTargets } from './targets/archives.ts';
import { bundleTargets } from './targets/bundles.ts';
import { compressionTargets } from './targets/compression.ts';
import { databaseTargets } from './targets/database.ts';
import { debianTargets } from './targets/debian.ts';
import { expressionTargets } from './targets/expressions.ts';
import { httpTargets } from './targets/http.ts';
import { imageTargets } from './targets/images.ts';
import { languageTargets } from './targets/languages.ts';
import { nixTargets } from './targets/nix.ts';
import { osPackageTargets } from './targets/os-packages.ts';
import { policyTargets } from './targets/policies.ts';
import { reportTargets } from './targets/reports.ts';
import { rpmTargets } from './targets/rpm.ts';
import { rpmDamageTargets } from './targets/rpm-damage.ts';
import { rpmFeedTargets } from './targets/rpm-feeds.ts';
import { rpmFormTargets } from './targets/rpm-forms.ts';
import { sandboxTargets } from './targets/sandbox.ts';
import { sbomTargets } from './targets/sboms.ts';
import { scanTargets } from './targets/scans.ts';
import { secretTextTargets } from './targets/secret-texts.ts';
import { secretTargets } from './targets/secrets.ts';
import { smallDistributionTargets } from './targets/small-distributions.ts';
import { stateTargets } from './targets/states.ts';
import { tomlTargets } from './targets/toml.ts';
import { versionTargets } from './targets/versions.ts';
import { vexTargets } from './targets/vex.ts';
import { waiverTargets } from './targets/waivers.ts';
import { wordTargets } from './targets/words.ts';

export const targets: readonly Target[] = [
  ...advisoryTargets,
  ...archiveTargets,
  ...bundleTargets,
  ...compressionTargets,
  ...databaseTargets,
  ...debianTargets,
  ...expressionTargets,
  ...httpTargets,
  ...imageTargets,
  ...languageTargets,
  ...nixTargets,
  ...osPackageTargets,
  ...policyTargets,
  ...reportTargets,
  ...rpmDamageTargets,
  ...rpmFeedTargets,
  ...rpmFormTargets,
  ...rpmTargets,
  ...sandboxTargets,
  ...sbomTargets,
  ...scanTargets,
  ...secretTargets,
  ...secretTextTargets,
  ...smallDistributionTargets,
  ...stateTargets,
  ...tomlTargets,
  ...versionTargets,
  ...vexTargets,
  ...waiverTargets,
  ...wordTargets,
].sort((a, b) => (a.id < b.id ? -1 : 1));
