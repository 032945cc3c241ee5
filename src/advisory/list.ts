/** All feeds, by id. A namespace is filled by the first one that says it can. */
import type { Feed } from './feed.ts';
import { almalinux } from './feeds/almalinux/almalinux.ts';
import { alpine } from './feeds/alpine/alpine.ts';
import { amazon } from './feeds/amazon/amazon.ts';
import { arch } from './feeds/arch/arch.ts';
import { azurelinux } from './feeds/azurelinux/azurelinux.ts';
import { bottlerocket } from './feeds/bottlerocket/bottlerocket.ts';
import { chainguard } from './feeds/chainguard/chainguard.ts';
import { debian } from './feeds/debian/debian.ts';
import { echo } from './feeds/echo/echo.ts';
import { fedora } from './feeds/fedora/fedora.ts';
import { gentoo } from './feeds/gentoo/gentoo.ts';
import { minimos } from './feeds/minimos/minimos.ts';
import { openeuler } from './feeds/openeuler/openeuler.ts';
import { oracle } from './feeds/oracle/oracle.ts';
import { osv } from './feeds/osv/osv.ts';
import { photon } from './feeds/photon/photon.ts';
import { rapidfort } from './feeds/rapidfort/rapidfort.ts';
import { redhat } from './feeds/redhat/redhat.ts';
import { rocky } from './feeds/rocky/rocky.ts';
import { root } from './feeds/root/root.ts';
import { seal } from './feeds/seal/seal.ts';
import { suse } from './feeds/suse/suse.ts';
import { ubuntu } from './feeds/ubuntu/ubuntu.ts';
import { wolfi } from './feeds/wolfi/wolfi.ts';

export const feeds: readonly Feed[] = [
  almalinux,
  alpine,
  amazon,
  arch,
  azurelinux,
  bottlerocket,
  chainguard,
  debian,
  echo,
  fedora,
  gentoo,
  minimos,
  openeuler,
  oracle,
  osv,
  photon,
  rapidfort,
  redhat,
  rocky,
  root,
  seal,
  suse,
  ubuntu,
  wolfi,
];
