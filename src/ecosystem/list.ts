/** All ecosystems, sorted by id. A new one is a folder here and one line in this list. */
import { apk } from './apk/apk.ts';
import { cos } from './cos/cos.ts';
import { cran } from './cran/cran.ts';
import { dpkg } from './dpkg/dpkg.ts';
import type { Ecosystem } from './ecosystem.ts';
import { flatpak } from './flatpak/flatpak.ts';
import { gem } from './gem/gem.ts';
import { golang } from './golang/golang.ts';
import { homebrew } from './homebrew/homebrew.ts';
import { maven } from './maven/maven.ts';
import { nix } from './nix/nix.ts';
import { npm } from './npm/npm.ts';
import { nuget } from './nuget/nuget.ts';
import { opkg } from './opkg/opkg.ts';
import { pacman } from './pacman/pacman.ts';
import { portage } from './portage/portage.ts';
import { pypi } from './pypi/pypi.ts';
import { rpm } from './rpm/rpm.ts';
import { snap } from './snap/snap.ts';

export const ecosystems: readonly Ecosystem[] = [
  apk,
  cos,
  cran,
  dpkg,
  flatpak,
  gem,
  golang,
  homebrew,
  maven,
  nix,
  npm,
  nuget,
  opkg,
  pacman,
  portage,
  pypi,
  rpm,
  snap,
];
