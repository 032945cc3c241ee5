/** R packages: libraries as R installs them, and renv's lock files. Those of Bioconductor have its own namespace of advisories. */
import type { Package } from '../../model/package.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { plainLanguage } from '../plain-language.ts';
import { DESCRIPTION_OF_BIOCONDUCTOR, description } from './description.ts';
import { renvLock } from './renv-lock.ts';

const plain = plainLanguage({
  id: 'cran',
  scheme: 'cran',
  // "Writing R Extensions", 1.1.1.
  isName: (name) => /^[A-Za-z][A-Za-z0-9.]{0,200}$/.test(name),
  recorded: [description, DESCRIPTION_OF_BIOCONDUCTOR],
  declared: [renvLock],
});

export const cran: Ecosystem = { ...plain, advisoryQueries };

function advisoryQueries(pkg: Package): readonly AdvisoryQuery[] {
  const queries = plain.advisoryQueries(pkg);
  if (!pkg.evidence.startsWith(DESCRIPTION_OF_BIOCONDUCTOR.name)) return queries;
  return queries.map(({ key, version }) => ({ key: { ...key, namespace: 'bioconductor' }, version }));
}
