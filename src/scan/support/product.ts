/**
 * Which product and release of endoflife.date a distribution is, and who gets fixes in its longer support. Days of other
 * sources (azure linux, openEuler, Bottlerocket) are in no table yet.
 */
import type { Distro } from '../../model/distro.ts';
import { debianRelease, ubuntuRelease } from '../../model/namespace.ts';

export interface Product {
  /** Key in the table `end-of-life`. */
  readonly key: string;
  readonly extended: Extended;
  /** True where the vendor goes on telling everyone, during the longer support, which flaws the release has. */
  readonly isToldOn: boolean;
}

/** Whose the longer support is: of all, of an image that takes part in one of these streams, or of nobody who could be told. */
export type Extended = 'everyone' | 'nobody' | RegExp;

/** `rolling` = it has no releases that could end; null = it is in no table. */
export function productOf(distro: Distro): Product | 'rolling' | null {
  if (ROLLING.has(distro.id) || isBranch(distro)) return 'rolling';
  const rule = RULES.get(distro.id);
  const release = rule?.release(distro) ?? '';
  if (rule === undefined || release === '') return null;
  const { extended = 'nobody', isToldOn = false } = rule;
  return { key: `${rule.product(distro)} ${release}`, extended, isToldOn };
}

const ROLLING = new Set([
  'arch',
  'archarm',
  'chainguard',
  'echo',
  'gentoo',
  'minimos',
  'opensuse-aeon',
  'opensuse-kalpa',
  'opensuse-microos',
  'opensuse-tumbleweed',
  'wolfi',
]);

/** Alpine's edge, Debian's testing and unstable: what comes next never ends. */
function isBranch({ id, versionId, codename, prettyName }: Distro): boolean {
  if (id === 'alpine') return /_alpha|edge/.test(`${versionId} ${prettyName}`);
  return id === 'debian' && versionId === '' && (codename === 'sid' || /\/sid\b/.test(prettyName));
}

interface Rule {
  product(distro: Distro): string;
  /** Its name there; empty where it cannot be told. */
  release(distro: Distro): string;
  readonly extended?: Extended;
  readonly isToldOn?: boolean;
}

const major = ({ versionId }: Distro): string => versionId.split('.')[0]!;
const majorMinor = ({ versionId }: Distro): string => versionId.split('.').slice(0, 2).join('.');

function rule(product: string, release: Rule['release'], more: Omit<Rule, 'product' | 'release'> = {}): Rule {
  return { product: () => product, release, ...more };
}

/** `15` is the first release, before its service packs: 15.0 in the table. */
function servicePack(distro: Distro): string {
  return /^\d+$/.test(distro.versionId) ? `${distro.versionId}.0` : majorMinor(distro);
}

/** The first Amazon Linux was one repository all along, whose last release got fixes to the end. */
function amazonRelease({ versionId }: Distro): string {
  return /^201[1-8]\.\d/.test(versionId) ? '2018.03' : versionId.split('.')[0]!;
}

const SLES = rule('sles', servicePack, { extended: /ltss/ });
const LEAP = rule('opensuse', majorMinor);
const MICRO = rule('suse-linux-micro', majorMinor);

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['almalinux', rule('almalinux', major)],
  ['alpine', rule('alpine-linux', majorMinor)],
  ['amzn', rule('amazon-linux', amazonRelease)],
  [
    'centos',
    {
      product: ({ prettyName }) => (/\bStream\b/i.test(prettyName) ? 'centos-stream' : 'centos'),
      release: major,
    },
  ],
  // LTS comes to everyone through the same repositories, and the security tracker follows it.
  [
    'debian',
    rule('debian', (d) => major(d) || (debianRelease(d.codename) ?? ''), {
      extended: 'everyone',
      isToldOn: true,
    }),
  ],
  ['devuan', rule('devuan', major)],
  ['fedora', rule('fedora', major)],
  ['mageia', rule('mageia', major)],
  ['nixos', rule('nixos', majorMinor)],
  ['ol', rule('oracle-linux', major, { extended: /extended|_els\b/ })],
  ['opensuse', LEAP],
  ['opensuse-leap', LEAP],
  ['openwrt', rule('openwrt', majorMinor)],
  ['photon', rule('photon', majorMinor)],
  ['postmarketos', rule('postmarketos', majorMinor)],
  // Minor releases with support of their own (EUS, AUS) end before their major one does. In ELS Red Hat goes on telling.
  ['rhel', rule('rhel', major, { extended: /^rhel_els\b/, isToldOn: true })],
  ['rocky', rule('rocky-linux', major)],
  ['sl-micro', MICRO],
  ['sle-micro', MICRO],
  ['sle_hpc', SLES],
  ['sled', SLES],
  ['sles', SLES],
  ['sles_sap', SLES],
  // Ubuntu Pro: Canonical goes on telling which flaws a release has, and keeps the fixes for those who take part.
  [
    'ubuntu',
    rule('ubuntu', (d) => majorMinor(d) || (ubuntuRelease(d.codename) ?? ''), {
      extended: /^esm-(?:infra|apps)/,
      isToldOn: true,
    }),
  ],
]);
