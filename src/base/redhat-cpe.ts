/**
 * Red Hat's product lines by their CPE (2.2 URI form): which major release of RHEL a CPE belongs to, and whether it is
 * the ordinary line, one of longer support for a minor release, or another product.
 */

export interface RedHatLine {
  /** Major release: `9`; empty where the CPE does not tell. */
  readonly release: string;
  /**
   * As in AdvisoryScope: empty for RHEL itself; `rhel_eus:9.2` for a longer support (which repository of it a package lies in
   * decides nothing); else the CPE without its prefix: `rhel_software_collections:3::el7`.
   */
  readonly stream: string;
}

/** Null for text that is no CPE of Red Hat. */
export function findRedHatLine(cpe: string): RedHatLine | null {
  const match = /^cpe:\/[ao]:redhat:(([a-z0-9_.-]{1,100})(?::([\w.-]{0,40}))?(?::[\w.:~-]{0,100})?)$/.exec(
    cpe,
  );
  if (match === null) return null;
  const [, line = '', product = '', version = ''] = match;
  if (ORDINARY.has(product)) return { release: majorOf(version), stream: '' };
  const support = SUPPORT.exec(product)?.[1];
  if (support !== undefined) return { release: majorOf(version), stream: `rhel_${support}:${version}` };
  return { release: /:el(\d{1,2})(?:$|[^\d])/.exec(line)?.[1] ?? '', stream: line };
}

/** The stream of a longer support for a minor release. */
export function supportStream(kind: string, version: string): string {
  return `rhel_${kind}:${version}`;
}

/** True for a line that goes on with RHEL itself, not another product beside it. */
export function isLongerSupport(stream: string): boolean {
  return LONGER.test(stream);
}

/** What every subscription has. */
const ORDINARY = new Set([
  'enterprise_linux',
  'rhel',
  'rhel_common',
  'rhel_extras',
  'rhel_extras_other',
  'rhel_supplementary',
]);
const SUPPORT = /^(?:rhel|enterprise_linux)_(aus|e4s|els|eus|eus_long_life|tus)$/;

const LONGER = /^rhel_(?:aus|e4s|els|eus|eus_long_life|tus):/;

function majorOf(version: string): string {
  return /^\d{1,2}/.exec(version)?.[0] ?? '';
}
