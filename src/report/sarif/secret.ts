/** Secrets: a rule for each detector, a result for each secret, with a location for each place. */
import type { SecretFinding, SecretPlace, SecretStanding, SecretState } from '../../model/finding.ts';
import type { ScanReport } from '../../model/report.ts';
import { layerInstruction, layerName } from '../layers.ts';
import { SARIF_LIMITS } from './limits.ts';
import { ROOT_ID } from './root.ts';
import { cutText, toMessage, toSentence, toUri } from './text.ts';

/** SARIF 2.1.0, 3.27.9. */
export const SECRET_KINDS: Readonly<Record<SecretStanding, string>> = {
  counted: 'fail',
  'shipped-by-package': 'informational',
  'published-example': 'informational',
  'shared-default-key': 'review',
  allowed: 'notApplicable',
};

export function secretDescription(finding: SecretFinding): {
  readonly title: string;
  readonly help: string;
  readonly tags: readonly string[];
} {
  return {
    title: `${finding.title} in the image`,
    help: [
      toSentence(finding.title),
      `First revoke it: ${toSentence(finding.revoke)}`,
      'Then build the image anew without it: removing or squashing layers does not take it back.',
    ].join(' '),
    tags: ['security', 'secret', finding.severity],
  };
}

export function secretMessage(finding: SecretFinding): string {
  const states = [...new Set(finding.places.map(({ state }) => STATE_WORDS[state]))];
  return [
    `${finding.title} ${finding.masked} (${finding.severity}): ${states.join(', ')}.`,
    ...finding.notes.map(toSentence),
    finding.expiresAt === '' ? '' : `Valid until ${finding.expiresAt}.`,
    finding.standing === 'counted' ? `Revoke it: ${toSentence(finding.revoke)}` : '',
    finding.standingReason === '' ? '' : toSentence(`Not counted: ${finding.standingReason}`),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

const STATE_WORDS: Readonly<Record<SecretState, string>> = {
  visible: 'visible',
  removed: 'removed by a later layer but extractable',
  overwritten: 'overwritten by a later layer but extractable',
  'in-config': 'in the config',
};

export function secretLocation(report: ScanReport, place: SecretPlace): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: toUri(place.path), uriBaseId: ROOT_ID },
      // Code scanning refuses a location without a line; content without lines has none.
      region: { startLine: Math.max(1, place.line) },
    },
    logicalLocations: place.layerIndex === null ? undefined : [layerOf(report, place.layerIndex)],
    message: { text: toMessage(placeText(report, place)) },
  };
}

function layerOf(report: ScanReport, index: number): object {
  const diffId = report.image.layers[index]?.diffId ?? undefined;
  return { name: layerName(report, index), fullyQualifiedName: diffId, kind: 'layer' };
}

function placeText(report: ScanReport, { state, layerIndex, goneInLayer, excerpt }: SecretPlace): string {
  const layer = layerIndex === null ? '' : `, ${layerName(report, layerIndex)}`;
  const instruction = layerIndex === null ? '' : layerInstruction(report, layerIndex);
  const gone = goneInLayer === null ? '' : ` (layer ${goneInLayer})`;
  const made = instruction === '' ? '' : `: ${cutText(instruction, 200)}`;
  return `${STATE_WORDS[state]}${gone}${layer}${made}; ${excerpt}`;
}

export function placesLeftOut({ places }: SecretFinding): number {
  return Math.max(0, places.length - SARIF_LIMITS.locations);
}
