/**
 * A VEX document as CSAF 2.0 (OASIS), category `csaf_vex` (4.5, profile 5), held to the mandatory tests (6.1). Without
 * findings the profile has nothing to say: then it is a `csaf_base`. Left out: scores, references, product groups,
 * times of single statements, for which VEX in CSAF has no place.
 */
import { type JsonTree, writeJson } from '../json-tree.ts';
import type { WrittenVex } from '../vex-document.ts';
import { digestOfPieces, toolText } from '../vex-identity.ts';
import { type ProductTable, toProducts, treeOf } from './products.ts';
import { groupByFlaw, toVulnerability } from './vulnerability.ts';

export function writeCsaf(document: WrittenVex): Iterable<string> {
  const products = toProducts(document.subjects);
  const id = digestOfPieces('csaf 2.0', toPieces(document, products, ''));
  return toPieces(document, products, id);
}

function toPieces(document: WrittenVex, products: ProductTable, id: string): Iterable<string> {
  const flaws = groupByFlaw(document.subjects, products);
  return writeJson({
    branch: {
      document: { value: toHead(document, id, flaws.length > 0) },
      product_tree: products.images.length === 0 ? undefined : treeOf(products),
      vulnerabilities:
        flaws.length === 0
          ? undefined
          : { list: Iterator.from(flaws).map((flaw): JsonTree => ({ value: toVulnerability(flaw) })) },
    },
  });
}

function toHead(document: WrittenVex, id: string, isVex: boolean): object {
  const { author, isDraft, timestamp, subjects } = document;
  const names = [...new Set(subjects.map(({ image }) => image.name))];
  return {
    category: isVex ? 'csaf_vex' : 'csaf_base',
    csaf_version: '2.0',
    lang: 'en',
    notes: subjects.length === 0 ? undefined : [...new Set(subjects.map((s) => s.coverage))].map(toNote),
    publisher: { category: 'other', name: author, namespace: 'urn:plimsoll:vex' },
    title: `VEX of ${names.length === 0 ? 'no image' : names.join(', ')}`,
    tracking: {
      current_release_date: timestamp,
      generator: { date: timestamp, engine: { name: 'plimsoll', version: toEngineVersion(document) } },
      id: `plimsoll-${id}`,
      initial_release_date: timestamp,
      revision_history: [
        {
          date: timestamp,
          number: isDraft ? '0' : '1',
          summary: `${isDraft ? 'Drafted' : 'Written'} by ${toolText(document)}.`,
        },
      ],
      // 6.1.17: what nobody has released has the version 0.
      status: isDraft ? 'draft' : 'final',
      version: isDraft ? '0' : '1',
    },
  };
}

function toNote(text: string): object {
  return { category: 'general', text, title: 'What was looked at' };
}

function toEngineVersion({ toolVersion }: WrittenVex): string | undefined {
  return toolVersion === '' ? undefined : toolVersion;
}
