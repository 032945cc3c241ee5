/** From facts of all layers and from what the config holds to the secrets of an image. */
import type { ConfigScan } from '../check/secret/config.ts';
import { describeSecretsReader } from '../check/secret/identity.ts';
import { judgeSecrets } from '../check/secret/judge.ts';
import type { SecretSettings } from '../check/secret/settings.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import type { OwnedFiles, Package } from '../model/package.ts';
import type { Problem } from '../model/problem.ts';
import type { MergedFacts } from '../model/reader.ts';
import type { Conclusion } from './conclusion.ts';
import { indexShipped } from './shipped-by.ts';

/** What was found in the layers. */
export interface Found {
  readonly facts: MergedFacts;
  readonly packages: readonly Package[];
  readonly owned: readonly OwnedFiles[];
  readonly ecosystems: readonly Ecosystem[];
}

export type FoundSecrets = Pick<Conclusion, 'secrets' | 'shown' | 'problems'>;

export function findSecrets(
  { hits, shown, capped }: ConfigScan,
  settings: SecretSettings,
  found: Found,
): FoundSecrets {
  const { facts } = found;
  const reader = describeSecretsReader(settings);
  const paths = [...facts.all(reader), ...facts.removed(reader)].map(({ path }) => path);
  const shippedBy = indexShipped(found, new Set(paths));
  const secrets = judgeSecrets({ facts, reader, config: hits, shippedBy, keyIsOwn: settings.keyIsOwn });
  return { secrets, shown, problems: capped.map(partlyRead) };
}

function partlyRead(path: string): Problem {
  return {
    code: 'secrets-limit',
    effect: 'incomplete',
    message: 'The text is so full of what secrets begin with that a part of it was not looked at.',
    layerIndex: null,
    path,
    wayOut: '',
  };
}
