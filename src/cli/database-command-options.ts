/** Names, options and help of `plimsoll db` and `plimsoll cache`. */
import type { Command } from 'commander';
import { parseSize } from './limit-values.ts';
import { databaseOption, networkOptions, option, quietOption } from './options.ts';
import { collectList, parseDuration, parseWord } from './values.ts';

export function dbCommands(db: Command): Readonly<Record<string, Command>> {
  const update = db.command('update').description('fetch what is new; all or nothing');
  update.addOption(
    option('--only <namespace>', 'namespaces such as npm, debian:12; several with commas').argParser(
      collectList,
    ),
  );
  update.addOption(
    option('--from <url-or-folder>', 'take the feeds from a mirror or a folder instead of their own places'),
  );
  update.addOption(option('--force', 'accept a feed that lost more than a fifth of its records'));
  const status = db.command('status').description('namespaces, ages, counts and the digest');
  const importing = db
    .command('import')
    .description('take over a database that `db export` wrote')
    .argument('<file>');
  const exporting = db
    .command('export')
    .description('write the database as one file, for machines without a network')
    .argument('<file>');
  const verify = db.command('verify').description('read every record and check it against its digest');
  for (const command of [update, status, verify, importing, exporting]) command.addOption(databaseOption());
  for (const o of networkOptions()) update.addOption(o);
  update.addOption(quietOption());
  return { update, status, verify, import: importing, export: exporting };
}

export function cacheCommands(cache: Command): Readonly<Record<'stats' | 'prune', Command>> {
  const stats = cache.command('stats').description('folder, files, bytes and last uses, by kind');
  const formats = ['table', 'json'] as const;
  stats.addOption(
    option('--format <format>', 'table (default) or json').argParser((t) => parseWord(t, formats, 'format')),
  );
  const prune = cache
    .command('prune')
    .description('remove what was not used for 30 days, or what the options say');
  prune
    .addOption(
      option('--older-than <duration>', 'what was not used for so long: 24h, 30d').argParser(parseDuration),
    )
    .addOption(
      option('--max-size <size>', 'what was not used for longest, down to 500MiB, 1GiB').argParser(parseSize),
    )
    .addOption(option('--all', 'everything'));
  for (const command of [stats, prune])
    command.addOption(option('--cache-dir <folder>', 'where results of layers are kept'));
  return { stats, prune };
}
