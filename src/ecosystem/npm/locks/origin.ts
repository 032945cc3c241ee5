/** Where a dependency of a JavaScript lock file comes from, by the address that the file gives. */
import type { Declared } from '../../declared.ts';

/** `resolved`: an address or empty. A login in it is left out. */
export function npmOrigin(version: string, resolved: string): Pick<Declared, 'version' | 'origin' | 'url'> {
  const plain = isVersion(version) ? version : '';
  if (/^(?:file|link|portal|workspace):/.test(resolved)) return { version: plain, origin: 'local', url: '' };
  if (GIT.test(resolved)) return { version: plain, origin: 'git', url: withoutLogin(resolved) };
  if (/^https?:/.test(resolved) && !isRegistry(resolved)) {
    return { version: plain, origin: 'archive', url: withoutLogin(resolved) };
  }
  return { version: plain, origin: 'registry', url: '' };
}

const GIT = /^(?:git[+:@]|github:|gitlab:|bitbucket:|ssh:|https?:\/\/[^?#]*\.git(?:#|$))/;

/** Registries of the npm kind serve `NAME/-/FILE.tgz`; GitHub's and some others `download/…`. */
function isRegistry(address: string): boolean {
  return /\/-\/[^/]+\.tgz|\/download\//.test(address);
}

function isVersion(text: string): boolean {
  return /^\d+\.\d+\.\d+[\w.+-]*$/.test(text) && text.length <= 256;
}

function withoutLogin(address: string): string {
  return address.slice(0, 2000).replace(/\/\/[^/@]*@/, '//');
}
