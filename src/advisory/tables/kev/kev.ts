/** CISA's catalogue of exploited flaws (cisa.gov/known-exploited-vulnerabilities-catalog): which, since when, by when to fix. */
import { jsonDocuments } from '../../documents.ts';
import type { TableFeed } from '../../feed.ts';
import { toTableFeed } from '../../table-feed.ts';
import { parseCatalogue } from './catalogue.ts';

export const kev: TableFeed = toTableFeed({
  id: 'kev',
  table: 'known-exploited',
  licence: 'CC0-1.0 (CISA, Known Exploited Vulnerabilities Catalog)',
  url: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
  mirrorPath: 'kev/known_exploited_vulnerabilities.json',
  recognises: ({ path, head }) => path.endsWith('.json') && head.includes('"catalogVersion"'),
  documents: jsonDocuments,
  parse: parseCatalogue,
});
