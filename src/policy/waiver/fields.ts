/** The fields of a waiver in a file. */

/** In the order in which they are written. */
export const FIELDS: readonly string[] = [
  'id',
  'advisory',
  'check',
  'package',
  'versions',
  'image',
  'layer',
  'path',
  'fingerprint',
  'reason',
  'owner',
  'approver',
  'expires',
];
