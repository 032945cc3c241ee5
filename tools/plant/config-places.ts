/**
 * Secrets in an image's config, as Docker and BuildKit leave them: environment, labels, build arguments in the history,
 * commands. OCI image-spec 1.1, config.md; `HEALTHCHECK` as Docker writes it.
 */
import type { Chance } from './chance.ts';
import type { Planting } from './places/spot.ts';

export const IN_HISTORY: string = 'config:history';

export interface ConfigSpot {
  readonly kind: string;
  readonly secret: string;
  readonly name: string;
  readonly place: string;
  /** `config:env/NAME`, or `IN_HISTORY`: only the finished image knows the entry's number. */
  readonly path: string;
  /** The planted history entry that holds it too, or null. */
  readonly entry: PlantedEntry | null;
}

/** A history entry to be put in: without a layer, or as the instruction of a planted layer. */
export interface PlantedEntry {
  readonly createdBy: string;
  readonly makesLayer: boolean;
}

export interface ConfigParts {
  readonly env: string[];
  readonly labels: Record<string, string>;
  readonly entries: PlantedEntry[];
  readonly spots: ConfigSpot[];
  healthcheck: readonly string[] | null;
  entrypoint: readonly string[] | null;
  command: readonly string[] | null;
}

export function emptyParts(): ConfigParts {
  return { env: [], labels: {}, entries: [], spots: [], healthcheck: null, entrypoint: null, command: null };
}

/** Adds the planting to a part that still takes one; `token`s may go to commands as well. */
export function plantInConfig(
  parts: ConfigParts,
  planting: Planting,
  isToken: boolean,
  chance: Chance,
): void {
  const choices: readonly ConfigPlace[] = isToken ? [...freeCommands(parts), ...ANY, 'run'] : ANY;
  const place = chance.pick(choices);
  const isTaken = parts.spots.some(({ name }) => name === planting.name);
  const name = isTaken ? `SHOP${parts.spots.length}_${planting.name}` : planting.name;
  const { path, entry } = WRITERS[place](parts, name, planting.secret);
  if (entry !== null) parts.entries.push(entry);
  parts.spots.push({
    kind: planting.kind,
    secret: planting.secret,
    name,
    place: `config-${place}`,
    path,
    entry,
  });
}

type ConfigPlace =
  | 'arg'
  | 'build-argument'
  | 'command'
  | 'entrypoint'
  | 'env'
  | 'healthcheck'
  | 'label'
  | 'run';

const ANY: readonly ConfigPlace[] = ['env', 'env', 'label', 'build-argument', 'build-argument', 'arg'];

/** An image has one of each. */
function freeCommands(parts: ConfigParts): ConfigPlace[] {
  return (['healthcheck', 'entrypoint', 'command'] as const).filter((place) => parts[place] === null);
}

type Write = (parts: ConfigParts, name: string, secret: string) => Pick<ConfigSpot, 'path' | 'entry'>;

const WRITERS: Readonly<Record<ConfigPlace, Write>> = {
  env(parts, name, secret) {
    parts.env.push(`${name}=${secret}`);
    return { path: `config:env/${name}`, entry: { createdBy: `ENV ${name}=${secret}`, makesLayer: false } };
  },
  label(parts, name, secret) {
    const label = `com.acme.${name.toLowerCase().replaceAll('_', '-')}`;
    parts.labels[label] = secret;
    return { path: `config:labels/${label}`, entry: null };
  },
  'build-argument': (_, name, secret) =>
    inHistory(`RUN |2 APP_VERSION=1.4.2 ${name}=${secret} /bin/sh -c make install # buildkit`, true),
  arg: (_, name, secret) => inHistory(`ARG ${name}=${secret}`, false),
  run: (_, __, secret) =>
    inHistory(
      `/bin/sh -c curl -fsSL -H "Authorization: Bearer ${secret}" https://files.acme.internal/a.tgz -o /tmp/a.tgz`,
      true,
    ),
  healthcheck(parts, _, secret) {
    parts.healthcheck = [
      'CMD-SHELL',
      `curl -f -H 'X-Api-Key: ${secret}' http://localhost:8080/health || exit 1`,
    ];
    return { path: 'config:healthcheck', entry: null };
  },
  entrypoint(parts, _, secret) {
    parts.entrypoint = ['/usr/bin/shop', '--listen', ':8080', `--api-key=${secret}`];
    return { path: 'config:entrypoint', entry: null };
  },
  command(parts, _, secret) {
    parts.command = ['serve', '--token', secret];
    return { path: 'config:cmd', entry: null };
  },
};

function inHistory(createdBy: string, makesLayer: boolean): Pick<ConfigSpot, 'path' | 'entry'> {
  return { path: IN_HISTORY, entry: { createdBy, makesLayer } };
}
