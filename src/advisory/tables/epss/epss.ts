/** FIRST's EPSS (first.org/epss): how likely a flaw is to be exploited within 30 days, for nearly all CVEs, anew each day. */

import { csvDocuments } from '../../csv-documents.ts';
import type { TableFeed } from '../../feed.ts';
import { toTableFeed } from '../../table-feed.ts';
import { parseScores } from './scores.ts';

export const epss: TableFeed = toTableFeed({
  id: 'epss',
  table: 'epss',
  licence: 'Free to use with attribution: EPSS by FIRST and Empirical Security (first.org/epss)',
  url: 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz',
  mirrorPath: 'epss/epss_scores-current.csv.gz',
  recognises: ({ path, head }) => path.endsWith('.csv') && /^(?:#[^\n]*\n)?cve,epss\b/.test(head),
  documents: csvDocuments,
  parse: parseScores,
});
