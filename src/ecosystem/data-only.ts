/**
 * Which packages carry no code of their source, by name: kernel headers and tools, documentation, folders, debug information. A
 * flaw of the source is no flaw of theirs: such findings are told and not counted. `-common` and `-data` are not here
 * (they hold scripts and programs), nor are development packages (static libraries). The exceptions are what holds
 * programs or modules in Debian 13's list of files among the 4,400 packages whose names say that they are documentation.
 */
import type { Package } from '../model/package.ts';

/** The ecosystems with such names. */
type Named = 'apk' | 'cos' | 'dpkg' | 'opkg' | 'pacman' | 'portage' | 'rpm';

interface Rule {
  readonly of: readonly Named[];
  readonly name: RegExp;
  readonly reason: string;
}

const KERNEL_HEADERS = 'kernel headers';
const KERNEL_TOOLS = 'a tool beside the kernel';
const DOCUMENTATION = 'documentation only';
const DIRECTORIES = 'directories only';
const DEBUG_INFORMATION = 'debug information only';

const RULES: readonly Rule[] = [
  // Debian's and Ubuntu's, of each flavour and back-ported kernel; Proxmox' and Raspberry Pi's.
  { of: ['dpkg'], name: /^linux-libc-dev(?:-|$)/, reason: KERNEL_HEADERS },
  { of: ['dpkg'], name: /^linux-(?:[a-z0-9.]+-)*headers-/, reason: KERNEL_HEADERS },
  { of: ['dpkg'], name: /^(?:pve|proxmox|raspberrypi-kernel)-headers(?:-|$)/, reason: KERNEL_HEADERS },
  { of: ['rpm'], name: /^kernel[0-9.]*(?:-[a-z0-9_]+)*-(?:headers|devel)$/, reason: KERNEL_HEADERS },
  { of: ['rpm'], name: /^linux-(?:glibc-devel|kernel-headers|api-headers)$/, reason: KERNEL_HEADERS },
  // Programs that lie in the kernel's source and run beside it: of 1,000 flaws of the kernel none is theirs.
  {
    of: ['rpm'],
    name: /^(?:bpftool|libperf|perf|python3?-perf|rtla|rv|kernel-tools(?:-libs)?|kernel-(?:abi|s?rpm)-[a-z]+)$/,
    reason: KERNEL_TOOLS,
  },
  // Photon's.
  { of: ['rpm'], name: /^linux-(?:(?:aws|esx|rt|secure)-)?devel$/, reason: KERNEL_HEADERS },
  { of: ['apk', 'pacman'], name: /^linux(?:-[a-z0-9]+)*-headers$/, reason: KERNEL_HEADERS },
  { of: ['cos', 'portage'], name: /^(?:sys-kernel\/)?linux-headers$/, reason: KERNEL_HEADERS },

  { of: ['apk', 'dpkg', 'opkg', 'pacman', 'rpm'], name: /-doc$/, reason: DOCUMENTATION },
  { of: ['dpkg', 'pacman', 'rpm'], name: /-docs$/, reason: DOCUMENTATION },
  { of: ['dpkg'], name: /-doc-(?:\d[\d.]*|html|pdf|[a-z]{2}(?:-[a-z]{2})?)$/, reason: DOCUMENTATION },
  { of: ['dpkg'], name: /^manpages(?:-|$)|-manpages$|^git-man$/, reason: DOCUMENTATION },
  // openEuler calls all of its manuals so.
  { of: ['rpm'], name: /-(?:help|javadoc|apidocs?)$|^httpd-manual$/, reason: DOCUMENTATION },
  { of: ['pacman'], name: /^man-pages(?:-[a-z_]+)?$/, reason: DOCUMENTATION },
  { of: ['rpm'], name: /^man-pages(?:-[a-zA-Z0-9_]+)*$/, reason: DOCUMENTATION },
  {
    of: ['portage'],
    name: /^(?:[a-z-]+\/)?(?:man-pages(?:-posix)?|[a-z0-9-]+-docs)$/,
    reason: DOCUMENTATION,
  },

  // Libraries that are about file systems have code.
  {
    of: ['rpm'],
    name: /^(?!boost|erlang|golang|lua|mingw\d+-boost|nodejs|ocaml|perl|php|python|ruby|rust)[a-z0-9+._-]+-filesystem$/i,
    reason: DIRECTORIES,
  },

  { of: ['dpkg'], name: /-dbgsym$/, reason: DEBUG_INFORMATION },
  { of: ['rpm'], name: /-(?:debuginfo|debugsource)$/, reason: DEBUG_INFORMATION },
  { of: ['apk'], name: /-dbg$/, reason: DEBUG_INFORMATION },
];

/** Programs and modules whose names look like documentation. */
const EXCEPTIONS: ReadonlySet<string> = new Set([
  'elixir-ex-doc',
  'geany-plugin-doc',
  'gtk-doc',
  'how-can-i-help',
  'icingaweb2-module-doc',
  'libpeas-doc',
  'pari-doc',
  'perl-doc',
  'python3-blacken-docs',
  'transdecoder-doc',
  'yorick-doc',
]);

/** Why a package of that name carries no code of its source; empty for all others. */
export function dataOnlyReasonOf(ecosystem: Named): (pkg: Pick<Package, 'name'>) => string {
  const rules = RULES.filter(({ of }) => of.includes(ecosystem));
  return ({ name }) =>
    EXCEPTIONS.has(name) ? '' : (rules.find((rule) => rule.name.test(name))?.reason ?? '');
}
