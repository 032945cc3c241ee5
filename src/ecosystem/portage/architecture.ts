/** Architectures as Gentoo's keywords and notices name them (`profiles/arch.list`), by the processor of a `CHOST`. */

const KEYWORDS: readonly (readonly [RegExp, string])[] = [
  [/^x86_64/, 'amd64'],
  [/^i[3-6]86/, 'x86'],
  [/^aarch64/, 'arm64'],
  [/^arm/, 'arm'],
  [/^powerpc64|^ppc64/, 'ppc64'],
  [/^powerpc|^ppc/, 'ppc'],
  [/^riscv/, 'riscv'],
  [/^s390/, 's390'],
  [/^loongarch/, 'loong'],
  [/^(?:alpha|hppa|ia64|m68k|mips|sparc)/, ''],
];

/** `x86_64-pc-linux-gnu` gives `amd64`; empty where it is not known. */
export function toArchitecture(chost: string): string {
  const found = KEYWORDS.find(([pattern]) => pattern.test(chost));
  if (found === undefined) return '';
  return found[1] === '' ? found[0].exec(chost)![0] : found[1];
}
