/**
 * `Cellar/FORMULA/VERSION/INSTALL_RECEIPT.json`: what Homebrew wrote when it installed a formula (Homebrew's `Tab`).
 * The folders name formula and version; the receipt names the tap. Casks are not read: they are programs of macOS.
 */
import { parseJsonText } from '../../base/json.ts';
import { isObject, objectField, textField } from '../../base/json-fields.ts';
import { MIB } from '../../base/limits.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { object, text } from '../../model/shape.ts';

export interface Receipt {
  /** `homebrew/core`; or empty. */
  readonly tap: string;
  readonly architecture: string;
}

/** Formula, version and the folder of both; null for any other path. */
export function formulaOf(
  path: string,
): { readonly name: string; readonly version: string; readonly folder: string } | null {
  const match = /^((?:.*\/)?Cellar\/([^/]{1,200})\/([^/]{1,200})\/)INSTALL_RECEIPT\.json$/.exec(path);
  return match === null ? null : { folder: match[1]!, name: match[2]!, version: match[3]! };
}

export const receiptReader: WholeReader<Receipt> = {
  id: 'homebrew-receipt',
  version: 1,
  shape: object<Receipt>({ tap: text, architecture: text }),
  kind: 'whole',
  maxBytes: 4 * MIB,
  wellKnownPaths: [],
  wants: ({ path }: FileEntry): boolean => path.endsWith('/INSTALL_RECEIPT.json') && formulaOf(path) !== null,
  read({ bytes }: OpenFile): Receipt {
    const receipt = parseJsonText(new TextDecoder().decode(bytes));
    if (!isObject(receipt)) throw new Error('the receipt is no object');
    const tap = textField(objectField(receipt, 'source'), 'tap');
    const architecture = textField(receipt, 'arch');
    return {
      tap: /^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(tap) ? tap : '',
      architecture: /^\w{1,30}$/.test(architecture) ? architecture : '',
    };
  },
};
