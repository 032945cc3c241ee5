/** Words of the command line that name a document instead of an image: a report of ours, or an SBOM. */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { InputError, messageOf } from '../base/errors.ts';
import { ecosystems } from '../ecosystem/list.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ScanReport } from '../model/report.ts';
import { nameOwners } from '../scan/link-owners.ts';

/** A report of an image with 100,000 packages has about 150 MB. */
const MAX_BYTES = 512 * 1024 * 1024;
const HEAD_BYTES = 4096;

/** Null where the word names no report. Throws InputError for one that cannot be read. */
export async function readReportsIfSome(word: string): Promise<readonly ScanReport[] | null> {
  const head = readHead(word);
  if (head?.includes('urn:plimsoll:schema:report-') !== true) return null;
  const { readReports } = await import('../report/json/read/read-report.ts');
  return readReports(readWhole(word), word);
}

/** As readReportsIfSome; a word that names none is an error. */
export async function readReportsOf(word: string): Promise<readonly ScanReport[]> {
  const { readReports } = await import('../report/json/read/read-report.ts');
  return readReports(readWhole(word), word);
}

/** Null where the word names no SBOM. Throws InputError for one that cannot be read. */
export async function readSbomIfOne(word: string): Promise<Inventory | null> {
  const head = readHead(word);
  if (head === null) return null;
  const { parseSbom, sniffSbom } = await import('../sbom/parse-sbom.ts');
  if (!sniffSbom(head)) return null;
  const inventory = parseSbom(readWhole(word), word);
  return { ...inventory, packages: nameOwners(inventory.packages, ecosystems) };
}

/** The first bytes of a file that could be a document; null for anything else. Images are no JSON. */
function readHead(word: string): Buffer | null {
  if (!/^[./~]|\.json$/i.test(word)) return null;
  let file: number | null = null;
  try {
    if (!statSync(word).isFile()) return null;
    file = openSync(word, 'r');
    const head = Buffer.alloc(HEAD_BYTES);
    const bytes = head.subarray(0, readSync(file, head));
    return /^(?:\xef\xbb\xbf)?\s*\{/.test(bytes.toString('latin1')) ? bytes : null;
  } catch {
    // Whoever opens it as an image says what is wrong with it.
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}

function readWhole(path: string): Uint8Array {
  try {
    if (statSync(path).size <= MAX_BYTES) return readFileSync(path);
  } catch (cause) {
    throw new InputError('document-unreadable', {
      what: messageOf(cause),
      where: path,
      wayOut: 'name a file that can be read',
      cause,
    });
  }
  throw new InputError('document-too-large', {
    what: `it has more than ${MAX_BYTES} bytes`,
    where: path,
    wayOut: 'name the report or SBOM of one image',
  });
}
