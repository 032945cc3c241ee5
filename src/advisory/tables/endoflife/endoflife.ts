/**
 * endoflife.date: when releases of products get no more updates (endoflife.date/docs/api/v1, `/products/full`). Not only of
 * distributions: all products are kept.
 */
import { jsonDocuments } from '../../documents.ts';
import type { TableFeed } from '../../feed.ts';
import { toTableFeed } from '../../table-feed.ts';
import { parseProducts } from './products.ts';

export const endoflife: TableFeed = toTableFeed({
  id: 'endoflife',
  table: 'end-of-life',
  licence: 'MIT (endoflife.date)',
  url: 'https://endoflife.date/api/v1/products/full',
  mirrorPath: 'endoflife/products-full.json',
  recognises: ({ path, head }) =>
    path.endsWith('.json') && /^\s*\{\s*"schema_version"/.test(head) && head.includes('"versionCommand"'),
  documents: jsonDocuments,
  parse: parseProducts,
});
