/**
 * Ecosystems of languages whose packages are told by one file each: a file that an installer left, or a manifest or
 * lock file. Such an ecosystem is a list of forms and what its names look like. Left out: what several files tell together.
 */
import type { SchemeId } from '../model/advisory.ts';
import type { FileEntry } from '../model/file.ts';
import { DEPENDENCY_SCOPES, type Package } from '../model/package.ts';
import { makePurl } from '../model/purl.ts';
import type { MergedFacts, OpenFile, WholeReader } from '../model/reader.ts';
import { list, object, text, word } from '../model/shape.ts';
import { type Cataloger, EMPTY_CATALOG } from './cataloger.ts';
import {
  type Declared,
  type DeclaredForm,
  declaredCataloger,
  isPublished,
  ORIGINS,
  type ToPurl,
} from './declared.ts';
import type { AdvisoryQuery, Ecosystem } from './ecosystem.ts';
import { catalogLanguage, type LanguagePart } from './language-package.ts';

/** One package that an installer's file says is there. */
export interface Recorded extends Declared {
  readonly licences: readonly string[];
  readonly vendor: string;
}

/** One kind of file that an installer leaves. `name` is what its packages have as evidence. */
export interface RecordedForm {
  readonly id: string;
  /** Other when the same bytes would give other packages. */
  readonly version: number;
  readonly name: string;
  readonly maxBytes: number;
  /** Asked of every file of an image: no more than a comparison or one linear pattern. */
  wants(path: string): boolean;
  /** Pure. Null where the file is of another kind. Throws on damaged content. */
  parse(bytes: Uint8Array, path: string): readonly Recorded[] | null;
}

export interface PlainLanguage {
  /** Also the type of its package URLs and its namespace of advisories. */
  readonly id: string;
  readonly scheme: SchemeId;
  /** What is no such name is passed over. */
  readonly isName: (name: string) => boolean;
  readonly recorded: readonly RecordedForm[];
  readonly declared: readonly DeclaredForm[];
  /** Ways of cataloging beyond the forms. */
  readonly more?: readonly Cataloger[];
  readonly toPurl?: ToPurl;
  /** A name as advisories write it; as it is, unless told. */
  readonly toAdvisoryName?: (name: string) => string;
}

export function plainLanguage(language: PlainLanguage): Ecosystem {
  const { id, scheme, recorded, declared, more = [] } = language;
  const toPurl: ToPurl = language.toPurl ?? ((one, qualifiers) => plainPurl(id, one, qualifiers));
  const nameOf = language.toAdvisoryName ?? ((name: string): string => name);
  const named = declared.map((form) => ({ ...form, parse: filtered(form.parse, language) }));
  return {
    id,
    purlType: id,
    scheme,
    kind: 'language',
    catalogers: [
      ...(recorded.length > 0 ? [recordedCataloger(language, toPurl)] : []),
      ...(declared.length > 0 ? [declaredCataloger(id, named, toPurl)] : []),
      ...more,
    ],
    advisoryQueries: (pkg: Package): readonly AdvisoryQuery[] =>
      pkg.version === '' || !isPublished(pkg)
        ? []
        : [{ key: { namespace: id, name: nameOf(pkg.name) }, version: pkg.version }],
    ofDistribution: () => false,
    dataOnlyReason: () => '',
  };
}

/** From the ecosystem's registry, wanted at run time: what most files can only mean. */
export function declare(name: string, version: string, more: Partial<Declared> = {}): Declared {
  return { name, version, scope: 'runtime', origin: 'registry', url: '', ...more };
}

export function record(name: string, version: string, more: Partial<Recorded> = {}): Recorded {
  return {
    name,
    version,
    scope: 'unknown',
    origin: 'registry',
    url: '',
    licences: [],
    vendor: '',
    ...more,
  };
}

/** True for a file of exactly this name, in whatever folder. */
export function isNamed(path: string, name: string): boolean {
  return path.endsWith(name) && (path.length === name.length || path[path.length - name.length - 1] === '/');
}

/** `a/b` becomes a namespace and a name. */
export function plainPurl(
  type: string,
  { name, version }: { readonly name: string; readonly version: string },
  qualifiers: Readonly<Record<string, string>>,
): string {
  const slash = name.lastIndexOf('/');
  return makePurl({
    type,
    namespace: slash < 0 ? '' : name.slice(0, slash),
    name: name.slice(slash + 1),
    version,
    qualifiers,
  });
}

/** An address without a login in it. */
export function withoutLogin(address: string): string {
  return address.slice(0, 2000).replace(/\/\/[^/@]*@/, '//');
}

const VERSION = /^[\w.+~:!^-]{0,256}$/;
const MOST_PACKAGES = 100_000;

const RECORDED = object<Recorded>({
  name: text,
  version: text,
  scope: word(...DEPENDENCY_SCOPES),
  origin: word(...ORIGINS),
  url: text,
  licences: list(text),
  vendor: text,
});

type Parse<D extends Declared> = (bytes: Uint8Array, path: string) => readonly D[] | null;

/** Only what has a name and a version of the ecosystem, and not without end. */
function filtered<D extends Declared>(parse: Parse<D>, { id, isName }: PlainLanguage): Parse<D> {
  return (bytes, path) => {
    const all = parse(bytes, path);
    if (all === null) return null;
    if (all.length > MOST_PACKAGES) throw new Error(`${id}: more than ${MOST_PACKAGES} packages in one file`);
    return all.filter(({ name, version }) => name !== '' && isName(name) && VERSION.test(version));
  };
}

function recordedCataloger(language: PlainLanguage, toPurl: ToPurl): Cataloger {
  const readers = language.recorded.map((form) => ({ form, reader: recordedReader(form, language) }));
  return {
    id: `${language.id}-recorded`,
    readers: readers.map(({ reader }) => reader),
    catalog: (facts: MergedFacts) => ({
      ...EMPTY_CATALOG,
      packages: readers.flatMap(({ form, reader }) =>
        catalogLanguage(language.id, facts, reader, (path, all) =>
          all.map((one) => toPart(one, form.name, path, toPurl)),
        ),
      ),
    }),
  };
}

function recordedReader(form: RecordedForm, language: PlainLanguage): WholeReader<readonly Recorded[]> {
  const parse = filtered(form.parse, language);
  return {
    kind: 'whole',
    id: form.id,
    version: form.version,
    shape: list(RECORDED),
    maxBytes: form.maxBytes,
    wellKnownPaths: [],
    wants: ({ path }: FileEntry) => form.wants(path),
    read: ({ bytes, entry }: OpenFile) => parse(bytes, entry.path),
  };
}

const EVIDENCE: Readonly<Record<Declared['origin'], string>> = {
  registry: '',
  git: ' (git)',
  archive: ' (archive)',
  local: ' (local)',
};

function toPart(one: Recorded, evidence: string, path: string, toPurl: ToPurl): LanguagePart {
  const from: Readonly<Record<string, string>> =
    one.origin === 'git' ? { vcs_url: one.url } : one.origin === 'archive' ? { download_url: one.url } : {};
  return {
    purl: toPurl(one, from),
    name: one.name,
    version: one.version,
    confidence: 'installed',
    scope: one.scope,
    evidence: `${evidence}${EVIDENCE[one.origin]}`,
    path,
    licences: one.licences,
    vendor: one.vendor,
  };
}
