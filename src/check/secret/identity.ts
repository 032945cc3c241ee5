/** What is known of the secrets reader without its detectors: enough for a process that only takes its facts. */
import type { FileEntry } from '../../model/file.ts';
import type { StreamReader } from '../../model/reader.ts';
import { type SecretFact, secretFact } from './fact.ts';
import { type SecretSettings, settingsDigest } from './settings.ts';

/** Raised when detectors, decoding or facts change. */
const VERSION = 6;

export type ReaderIdentity = Omit<StreamReader<SecretFact>, 'open' | 'readAgain'>;

export function secretsIdentity(settings: SecretSettings): ReaderIdentity {
  return {
    id: 'secrets',
    version: `${VERSION} ${settingsDigest(settings)}`,
    shape: secretFact,
    kind: 'stream',
    isHeavy: true,
    wellKnownPaths: [],
    wants: ({ sizeBytes }: FileEntry): boolean => sizeBytes > 0,
  };
}

/** Files are read elsewhere, by the reader of the same settings. */
export function describeSecretsReader(settings: SecretSettings): StreamReader<SecretFact> {
  const elsewhere = (): never => {
    throw new Error('secrets are not looked for in this process');
  };
  return { ...secretsIdentity(settings), open: elsewhere, readAgain: elsewhere };
}
