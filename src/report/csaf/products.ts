/**
 * The product tree of a CSAF document (CSAF 2.0, 3.2.2): images, packages, and each package as a component of the
 * image that it is in. Ids are numbers in the order of the reports.
 */
import { type JsonTree, listOf } from '../json-tree.ts';
import {
  usablePurl,
  type VexClaim,
  type VexComponent,
  type VexImage,
  type VexSubject,
} from '../vex-document.ts';

export interface ProductTable {
  readonly images: readonly NamedImage[];
  readonly packages: readonly NamedPackage[];
  readonly relations: readonly Relation[];
  /** Ids of what a claim about the image of a subject is about. */
  idsOf(subject: number, claim: VexClaim): readonly string[];
}

interface NamedImage {
  readonly id: string;
  readonly image: VexImage;
}

interface NamedPackage {
  readonly id: string;
  readonly component: VexComponent;
}

interface Relation {
  readonly id: string;
  readonly image: NamedImage;
  readonly part: NamedPackage;
}

export function toProducts(subjects: readonly VexSubject[]): ProductTable {
  const packages = new Map<string, NamedPackage>();
  const relations = new Map<string, Relation>();
  const images = subjects.map(({ image }, index) => ({ id: `image-${index}`, image }));
  for (const [index, { claims }] of subjects.entries()) {
    const image = images[index]!;
    for (const component of claims.flatMap((claim) => claim.components)) {
      const part = packages.get(component.purl) ?? { id: `package-${packages.size}`, component };
      packages.set(component.purl, part);
      const id = `${image.id}-${part.id}`;
      if (!relations.has(id)) relations.set(id, { id, image, part });
    }
  }
  return {
    images,
    packages: [...packages.values()],
    relations: [...relations.values()],
    idsOf(subject, { components }) {
      const image = images[subject]!.id;
      return components.length === 0
        ? [image]
        : components.map(({ purl }) => `${image}-${packages.get(purl)!.id}`);
    },
  };
}

export function treeOf({ images, packages, relations }: ProductTable): JsonTree {
  const names = [
    ...images.map(({ id, image }) => ({ name: image.name, product_id: id, ...imageHelper(image) })),
    ...packages.map(({ id, component }) => ({
      name: nameOf(component),
      product_id: id,
      ...packageHelper(component),
    })),
  ];
  return {
    branch: {
      full_product_names: listOf(names, (value) => ({ value })),
      relationships:
        relations.length === 0
          ? undefined
          : listOf(relations, (relation) => ({ value: toRelationship(relation) })),
    },
  };
}

function toRelationship({ id, image, part }: Relation): object {
  return {
    category: 'default_component_of',
    full_product_name: { name: `${nameOf(part.component)} in ${image.image.name}`, product_id: id },
    product_reference: part.id,
    relates_to_product_reference: image.id,
  };
}

function nameOf({ name, purl }: VexComponent): string {
  return name || purl || 'a package without a name';
}

function imageHelper({ purl, digest, name }: VexImage): object {
  if (purl !== null) return { product_identification_helper: { purl } };
  if (digest === null) return {};
  const [algorithm, value] = digest.split(':');
  const hashes = [{ file_hashes: [{ algorithm, value }], filename: name }];
  return { product_identification_helper: { hashes } };
}

function packageHelper({ purl }: VexComponent): object {
  const usable = usablePurl(purl);
  return usable === null ? {} : { product_identification_helper: { purl: usable } };
}
