/**
 * `node tools/plant/plant.ts ARCHIVE FOLDER [--seed N] [--count N]`: an image archive with secrets planted in it, as an OCI
 * layout in FOLDER (new or empty), and FOLDER/truth.json. The archive's layers are in it byte for byte: one planted layer comes after the
 * first of them, the others on top. None of the secrets was ever issued. The same seed gives the same choices and
 * values, but for key material, which `node:crypto`, OpenSSL and keytool make anew.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type Entry, file, layer } from '../../test/tar-builder.ts';
import {
  type BaseImage,
  type History,
  type ImageConfig,
  LAYER_GZIP,
  putBlob,
  type StoredLayer,
  unpackBase,
  writeLayout,
} from './base-archive.ts';
import { chanceOf } from './chance.ts';
import { type ConfigParts, IN_HISTORY, type PlantedEntry } from './config-places.ts';
import { type FatedPlace, meet } from './fates.ts';
import type { SecretKind } from './kind.ts';
import { secretKinds } from './kinds/list.ts';
import { type Plan, type PlannedFile, planSecrets } from './plan.ts';
import type { PlantedPlace, PlantedSecret, PlantTruth } from './truth.ts';

export interface PlantOptions {
  readonly seed: number;
  readonly count: number;
  /** All unless told. */
  readonly kinds?: readonly SecretKind[];
}

/** Writes the image and its truth; gives the truth. */
export function plant(archive: string, folder: string, options: PlantOptions): PlantTruth {
  const { seed, count, kinds = secretKinds } = options;
  mkdirSync(folder, { recursive: true });
  const base = unpackBase(archive, folder);
  const plan = planSecrets(chanceOf(seed), kinds, count, LAYERS_BELOW);
  const order = orderLayers(base, plan.config);
  const layers = order.map((slot) =>
    slot.kind === 'base' ? slot.layer : storeLayer(folder, entriesOf(slot.name, plan)),
  );
  writeLayout(folder, layers, configOf(base, order, layers, plan.config));
  const truth: PlantTruth = {
    reference: `oci-layout:${resolve(folder)}`,
    seed,
    layers: layers.length,
    secrets: truthOf(plan, order),
  };
  writeFileSync(join(folder, 'truth.json'), JSON.stringify(truth, null, 1));
  return truth;
}

/** Planted layers that bring files, from below; `last` cleans up. */
const LAYERS_BELOW = 3;

type Slot = { readonly history: History } & (
  | { readonly kind: 'base'; readonly layer: StoredLayer }
  /** `0` to `2`, `last`, or the number of an entry of the history that makes a layer. */
  | { readonly kind: 'planted'; readonly name: string }
);

/** All layers from below. The first planted one lies between those of the base. */
function orderLayers(base: BaseImage, parts: ConfigParts): Slot[] {
  const made = (base.config.history ?? []).filter((entry) => entry.empty_layer !== true);
  const below = base.layers.map(
    (stored, index): Slot => ({ kind: 'base', layer: stored, history: made[index] ?? {} }),
  );
  const planted = (name: string, createdBy: string): Slot => ({
    kind: 'planted',
    name,
    history: { created_by: createdBy },
  });
  return [
    ...below.slice(0, 1),
    planted('0', 'RUN /bin/sh -c /opt/provision.sh # buildkit'),
    ...below.slice(1),
    planted('1', 'COPY . /srv # buildkit'),
    planted('2', 'RUN /bin/sh -c /srv/setup.sh # buildkit'),
    ...parts.entries.flatMap((entry, index) =>
      entry.makesLayer ? [planted(`entry-${index}`, entry.createdBy)] : [],
    ),
    planted('last', 'RUN /bin/sh -c /srv/clean.sh # buildkit'),
  ];
}

function entriesOf(name: string, { files }: Plan): Entry[] {
  if (name.startsWith('entry-')) return [file(`var/lib/shop/${name}`, 'installed\n')];
  if (name === 'last') return files.flatMap(({ fate, planted }) => meet(fate, planted).last);
  return files
    .filter(({ layer: own }) => String(own) === name)
    .map(({ planted }) => file(planted.path, planted.content));
}

function storeLayer(folder: string, entries: readonly Entry[]): StoredLayer {
  const plain = layer(entries);
  const stored = gzipSync(plain);
  return {
    mediaType: LAYER_GZIP,
    digest: putBlob(folder, stored),
    size: stored.length,
    diffId: `sha256:${createHash('sha256').update(plain).digest('hex')}`,
  };
}

function configOf(
  { config }: BaseImage,
  order: readonly Slot[],
  layers: readonly StoredLayer[],
  parts: ConfigParts,
): ImageConfig {
  const inner = config.config ?? {};
  const env = Array.isArray(inner['Env']) ? inner['Env'] : [];
  return {
    ...config,
    config: {
      ...inner,
      Env: [...env, ...parts.env],
      Labels: { ...(inner['Labels'] as object | undefined), ...parts.labels },
      ...(parts.healthcheck === null
        ? {}
        : { Healthcheck: { Test: parts.healthcheck, Interval: 30_000_000_000 } }),
      ...(parts.entrypoint === null ? {} : { Entrypoint: parts.entrypoint }),
      ...(parts.command === null ? {} : { Cmd: parts.command }),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: historyOf(order, parts),
  };
}

/** Entries without a layer come after all others. */
function historyOf(order: readonly Slot[], { entries }: ConfigParts): History[] {
  const empty = entries.filter(({ makesLayer }) => !makesLayer);
  return [
    ...order.map(({ history }) => history),
    ...empty.map(({ createdBy }) => ({
      created_by: createdBy,
      comment: 'buildkit.dockerfile.v0',
      empty_layer: true,
    })),
  ];
}

function truthOf(plan: Plan, order: readonly Slot[]): PlantedSecret[] {
  const indexOf = (name: string): number =>
    order.findIndex((slot) => slot.kind === 'planted' && slot.name === name);
  const inFiles = plan.files.flatMap((planned) => secretsOf(planned, indexOf));
  const inConfig = plan.config.spots.map(
    ({ kind, secret, place, path, entry }): Omit<PlantedSecret, 'id'> => {
      const inEntry = entry === null ? null : historyPath(entry, plan.config, order);
      const made = entry?.makesLayer ? indexOf(`entry-${plan.config.entries.indexOf(entry)}`) : null;
      const isHistory = path === IN_HISTORY;
      const places = [
        configPlace(isHistory ? inEntry! : path, made, false),
        ...(isHistory || inEntry === null ? [] : [configPlace(inEntry, made, true)]),
      ];
      return { kind, sha256: sha256(secret), place, fate: 'in-config', places };
    },
  );
  return [...inFiles, ...inConfig].map((secret, id) => ({ id, ...secret }));
}

function historyPath(entry: PlantedEntry, parts: ConfigParts, order: readonly Slot[]): string {
  const index = historyOf(order, parts).findIndex(({ created_by }) => created_by === entry.createdBy);
  return `config:history/${index}`;
}

function configPlace(path: string, layerIndex: number | null, isOptional: boolean): PlantedPlace {
  return {
    ...{ state: 'in-config', layerIndex, goneInLayer: null, path, lines: null, column: 0 },
    ...{ offset: 0, length: 0, encodings: [], isOptional },
  };
}

function secretsOf(planned: PlannedFile, indexOf: (name: string) => number): Omit<PlantedSecret, 'id'>[] {
  const { planted, fate, place } = planned;
  const first = indexOf(String(planned.layer));
  const last = indexOf('last');
  return planted.spots.map((spot) => ({
    kind: spot.kind,
    sha256: sha256(spot.secret),
    place,
    fate,
    places: meet(fate, planted).places.map(
      (fated: FatedPlace): PlantedPlace => ({
        state: fated.state,
        layerIndex: fated.in === 'first' ? first : last,
        goneInLayer: fated.state === 'visible' ? null : last,
        path: spot.member === '' ? fated.path : `${fated.path}!/${spot.member}`,
        ...{
          lines: spot.lines,
          column: spot.column,
          offset: spot.offset,
          length: spot.length,
          encodings: spot.encodings,
        },
        isOptional: false,
      }),
    ),
  }));
}

function sha256(secret: string): string {
  return createHash('sha256').update(secret, 'latin1').digest('hex');
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '500' } },
  });
  const [archive, folder] = positionals;
  if (archive === undefined || folder === undefined) throw new Error('usage: plant.ts ARCHIVE FOLDER');
  const truth = plant(archive, folder, { seed: Number(values.seed), count: Number(values.count) });
  process.stdout.write(`${truth.reference}: ${truth.secrets.length} secrets in ${truth.layers} layers\n`);
}
