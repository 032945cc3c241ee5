/**
 * From facts of all layers and of the config to findings: one for each secret, with every place that holds it and what
 * became of it there. Pure. Whether a secret counts is told by its bytes and by who shipped it, never by its path.
 */
import type { SecretFinding, SecretPlace, SecretStanding } from '../../model/finding.ts';
import { secretFingerprint } from '../../model/fingerprint.ts';
import { compareText } from '../../model/problem.ts';
import type { FactChange, MergedFacts, Reader } from '../../model/reader.ts';
import { compareSeverity } from '../../model/severity.ts';
import type { ConfigHit } from './config.ts';
import type { FileDigests, SecretFact, SecretHit } from './fact.ts';
import { findPairs } from './pairs.ts';

/** The package of the distribution itself that ships a file of exactly these bytes at this path; null if none does. */
export type ShippedBy = (path: string, digests: FileDigests) => string | null;

export interface SecretsInput {
  readonly facts: MergedFacts;
  readonly reader: Reader<SecretFact>;
  readonly config: readonly ConfigHit[];
  readonly shippedBy: ShippedBy;
  /** Whether names of secrets are shown: only those under the user's own key mean something elsewhere. */
  readonly keyIsOwn: boolean;
}

/** A secret at one place, before places are put together. */
interface Sighting {
  readonly hit: SecretHit;
  readonly place: SecretPlace;
  readonly standing: SecretStanding;
  readonly reason: string;
}

/** Sorted by layer and place of the first sighting. */
export function judgeSecrets(input: SecretsInput): SecretFinding[] {
  const sightings = [...inFiles(input), ...input.config.map(inConfig)].sort(compareSightings);
  const pairs = findPairs(input.facts, input.reader);
  const ordinals = new Map<string, number>();
  return [...Map.groupBy(sightings, ({ hit }) => `${hit.detector} ${hit.secretId}`).values()].map((group) => {
    const { hit, place } = group[0]!;
    const key = `${hit.detector} ${place.path}`;
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    return toFinding(group, { ordinal, notes: pairs(hit.publicKey), keyIsOwn: input.keyIsOwn });
  });
}

function* inFiles({ facts, reader, shippedBy }: SecretsInput): Generator<Sighting> {
  const paths = [...facts.all(reader), ...facts.removed(reader)].map(({ path }) => path);
  for (const path of paths) {
    const history = facts.history(reader, path);
    const held = history.map(({ fact }) => Map.groupBy(fact?.hits ?? [], nameOf));
    for (const [at, { layerIndex, fact }] of history.entries()) {
      for (const name of held[at]!.keys()) {
        // Told where it came from; a layer that keeps it only writes the file anew.
        if (held[at - 1]?.has(name)) continue;
        const end = held.findIndex((names, index) => index > at && !names.has(name));
        const change = { layerIndex, gone: history[end], digests: fact!.digests };
        // As the last layer before it went has it: its lines are the ones that people find.
        for (const hit of held.at(end < 0 ? -1 : end - 1)!.get(name)!) {
          yield sighting(path, hit, change, { facts, shippedBy });
        }
      }
    }
  }
}

/** Of those that are the same secret in the same file. */
function nameOf({ detector, secretId, member }: SecretHit): string {
  return `${detector} ${secretId} ${member}`;
}

interface Change {
  readonly layerIndex: number;
  readonly gone: FactChange<SecretFact> | undefined;
  readonly digests: FileDigests | null;
}

function sighting(
  path: string,
  hit: SecretHit,
  { layerIndex, gone, digests }: Change,
  { facts, shippedBy }: Pick<SecretsInput, 'facts' | 'shippedBy'>,
): Sighting {
  const owner = digests === null ? null : shippedBy(path, digests);
  const goneInLayer = gone?.layerIndex ?? null;
  const isReplaced = gone !== undefined && (gone.fact !== null || facts.isIn(gone.layerIndex, path));
  return {
    hit,
    place: {
      state: gone === undefined ? 'visible' : isReplaced ? 'overwritten' : 'removed',
      layerIndex,
      goneInLayer,
      path: hit.member === '' ? path : `${path}!/${hit.member}`,
      ...whereIn(hit),
    },
    ...(owner === null
      ? { standing: hit.standing, reason: hit.standingReason }
      : { standing: 'shipped-by-package', reason: `the file is what ${owner} of the distribution ships` }),
  };
}

function inConfig({ hit, path, layerIndex }: ConfigHit): Sighting {
  const place = { state: 'in-config', layerIndex, goneInLayer: null, path, ...whereIn(hit) } as const;
  return { hit, place, standing: hit.standing, reason: hit.standingReason };
}

function whereIn({ line, column, offset, encodings, excerpt }: SecretHit) {
  return { line, column, offset, encodings, excerpt };
}

/** Files before the config, by layer, path and place. */
function compareSightings({ place: a, hit: hitA }: Sighting, { place: b, hit: hitB }: Sighting): number {
  return (
    Number(a.state === 'in-config') - Number(b.state === 'in-config') ||
    (a.layerIndex ?? -1) - (b.layerIndex ?? -1) ||
    compareText(a.path, b.path) ||
    a.offset - b.offset ||
    compareText(hitA.detector, hitB.detector)
  );
}

/** The strongest word is for a secret what it is for one of its places: what everyone has is known everywhere. */
const WEAKEST_FIRST: readonly SecretStanding[] = [
  'published-example',
  'shipped-by-package',
  'shared-default-key',
  'counted',
  'allowed',
];

function toFinding(
  group: readonly Sighting[],
  {
    ordinal,
    notes,
    keyIsOwn,
  }: { readonly ordinal: number; readonly notes: readonly string[]; readonly keyIsOwn: boolean },
): SecretFinding {
  const { hit, place } = group[0]!;
  const standing = WEAKEST_FIRST.find((word) => group.some((one) => one.standing === word))!;
  const severities = group.map((one) => one.hit.severity).sort(compareSeverity);
  return {
    kind: 'secret',
    fingerprint: secretFingerprint(hit.detector, place.path, ordinal),
    id: hit.detector,
    title: hit.title,
    provider: hit.provider,
    severity: severities[0]!,
    standing,
    standingReason: reasonOf(group, standing),
    masked: hit.masked,
    secretId: keyIsOwn ? `hmac-sha256:${hit.secretId}` : '',
    expiresAt: group
      .map((one) => one.hit.expiresAt)
      .sort(compareText)
      .at(-1)!,
    notes: [...new Set([...group.map((one) => one.hit.note), ...notes])].filter((note) => note !== ''),
    revoke: hit.revoke,
    places: group.map((one) => one.place),
  };
}

function reasonOf(group: readonly Sighting[], standing: SecretStanding): string {
  return group.find((one) => one.standing === standing)!.reason;
}
