/** All feeds of tables, by id. */
import type { TableFeed } from '../feed.ts';
import { endoflife } from './endoflife/endoflife.ts';
import { epss } from './epss/epss.ts';
import { kev } from './kev/kev.ts';

export const tableFeeds: readonly TableFeed[] = [endoflife, epss, kev];
