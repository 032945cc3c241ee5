/** `rpmdb.sqlite-wal`: what was committed but not yet written into the database file. Usually empty. */
import type { WholeReader } from '../../model/reader.ts';
import { createLogReader, type LogFact } from '../sqlite-log.ts';
import { databasePaths } from './paths.ts';

export const walReader: WholeReader<LogFact> = createLogReader('rpm-wal', databasePaths('rpmdb.sqlite-wal'));
