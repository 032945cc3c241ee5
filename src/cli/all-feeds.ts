/** Everything that a database is made of. Tables first: OSV takes any JSON with a `schema_version` for its own. */
import type { AnyFeed } from '../advisory/feed.ts';
import { feeds } from '../advisory/list.ts';
import { tableFeeds } from '../advisory/tables/list.ts';

export const allFeeds: readonly AnyFeed[] = [...tableFeeds, ...feeds];
