/** The product tree of one document: what a product id says of a package, and in which line of products it is. */
import { findRedHatLine } from '../../../base/redhat-cpe.ts';
import { parsePurl } from '../../../model/purl.ts';
import { type Fields, fieldsOf, isName, listOf, textOf } from '../../fields.ts';

/** A package in a product. */
export interface Component {
  /** Major release of RHEL. */
  readonly release: string;
  /** As in AdvisoryScope. */
  readonly stream: string;
  /** `name:stream`; empty = of no module. */
  readonly module: string;
  readonly name: string;
  /** With its epoch; empty where none is told. */
  readonly version: string;
  /** `src` for a source package, empty for all. */
  readonly arch: string;
}

/** A component, or in a word why there is none. */
export type Found = Component | string;

/** By product id. */
export function readProducts(tree: Fields): (id: string) => Found {
  const helpers = new Map<string, Fields>();
  collect(listOf(tree['branches']), helpers, 0);
  const relations = new Map<string, Relation>();
  for (const entry of listOf(tree['relationships'])) {
    const relation = fieldsOf(entry);
    const id = textOf(fieldsOf(relation['full_product_name'])['product_id']);
    const part = textOf(relation['product_reference']);
    relations.set(id, { part, whole: textOf(relation['relates_to_product_reference']) });
  }
  return (id) => find(id, helpers, relations);
}

interface Relation {
  readonly part: string;
  readonly whole: string;
}

const MOST_DEPTH = 20;

function collect(branches: readonly unknown[], into: Map<string, Fields>, depth: number): void {
  if (depth > MOST_DEPTH) throw new Error('its products lie too deep in each other');
  for (const branch of branches.map(fieldsOf)) {
    const product = fieldsOf(branch['product']);
    const id = textOf(product['product_id']);
    if (id !== '') into.set(id, fieldsOf(product['product_identification_helper']));
    collect(listOf(branch['branches']), into, depth + 1);
  }
}

function find(
  id: string,
  helpers: ReadonlyMap<string, Fields>,
  relations: ReadonlyMap<string, Relation>,
): Found {
  const relation = relations.get(id);
  if (relation === undefined) return 'no-package';
  const purl = textOf(helpers.get(relation.part)?.['purl']);
  if (!purl.startsWith('pkg:rpm/')) return purl.startsWith('pkg:oci/') ? 'container-image' : 'no-rpm';
  // Older documents put a package into a module, and the module into a product.
  const outer = relations.get(relation.whole);
  const module = outer === undefined ? '' : textOf(helpers.get(outer.part)?.['purl']);
  const cpe = textOf(helpers.get(outer?.whole ?? relation.whole)?.['cpe']);
  return toComponent(purl, module, cpe);
}

function toComponent(purlText: string, outerModule: string, cpe: string): Found {
  const purl = parsePurl(purlText);
  if (purl === null || !isName(purl.name)) return 'unreadable-package';
  const module = moduleOf(purl.qualifiers.get('rpmmod') ?? '', outerModule);
  if (module === null) return 'unreadable-module';
  const version = versionOf(purl.version, purl.qualifiers.get('epoch') ?? '');
  if (WHOLE_MODULE.test(version)) return 'whole-module';
  const line = findRedHatLine(cpe);
  if (line === null) return 'unknown-product';
  const release = line.release === '' ? releaseIn(`${version}:${module}`) : line.release;
  if (!/^(?:[2-9]|[1-9]\d)$/.test(release)) return 'no-release';
  const arch = purl.qualifiers.get('arch') ?? '';
  return {
    release,
    stream: line.stream,
    module,
    name: purl.name,
    version,
    arch: arch === 'noarch' ? '' : arch,
  };
}

/** `3.9-8100020240826142629.d47b87a4`: the build of a module, which is no version of a package. */
const WHOLE_MODULE = /-\d{16,22}\.[0-9a-f]{8}$/;

/** `name:stream:version:context`, or the same as `pkg:rpmmod/redhat/name@stream:version:context`. Null for other text. */
function moduleOf(qualifier: string, outer: string): string | null {
  if (qualifier === '' && outer === '') return '';
  const inner = parsePurl(outer);
  const text = qualifier === '' && inner !== null ? `${inner.name}:${inner.version}` : qualifier;
  return /^([\w.+-]{1,100}:[\w.+-]{1,100})(?::|$)/.exec(text)?.[1] ?? null;
}

function versionOf(version: string, epoch: string): string {
  if (version === '' || !isName(version)) return '';
  return /^[1-9]\d{0,9}$/.test(epoch) ? `${epoch}:${version}` : version;
}

/** Products that are built for several releases say it in the package's own release: `1.2-3.el8`. */
function releaseIn(text: string): string {
  return /[.:+_]el(\d{1,2})(?!\d)/.exec(text)?.[1] ?? '';
}
