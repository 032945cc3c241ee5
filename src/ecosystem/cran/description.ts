/**
 * `DESCRIPTION` of a library that R installed ("Writing R Extensions", 1.1.1): only installing adds the field `Built`.
 * R's own packages (`Priority: base`) are a part of R. Left out: what `Imports` and `Depends` ask for.
 */
import { MIB } from '../../base/limits.ts';
import { type Headers, headerOf, parseHeaders } from '../../base/rfc822.ts';
import { isNamed, type Recorded, type RecordedForm, record, withoutLogin } from '../plain-language.ts';

export const description: RecordedForm = {
  id: 'cran-description',
  version: 1,
  name: 'DESCRIPTION',
  maxBytes: 4 * MIB,
  wants: (path) => isNamed(path, 'DESCRIPTION'),
  parse: (bytes) => parseDescription(bytes, false),
};

export const DESCRIPTION_OF_BIOCONDUCTOR: RecordedForm = {
  ...description,
  id: 'cran-bioconductor',
  name: 'DESCRIPTION of Bioconductor',
  parse: (bytes) => parseDescription(bytes, true),
};

/** Null for files that are no installed package, or one of another repository. */
export function parseDescription(bytes: Uint8Array, isBioconductor: boolean): readonly Recorded[] | null {
  const fields = parseHeaders(new TextDecoder().decode(bytes));
  const name = headerOf(fields, 'package');
  const version = headerOf(fields, 'version');
  if (name === '' || version === '' || headerOf(fields, 'built') === '') return null;
  if (headerOf(fields, 'priority') === 'base' || ofBioconductor(fields) !== isBioconductor) return null;
  const licence = headerOf(fields, 'license').slice(0, 300);
  return [
    record(name, version, {
      ...originOf(fields),
      licences: licence === '' ? [] : [licence],
      vendor: headerOf(fields, 'maintainer').slice(0, 300),
    }),
  ];
}

/** Since 3.19 the repository says so; before, the address of its sources. */
function ofBioconductor(fields: Headers): boolean {
  return (
    /^bioconductor/i.test(headerOf(fields, 'repository')) ||
    /^https:\/\/git\.bioconductor\.org\//.test(headerOf(fields, 'git_url'))
  );
}

/** What remotes and pak write of packages that no repository gave. */
function originOf(fields: Headers): Partial<Recorded> {
  const type = headerOf(fields, 'remotetype');
  if (type === 'local') return { origin: 'local' };
  const own = headerOf(fields, 'git_url');
  if (own !== '') return { origin: 'git', url: withoutLogin(own) };
  const [host, user, repository] = ['remotehost', 'remoteusername', 'remoterepo'].map((field) =>
    headerOf(fields, field),
  );
  if (type === 'github' && user !== '' && repository !== '') {
    const commit = headerOf(fields, 'remotesha');
    const place = /^api\.github\.com$/.test(host ?? '') ? 'github.com' : host;
    return {
      origin: 'git',
      url: withoutLogin(`git+https://${place}/${user}/${repository}${commit === '' ? '' : `@${commit}`}`),
    };
  }
  const url = headerOf(fields, 'remoteurl');
  if (url === '' || !/^git|^url$/.test(type)) return {};
  return { origin: type === 'url' ? 'archive' : 'git', url: withoutLogin(url) };
}
