/**
 * Products of SUSE that an image takes part in: `etc/products.d/*.prod`, one file each, in XML. Base images have that of
 * the server alone; longer support and the line for SAP are products beside it, and streams here.
 */
import type { FileEntry } from '../../model/file.ts';
import { compareText } from '../../model/problem.ts';
import type { MergedFacts, OpenFile, WholeReader } from '../../model/reader.ts';
import { text } from '../../model/shape.ts';

const PATH = /^etc\/products\.d\/[\w.+-]{1,100}\.prod$/;

/** The fact is the product's name: `SLES`, `SLES-LTSS`. */
export const suseProductReader: WholeReader<string> = {
  id: 'suse-product',
  version: 1,
  shape: text,
  kind: 'whole',
  maxBytes: 256 * 1024,
  wellKnownPaths: ['etc/products.d/SLES.prod'],
  wants: (entry: FileEntry): boolean => PATH.test(entry.path),
  read: (file: OpenFile): string | null => parseProduct(new TextDecoder().decode(file.bytes)),
};

/** Of all products that are there and of the one that the release file names (`sles_sap`), sorted. */
export function findProductStreams(id: string, facts: MergedFacts): readonly string[] {
  const products = [id, ...facts.all(suseProductReader).map(({ fact }) => fact)];
  const streams = products.flatMap((product) => streamOf(product) ?? []);
  return [...new Set(streams)].sort(compareText);
}

/** The first `name` of the file; null for one without. */
export function parseProduct(xml: string): string | null {
  return /<product[\s>]/.test(xml) ? (/<name>\s*([\w.+-]{1,100})\s*<\/name>/.exec(xml)?.[1] ?? null) : null;
}

/** By the name in lower case with hyphens: as SUSE's advisories call the same. */
const STREAMS: ReadonlyMap<string, string> = new Map([
  ['sle-hpc-espos', 'hpc-espos'],
  ['sle-hpc-ltss', 'hpc-ltss'],
  ['sle-micro-ltss', 'ltss'],
  ['sle-rt', 'real-time'],
  ['sles-bcl', 'bcl'],
  ['sles-espos', 'espos'],
  ['sles-ltss', 'ltss'],
  ['sles-ltss-extended-security', 'ltss-extended-security'],
  ['sles-sap', 'sap'],
]);

function streamOf(product: string): string | null {
  return STREAMS.get(product.toLowerCase().replaceAll('_', '-')) ?? null;
}
