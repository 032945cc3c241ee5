/** Options that several commands share. */
import { Option } from 'commander';
import { reporters } from '../report/list.ts';
import { collectLimits, parseSize } from './limit-values.ts';
import {
  collectList,
  collectOutputs,
  collectScanners,
  parseCount,
  parseDuration,
  parsePlatformOption,
  parseWord,
} from './values.ts';

export function option(flags: string, description: string): Option {
  return new Option(flags, description);
}

/** Options under a heading of their own. */
export function grouped(heading: string, options: readonly Option[]): Option[] {
  return options.map((made) => made.helpGroup(heading));
}

export function outputOptions(standard = 'table'): Option[] {
  const formats = reporters.map((r) => r.id);
  return [
    option(
      '--format <format>',
      `format on standard output: ${formats.join(', ')} (default: ${standard})`,
    ).argParser((t) => parseWord(t, formats, 'format')),
    option('--output <format=file>', 'write a report to a file; may be given several times').argParser(
      (t, before: ReturnType<typeof collectOutputs> | undefined) => collectOutputs(t, before, formats),
    ),
    quietOption(),
  ];
}

export function scannersOption(): Option {
  return option(
    '--scanners <list>',
    'what to look for: vuln, secret (default: both); misconfig, license (not built yet)',
  ).argParser(collectScanners);
}

export function strictOption(): Option {
  return option('--strict', 'exit code 3 also for a partial scan');
}

export function secretOptions(): Option[] {
  return [
    option('--secret-rules <file>', 'own detectors and what is allowed, YAML (or Gitleaks TOML)'),
    option('--secret-key-file <file>', 'a key of yours, so that a secret has the same name in all reports'),
  ];
}

export function advisoryOptions(): Option[] {
  return [
    option(
      '--update <when>',
      'never (default), auto (what this image needs and is missing), always',
    ).argParser((t) => parseWord(t, ['never', 'auto', 'always'] as const, 'moment to update')),
    option(
      '--advisories <path>',
      'use only this database, export, folder of OSV files or <Ecosystem>/all.zip',
    ),
    option('--max-age <duration>', 'exit code 4 if the advisories are older: 24h, 7d').argParser(
      parseDuration,
    ),
    databaseOption(),
  ];
}

export function databaseOption(): Option {
  return option('--database <folder>', 'where the advisory database lies');
}

export function imageOptions(): Option[] {
  const image = [
    option('--platform <os/arch>', 'platform of an index, for example linux/arm64').argParser(
      parsePlatformOption,
    ),
    option('--image <name>', 'which image of an archive that holds several'),
    option('--base <image>', 'the base image, to tell its layers from your own'),
    option('--history', 'list packages of apk that the build removed again, by the history: not judged'),
    option('--workers <n>', 'layers read side by side (default: one a core)').argParser(parseCount),
    option('--no-sandbox', 'read layers in this process; the report says so'),
    option('--no-cache', 'read every layer, keep nothing'),
    option('--cache-dir <folder>', 'where results of layers are kept'),
    option('--cache-size <size>', 'how large that folder may stay: 500MiB, 5GiB (default: 2GiB)').argParser(
      parseSize,
    ),
    option(
      '--limit <name=value>',
      'what an image may hold, see `plimsoll help limits`; may be given several times',
    ).argParser(collectLimits),
  ];
  return [...grouped('Image:', image), ...grouped('Network:', networkOptions())];
}

export function networkOptions(): Option[] {
  return [
    option('--ca-file <file>', 'further certificate authorities, PEM'),
    option('--mirror <host=mirror>', 'pull from a mirror first; may be given several times').argParser(
      collectList,
    ),
    option('--token-realm <host>', 'a host that may hand out tokens for your registry').argParser(
      collectList,
    ),
    option(
      '--allow-host <host[:port]>',
      "a host that may have a private address, such as your registry's storage",
    ).argParser(collectList),
    option('--plain-http <host>', 'a registry that is reached without TLS').argParser(collectList),
  ];
}

export function quietOption(): Option {
  return option('--quiet', 'no progress, no notes on standard error');
}
