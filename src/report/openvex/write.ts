/**
 * A VEX document as OpenVEX 0.2.0 (OPENVEX-SPEC.md, openvex_json_schema.json). A justification and an impact
 * statement exclude each other in the schema: beside a justification the words stand in `status_notes`. How much of
 * the images could be looked at stands in `tooling`. Left out: ids of statements, `supplier`. Without findings there
 * are no statements, which the schema does not provide for.
 */
import { DRAFT_ROLE } from '../../model/vex.ts';
import { type JsonTree, writeJson } from '../json-tree.ts';
import {
  usablePurl,
  type VexClaim,
  type VexComponent,
  type VexImage,
  type VexSubject,
  type WrittenVex,
} from '../vex-document.ts';
import { digestOfPieces, toolText } from '../vex-identity.ts';

export function writeOpenvex(document: WrittenVex): Iterable<string> {
  const id = `urn:plimsoll:vex:${digestOfPieces('openvex 0.2.0', toPieces(document, null))}`;
  return toPieces(document, id);
}

function toPieces(document: WrittenVex, id: string | null): Iterable<string> {
  const { author, isDraft, timestamp, subjects } = document;
  const coverage = subjects.map((subject) => subject.coverage);
  return writeJson({
    branch: {
      '@context': { value: 'https://openvex.dev/ns/v0.2.0' },
      '@id': id === null ? undefined : { value: id },
      author: { value: author },
      role: { value: isDraft ? DRAFT_ROLE : 'Document Creator' },
      timestamp: { value: timestamp },
      version: { value: 1 },
      tooling: { value: [toolText(document), ...coverage].join('; ') },
      statements: { list: toStatements(subjects) },
    },
  });
}

/** The schema wants no statement twice: of an image that was scanned twice they are. */
function* toStatements(subjects: readonly VexSubject[]): Generator<JsonTree> {
  const said = new Set<string>();
  for (const { image, claims } of subjects) {
    const product = toProduct(image);
    for (const claim of claims) {
      const statement = toStatement(product, claim);
      if (subjects.length > 1) {
        const text = JSON.stringify(statement);
        if (said.has(text)) continue;
        said.add(text);
      }
      yield { value: statement };
    }
  }
}

function toStatement(product: object, claim: VexClaim): object {
  const { id, aliases, title, components, status, timestamp } = claim;
  const others = [...new Set(aliases)].filter((alias) => alias !== id);
  return {
    vulnerability: {
      name: id,
      description: title === '' ? undefined : title,
      aliases: others.length === 0 ? undefined : others,
    },
    timestamp: isTime(timestamp) ? timestamp : undefined,
    products: [
      components.length === 0 ? product : { ...product, subcomponents: toSubcomponents(components) },
    ],
    status,
    ...toWords(claim),
  };
}

function toWords({ status, justification, text }: VexClaim): object {
  if (status === 'affected') return { action_statement: text };
  if (status !== 'not_affected') return { status_notes: text };
  return justification === '' ? { impact_statement: text } : { status_notes: text, justification };
}

function toProduct({ purl, digest }: VexImage): object {
  if (purl !== null) return { '@id': purl, identifiers: { purl } };
  if (digest === null) return { '@id': 'urn:plimsoll:image:unknown' };
  const [algorithm, hex] = digest.split(':');
  return { '@id': `urn:plimsoll:image:${digest}`, hashes: { [algorithm!.replace('sha', 'sha-')]: hex } };
}

function toSubcomponents(components: readonly VexComponent[]): object[] {
  const purls = components.map(({ purl }) => ({ text: purl, purl: usablePurl(purl) }));
  const items = purls.map(({ text, purl }) =>
    purl === null
      ? { '@id': `urn:plimsoll:package:${digestOfPieces('package', [text])}` }
      : { '@id': purl, identifiers: { purl } },
  );
  return [...new Map(items.map((item) => [item['@id'], item])).values()];
}

/** Of a statement that is passed on: whoever made it may have written anything. */
function isTime(timestamp: string): boolean {
  return (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(timestamp) && !Number.isNaN(Date.parse(timestamp))
  );
}
