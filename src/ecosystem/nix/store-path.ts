/**
 * Names in Nix's store: `HASH-NAME-VERSION`, with `-OUTPUT` behind it where a derivation has several (Nix manual, "Store
 * path"; `src/libstore/names.cc` tells name from version at the first hyphen in front of a digit). Sources, patches and
 * scripts lie in the store like packages do: what has no version, or ends like a file, is no package.
 */

/** A store path that is a package by its name. */
export interface StorePath {
  readonly hash: string;
  readonly name: string;
  readonly version: string;
  /** `dev`, `bin`, …; empty for the first one. */
  readonly output: string;
}

const STORE = 'nix/store/';
/** Nix's own 32 digits; names of at most 211 characters. */
const BASE = /^([0-9a-df-np-sv-z]{32})-([0-9A-Za-z+._?=-]{1,211})$/;
const NAME = /^(.*?[^-])-(\d.*)$/;

/** The last part of a path directly in the store; null for any other path. */
export function storeName(path: string): string | null {
  if (!path.startsWith(STORE)) return null;
  const base = path.slice(STORE.length);
  return base.includes('/') ? null : base;
}

/** Null for what is no package. `deriver` is the name of the derivation that made it, or empty. */
export function parseStorePath(base: string, deriver: string = ''): StorePath | null {
  const [, hash, whole] = BASE.exec(base) ?? [];
  if (hash === undefined || whole === undefined || NO_PACKAGE.test(whole)) return null;
  const isKnown = deriver !== '' && whole.startsWith(`${deriver}-`);
  const output = isKnown ? whole.slice(deriver.length + 1) : outputOf(whole);
  const [, name, version] = NAME.exec(output === '' ? whole : whole.slice(0, -output.length - 1)) ?? [];
  return name === undefined || version === undefined ? null : { hash, name, version, output };
}

const OUTPUTS =
  'bin|cups|data|debug|dev|devdoc|devman|dist|doc|docs|getent|headers|info|lib|libgcc|locale|man|modules|nc|out|py|python|scripts|static|terminfo|tools';
const OUTPUT = new RegExp(`-(${OUTPUTS})$`);

function outputOf(name: string): string {
  return OUTPUT.exec(name)?.[1] ?? '';
}

/** Archives, patches, scripts and settings by their ends; sources that were unpacked. */
const NO_PACKAGE =
  /(?:\.(?:tar|tgz|txz|tbz2?|gz|xz|bz2|lz|zst|zip|drv|lock|check|patch|diff|gem|whl|crate|jar|deb|rpm|nix|json|sh|conf|txt|service|in)|-(?:source|src|sources|patches|vendor|go-modules|npm-deps))$/;
