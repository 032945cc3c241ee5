/** Puts the secrets reader together: our detectors and the user's, what is no secret after all, and the key. */
import type { ImageInfo } from '../../model/image.ts';
import type { StreamReader } from '../../model/reader.ts';
import { type ConfigScan, scanConfig } from './config.ts';
import { toDetector } from './custom/row.ts';
import type { Detector } from './detector.ts';
import { detectors } from './detectors/list.ts';
import { createScanner } from './engine/scanner.ts';
import type { SecretFact } from './fact.ts';
import { isFalseAlarm } from './filter/false-alarm.ts';
import { standingOf } from './filter/known.ts';
import { secretsIdentity } from './identity.ts';
import { type ReaderParts, secretsReader } from './reader.ts';
import type { SecretSettings } from './settings.ts';

export function createSecretsReader(settings: SecretSettings): StreamReader<SecretFact> {
  let parts: ReaderParts | null = null;
  return secretsReader(secretsIdentity(settings), () => {
    parts ??= createParts(settings);
    return parts;
  });
}

export function findInConfig(image: ImageInfo, settings: SecretSettings): ConfigScan {
  return scanConfig(image, createParts(settings));
}

function createParts(settings: SecretSettings): ReaderParts {
  const scanner = createScanner(detectorsOf(settings), isFalseAlarm);
  return { scanner, standingOf, key: settings.key, without: settings.without };
}

function detectorsOf({ detectors: own, without }: SecretSettings): readonly Detector[] {
  return [...detectors.filter(({ id }) => !without.includes(id)), ...own.map(toDetector)];
}
