/** Puts the secrets reader together: our detectors and the user's, what is no secret after all, and the key. */

import type { ImageInfo } from '../../model/image.ts';
import type { StreamReader } from '../../model/reader.ts';
import type { ConfigScan } from './config.ts';
import { scanConfig } from './config.ts';
import { toDetector } from './custom/row.ts';
import type { Detector } from './detector.ts';
import { detectors } from './detectors/list.ts';
import { createScanner } from './engine/scanner.ts';
import type { SecretFact } from './fact.ts';
import { isFalseAlarm } from './filter/false-alarm.ts';
import { standingOf } from './filter/known.ts';
import { type ReaderParts, secretsReader } from './reader.ts';
import { type SecretSettings, settingsDigest } from './settings.ts';

export function createSecretsReader(settings: SecretSettings): StreamReader<SecretFact> {
  return secretsReader(partsOf(settings));
}

export function findInConfig(image: ImageInfo, settings: SecretSettings): ConfigScan {
  return scanConfig(image, partsOf(settings));
}

/** Of the last settings: a scan has one, and tables of a scanner take time. */
let last: { readonly digest: string; readonly parts: ReaderParts } | null = null;

function partsOf(settings: SecretSettings): ReaderParts {
  const digest = settingsDigest(settings);
  if (last?.digest === digest) return last.parts;
  const scanner = createScanner(detectorsOf(settings), isFalseAlarm);
  const { key, without } = settings;
  const parts = { scanner, standingOf, key, without, settings: digest };
  last = { digest, parts };
  return parts;
}

function detectorsOf({ detectors: own, without }: SecretSettings): readonly Detector[] {
  return [...detectors.filter(({ id }) => !without.includes(id)), ...own.map(toDetector)];
}
