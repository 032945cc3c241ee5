/**
 * The image config, parsed with checks. Specification: image-spec `config.md`; Docker "Image Specification v1.2",
 * which adds `Healthcheck`. Fields that only matter at run time are left out.
 */

import type { DocumentName, JsonObject } from '../base/json-fields.ts';
import {
  damaged,
  isObject,
  listField,
  objectField,
  ownField,
  parseJsonObject,
  textField,
  textMapField,
  textsField,
} from '../base/json-fields.ts';
import type { Digest } from '../model/digest.ts';
import { isDigest } from '../model/digest.ts';
import type { HistoryEntry, ImageConfig } from '../model/image.ts';
import type { Platform } from '../model/platform.ts';
import { compareText } from '../model/problem.ts';

export interface ConfigDocument {
  readonly platform: Platform;
  /** Digests of the layers' plain tars, base first. */
  readonly diffIds: readonly Digest[];
  readonly config: ImageConfig;
}

/** Of an image without a config: an unpacked folder. */
export const EMPTY_CONFIG: ImageConfig = {
  env: [],
  entrypoint: [],
  cmd: [],
  user: '',
  labels: {},
  exposedPorts: [],
  healthcheck: [],
  history: [],
};

/** Parses a config. Throws an InputError `damaged-config`. */
export function parseConfig(bytes: Uint8Array, where: string): ConfigDocument {
  const name: DocumentName = {
    code: 'damaged-config',
    title: 'The image config',
    where,
    wayOut: 'Build, save or push the image again.',
  };
  const json = parseJsonObject(bytes, name);
  return { platform: toPlatform(json), diffIds: toDiffIds(json, name), config: toConfig(json, name) };
}

/**
 * The instruction that made each layer: history entries that made a layer are taken in order. Empty texts where
 * the history has another number of them, since it cannot be known which entry is whose.
 */
export function layerInstructions(history: readonly HistoryEntry[], layerCount: number): readonly string[] {
  const steps = history.filter((entry) => !entry.emptyLayer);
  if (steps.length !== layerCount) return Array.from({ length: layerCount }, () => '');
  return steps.map((entry) => entry.createdBy);
}

/** Very old builders left both out; they only made Linux images. */
function toPlatform(json: JsonObject): Platform {
  return {
    os: textField(json, 'os') || 'linux',
    architecture: textField(json, 'architecture') || 'unknown',
    variant: textField(json, 'variant'),
  };
}

function toDiffIds(json: JsonObject, name: DocumentName): Digest[] {
  const rootfs = ownField(json, 'rootfs');
  if (!isObject(rootfs)) throw damaged(name, 'has no `rootfs`');
  const list = ownField(rootfs, 'diff_ids');
  // Go writes an empty list as null.
  if (list === null) return [];
  if (!Array.isArray(list)) throw damaged(name, 'has no list `rootfs.diff_ids`');
  return limited(list, 'rootfs.diff_ids', name).map((item, index) => {
    if (typeof item === 'string' && isDigest(item)) return item;
    throw damaged(name, `has no valid digest in rootfs.diff_ids[${index}]`);
  });
}

function toConfig(json: JsonObject, name: DocumentName): ImageConfig {
  const config = objectField(json, 'config');
  const texts = (from: JsonObject, key: string): readonly string[] =>
    limited(textsField(from, key), key, name);
  const labels = textMapField(config, 'Labels');
  limited(Object.keys(labels), 'Labels', name);
  return {
    env: texts(config, 'Env'),
    entrypoint: texts(config, 'Entrypoint'),
    cmd: texts(config, 'Cmd'),
    user: textField(config, 'User'),
    labels,
    exposedPorts: limited(Object.keys(objectField(config, 'ExposedPorts')), 'ExposedPorts', name).sort(
      compareText,
    ),
    healthcheck: texts(objectField(config, 'Healthcheck'), 'Test'),
    history: limited(listField(json, 'history'), 'history', name).map(toHistoryEntry),
  };
}

/** Members of one list or map; real configs have at most some hundred. */
const MAX_MEMBERS = 10_000;

/** A document within its size can hold millions, each of which would be an object here and a line of the report. */
function limited<T extends readonly unknown[]>(list: T, field: string, name: DocumentName): T {
  if (list.length <= MAX_MEMBERS) return list;
  throw damaged(name, `has more than ${MAX_MEMBERS} members in ${field}`);
}

/** An entry that is no object still counts as a step, so that the others keep their place. */
function toHistoryEntry(value: unknown): HistoryEntry {
  const entry = isObject(value) ? value : {};
  return {
    createdBy: textField(entry, 'created_by'),
    comment: textField(entry, 'comment'),
    emptyLayer: ownField(entry, 'empty_layer') === true,
  };
}
