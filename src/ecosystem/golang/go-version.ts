/** Versions of Go itself (go.dev/doc/toolchain, "Go versions"), as build information and advisories spell them. */

/** `1.22.2` of `go1.22.2 X:boringcrypto` or `go1.22.2-vendor`; `1.23-devel` between releases; empty if there is none. */
export function goRelease(goVersion: string): string {
  const development = /^devel (?:\+\w+|go(\d+\.\d+))/.exec(goVersion);
  if (development !== null) return development[1] === undefined ? '' : `${development[1]}-devel`;
  return /^go(\d+(?:\.\d+){1,2}(?:(?:rc|beta)\d+)?)/.exec(goVersion)?.[1] ?? '';
}

/** A release as a semantic version: `1.22.0-rc.1` of `1.22rc1`. What lies between two releases comes before the later one. */
export function releaseToSemver(release: string): string {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:(rc|beta)(\d+)|-(devel))?$/.exec(release);
  if (match === null) return '';
  const [, major, minor, patch = '0', stage, count, devel] = match;
  const suffix = devel !== undefined ? '-devel' : stage === undefined ? '' : `-${stage}.${count}`;
  return `${major}.${minor}.${patch}${suffix}`;
}
