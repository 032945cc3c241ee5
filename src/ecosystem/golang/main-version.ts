/** The version of a program's own module: what the linker knows, or what the builder told it to write into a variable. */
import type { GoBuildInfo } from './build-info.ts';

export interface MainVersion {
  /** `v1.2.3`, or empty where the build says none. */
  readonly version: string;
  readonly evidence: 'build information' | 'build information, -ldflags';
}

/** `-ldflags="-X main.version=v1.2.3"` counts where the module itself has no version. */
export function mainVersion(info: GoBuildInfo): MainVersion {
  const recorded = info.main?.version ?? '';
  if (recorded !== '' && recorded !== '(devel)') return { version: recorded, evidence: 'build information' };
  const flags = info.settings.find(([key]) => key === '-ldflags')?.[1] ?? '';
  const told = findTold(flags, info.main?.path ?? '');
  return told === null
    ? { version: '', evidence: 'build information' }
    : { version: told, evidence: 'build information, -ldflags' };
}

const MAX_FLAGS_LENGTH = 65_536;
const ASSIGNMENT = /-X[= ]\s*["']?([\w./~-]+)\.(\w+)=["']?([^\s"']+)/g;
const VERSION_VARIABLE = /^(?:app|build|git|release|semver|program)?_?(?:version|tag|semver)$/i;
const VERSION = /^v?(\d+\.\d+(?:\.\d+)?(?:[-+][\w.+-]+)?)$/;

/** Only a variable of the main package or of the module itself: a flag may as well set a dependency's. */
function findTold(flags: string, modulePath: string): string | null {
  for (const [, owner, variable, value] of flags.slice(0, MAX_FLAGS_LENGTH).matchAll(ASSIGNMENT)) {
    const isOwn = owner === 'main' || (modulePath !== '' && `${owner}/`.startsWith(`${modulePath}/`));
    const version = VERSION.exec(value!)?.[1];
    if (isOwn && version !== undefined && VERSION_VARIABLE.test(variable!)) return `v${version}`;
  }
  return null;
}
