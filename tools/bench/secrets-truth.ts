/** The list beside the image `secrets`, in the form of planted secrets. Its maker does not number the layers. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hasRightCheckDigits } from '../plant/check-digits.ts';
import type { PlantedPlace, PlantedSecret } from '../plant/truth.ts';

interface Row {
  readonly kind: string;
  readonly form: string;
  readonly path: string | null;
  readonly line: number | null;
  readonly secret: string;
  readonly layer: string;
}

export interface SecretsTruth {
  readonly secrets: readonly PlantedSecret[];
  /** Rows left out: their check digits are not what their provider documents, so that they are not to be reported. */
  readonly malformed: number;
}

/** The file is trusted: it lies beside the image, and its maker made both. */
export function readSecretsTruth(path: string): SecretsTruth {
  const { secrets: rows } = JSON.parse(readFileSync(path, 'utf8')) as { readonly secrets: readonly Row[] };
  const wellFormed = rows.filter(({ secret }) => hasRightCheckDigits(secret));
  return { secrets: wellFormed.map(toPlanted), malformed: rows.length - wellFormed.length };
}

function toPlanted({ kind, form, secret, ...row }: Row, id: number): PlantedSecret {
  return {
    id,
    kind,
    sha256: createHash('sha256').update(secret).digest('hex'),
    place: form,
    fate: row.layer,
    places: [toPlace(row)],
  };
}

function toPlace({ path, line, layer }: Pick<Row, 'path' | 'line' | 'layer'>): PlantedPlace {
  const isConfig = path === null;
  return {
    state: isConfig ? 'in-config' : layer.startsWith('deleted') ? 'removed' : 'visible',
    layerIndex: null,
    goneInLayer: null,
    path: path ?? (layer === 'history' ? 'config:history' : 'config:env'),
    lines: line === null ? null : [line, line],
    ...{ column: 0, offset: 0, length: 0, encodings: [], isOptional: false },
  };
}
