/** How Ubuntu's records name releases and pockets: `Ubuntu:Pro:FIPS-updates:22.04:LTS`, `distro=esm-apps/jammy`. */

/** `22.04:LTS` and `Pro:FIPS-updates:22.04:LTS` are both 22.04. */
export function ubuntuRelease(suffix: string): string {
  return /(?:^|:)(\d+\.\d+)(?::LTS)?$/i.exec(suffix)?.[1] ?? suffix.toLowerCase();
}

/**
 * The stream (AdvisoryScope), as the service of Ubuntu Pro is called: what stands before the release (`FIPS`,
 * `Realtime`), else of Pro the pocket before the release's name.
 */
export function ubuntuStream(suffix: string, distro: string): string {
  const [, pro, product] = /^(Pro:)?(?:(.+):)?\d+\.\d+(?::LTS)?$/i.exec(suffix) ?? [];
  if (product !== undefined) return serviceOf(product.toLowerCase());
  return pro === undefined ? '' : pocketStream(distro) || 'pro';
}

/** By the qualifier of a package's URL alone: `jammy` is the ordinary one. */
export function pocketStream(distro: string): string {
  if (/\/esm$/.test(distro)) return 'esm-infra';
  return serviceOf(/^([a-z-]+)\/[a-z]+$/.exec(distro)?.[1] ?? '');
}

const SERVICES: ReadonlyMap<string, string> = new Map([
  ['esm-infra-legacy', 'esm-infra'],
  ['realtime', 'realtime-kernel'],
]);

function serviceOf(pocket: string): string {
  return SERVICES.get(pocket) ?? pocket;
}
