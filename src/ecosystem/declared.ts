/**
 * What the catalogers of manifests and lock files share. Such a file says what was wanted, not what is there: its
 * packages are `declared`. A form is one kind of file; an ecosystem lists its forms in `declared.ts` of its folder.
 * Left out: files that only make sense together with others (a build file and its parents) have a cataloger of their own.
 */

import type { FileEntry } from '../model/file.ts';
import { DEPENDENCY_SCOPES, type DependencyScope } from '../model/package.ts';
import type { MergedFacts, OpenFile, WholeReader } from '../model/reader.ts';
import { list, object, text, word } from '../model/shape.ts';
import { type Cataloger, EMPTY_CATALOG } from './cataloger.ts';
import { catalogLanguage, type LanguagePart } from './language-package.ts';

/** Where a dependency comes from: a registry, a repository of sources, an archive by its URL, or the tree itself. */
export const ORIGINS = ['registry', 'git', 'archive', 'local'] as const;

/** One package that a file declares. */
export interface Declared {
  /** As the ecosystem names it: of an alias the name behind it. */
  readonly name: string;
  /** Exact, in the ecosystem's spelling; empty where the file gives none (a range is none). */
  readonly version: string;
  readonly scope: DependencyScope;
  readonly origin: (typeof ORIGINS)[number];
  /** Of `git` and `archive`, without a login in it; else empty. */
  readonly url: string;
}

/** One kind of file. */
export interface DeclaredForm {
  /** Unique: `npm-package-lock`. */
  readonly id: string;
  /** Other when the same bytes would give other packages. */
  readonly version: number;
  /** What the file is called in evidence: `package-lock.json`. */
  readonly name: string;
  readonly maxBytes: number;
  /** Asked of every file of an image: no more than a comparison or one linear pattern. */
  wants(path: string): boolean;
  /** Pure. Null where the file is of another kind. Throws on damaged content. */
  parse(bytes: Uint8Array, path: string): readonly Declared[] | null;
}

/** The package URL of what is declared, without what `originQualifiers` adds. */
export type ToPurl = (declared: Declared, qualifiers: Readonly<Record<string, string>>) => string;

export function declaredCataloger(
  ecosystem: string,
  forms: readonly DeclaredForm[],
  toPurl: ToPurl,
): Cataloger {
  const readers = forms.map((form) => ({ form, reader: declaredReader(form) }));
  return {
    id: `${ecosystem}-declared`,
    readers: readers.map(({ reader }) => reader),
    catalog: (facts: MergedFacts) => ({
      ...EMPTY_CATALOG,
      packages: readers.flatMap(({ form, reader }) =>
        catalogLanguage(ecosystem, facts, reader, (path, all) =>
          all.toSorted(byScope).map((one) => toPart(one, form, path, toPurl)),
        ),
      ),
    }),
  };
}

/** False for what no advisory can be about: it is not published under that name. */
export function isPublished({ evidence }: { readonly evidence: string }): boolean {
  return !evidence.endsWith(LOCAL);
}

/** True below folders that a package manager filled: their lock files are the packages' own business. */
export function isInDependency(path: string): boolean {
  return DEPENDENCY_FOLDER.test(path);
}

const DEPENDENCY_FOLDER =
  /(?:^|\/)(?:node_modules|bower_components|site-packages|dist-packages|\.cargo|\.m2|\.gradle|\.nuget|gems|conda-meta|pkgs)\//;

const LOCAL = ' (local)';
const EVIDENCE: Readonly<Record<Declared['origin'], string>> = {
  registry: '',
  git: ' (git)',
  archive: ' (archive)',
  local: LOCAL,
};

const declared = object<Declared>({
  name: text,
  version: text,
  scope: word(...DEPENDENCY_SCOPES),
  origin: word(...ORIGINS),
  url: text,
});

function declaredReader(form: DeclaredForm): WholeReader<readonly Declared[]> {
  return {
    kind: 'whole',
    id: form.id,
    version: form.version,
    shape: list(declared),
    maxBytes: form.maxBytes,
    wellKnownPaths: [],
    wants: ({ path }: FileEntry) => form.wants(path),
    read: ({ bytes, entry }: OpenFile) => form.parse(bytes, entry.path),
  };
}

/** Listed in several ways it is what the strongest of them says. */
function byScope(a: Declared, b: Declared): number {
  return DEPENDENCY_SCOPES.indexOf(a.scope) - DEPENDENCY_SCOPES.indexOf(b.scope);
}

function toPart(one: Declared, form: DeclaredForm, path: string, toPurl: ToPurl): LanguagePart {
  return {
    purl: toPurl(one, originQualifiers(one)),
    name: one.name,
    version: one.version,
    confidence: 'declared',
    scope: one.scope,
    evidence: `${form.name}${EVIDENCE[one.origin]}`,
    path,
    licences: [],
    vendor: '',
  };
}

/** purl-spec, "Known qualifiers": a package that is not from the type's own registry says where it is from. */
function originQualifiers({ origin, url }: Declared): Readonly<Record<string, string>> {
  if (origin === 'git') return { vcs_url: url };
  return origin === 'archive' ? { download_url: url } : {};
}
