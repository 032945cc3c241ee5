/**
 * SPDX 3.0 in JSON-LD, in its usual form: a `@graph` of elements with the names of SPDX's own context. Packages with
 * their package URL, the operating system and the image by their purpose. Left out: other contexts, files, licences
 * (elements of their own), relationships.
 */
import { InputError } from '../../../base/errors.ts';
import { isObject, type JsonObject, listField, textField, textsField } from '../../../base/json-fields.ts';
import { isDigest } from '../../../model/digest.ts';
import { distroId, namedDistro } from '../../distro-names.ts';
import { readOciPurl } from '../../image-info.ts';
import {
  NO_IMAGE,
  type SbomComponent,
  type SbomDistro,
  type SbomDocument,
  type SbomImage,
  sbomComponent,
} from '../../sbom-document.ts';
import type { SbomFormat } from '../../sbom-format.ts';

export const spdx3: SbomFormat = {
  id: 'spdx-3',
  sniffs: (head) => CONTEXT.test(head),
  recognises: (json) => textsField(json, '@context').some((context) => CONTEXT.test(context)),
  parse,
};

const CONTEXT = /spdx\.org\/rdf\/\d/;

function parse(json: JsonObject, where: string): SbomDocument {
  const elements = listField(json, '@graph').filter(isObject);
  const version = versionOf(json, elements);
  if (!/^3\.0(?:\.\d+)?$/.test(version)) throw unknownVersion(version, where);
  const packages = elements.filter((element) => ['software_Package', 'Package'].includes(typeOf(element)));
  const image = packages.find((pkg) => purpose(pkg) === 'container' || purlOf(pkg).startsWith('pkg:oci/'));
  const isPart = (pkg: JsonObject): boolean => pkg !== image && !isSystem(pkg) && !isFile(pkg);
  return {
    format: `SPDX ${version}`,
    madeBy: madeBy(elements),
    image: image === undefined ? { ...NO_IMAGE, reference: documentName(elements) } : readImage(image),
    distros: packages.filter(isSystem).map(toDistro),
    components: packages.filter(isPart).map(toComponent),
    unidentifiedExecutables: null,
    problems: [],
  };
}

/** Of the document's creation, else of the context's address. */
function versionOf(json: JsonObject, elements: readonly JsonObject[]): string {
  const told = elements.map((element) => textField(element, 'specVersion')).find((text) => text !== '');
  const context = textsField(json, '@context').find((text) => CONTEXT.test(text)) ?? '';
  return told ?? /\/rdf\/(\d[\d.]{0,10})/.exec(context)?.[1] ?? '';
}

function typeOf(element: JsonObject): string {
  return textField(element, 'type') || textField(element, '@type');
}

function purpose(pkg: JsonObject): string {
  return textField(pkg, 'software_primaryPurpose');
}

function isSystem(pkg: JsonObject): boolean {
  return purpose(pkg) === 'operatingSystem';
}

function isFile(pkg: JsonObject): boolean {
  return purlOf(pkg) === '' && purpose(pkg) === 'file';
}

function purlOf(pkg: JsonObject): string {
  const direct = textField(pkg, 'software_packageUrl');
  if (direct !== '') return direct;
  const identifier = listField(pkg, 'externalIdentifier')
    .filter(isObject)
    .find((candidate) => textField(candidate, 'externalIdentifierType') === 'packageUrl');
  return identifier === undefined ? '' : textField(identifier, 'identifier');
}

function madeBy(elements: readonly JsonObject[]): string {
  const tool = elements.find((element) => typeOf(element) === 'Tool');
  return tool === undefined ? '' : textField(tool, 'name');
}

function documentName(elements: readonly JsonObject[]): string {
  const document = elements.find((element) => typeOf(element) === 'SpdxDocument');
  return document === undefined ? '' : textField(document, 'name');
}

function toComponent(pkg: JsonObject): SbomComponent {
  return sbomComponent({
    name: textField(pkg, 'name'),
    version: textField(pkg, 'software_packageVersion'),
    purl: purlOf(pkg),
    evidence: 'SBOM',
  });
}

function toDistro(pkg: JsonObject): SbomDistro {
  const version = textField(pkg, 'software_packageVersion');
  return { ...namedDistro(distroId(textField(pkg, 'name')), version), ref: textField(pkg, 'spdxId') };
}

function readImage(pkg: JsonObject): SbomImage {
  const oci = readOciPurl(purlOf(pkg));
  const version = textField(pkg, 'software_packageVersion');
  return {
    ...NO_IMAGE,
    reference: textField(pkg, 'name'),
    names: oci?.names ?? [],
    manifestDigest: oci?.manifestDigest ?? (isDigest(version) ? version : ''),
    platform: oci?.platform ?? '',
  };
}

function unknownVersion(version: string, where: string): InputError {
  return new InputError('sbom-version', {
    what: `SPDX ${JSON.stringify(version.slice(0, 20))} cannot be read.`,
    where,
    wayOut: 'Write the SBOM in SPDX 2.3 or 3.0, in JSON.',
  });
}
