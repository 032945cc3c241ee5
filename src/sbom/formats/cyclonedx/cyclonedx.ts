/**
 * CycloneDX 1.2 to 1.7 (ECMA-424) in JSON: components at any depth, the operating system among them, the image as the
 * document's subject. What Plimsoll, Syft and Trivy write into properties is understood. Left out: dependencies,
 * services, formulation, flaws that the document lists, and files, which are components here.
 */
import { InputError } from '../../../base/errors.ts';
import { isObject, type JsonObject, listField, objectField, textField } from '../../../base/json-fields.ts';
import type { Problem } from '../../../model/problem.ts';
import { type SbomComponent, type SbomDocument, sbomProblem } from '../../sbom-document.ts';
import type { SbomFormat } from '../../sbom-format.ts';
import { readComponent } from './component.ts';
import { readDistro } from './distro.ts';
import { readImage } from './image.ts';
import { ownProblems } from './own.ts';
import { type Properties, propertiesOf } from './properties.ts';

export const cyclonedx: SbomFormat = {
  id: 'cyclonedx',
  sniffs: (head) => /"bomFormat"\s*:\s*"CycloneDX"|cyclonedx\.org\/schema\/bom-/.test(head),
  recognises: (json) => textField(json, 'bomFormat') === 'CycloneDX',
  parse,
};

function parse(json: JsonObject, where: string): SbomDocument {
  const version = textField(json, 'specVersion');
  if (!/^1\.[2-9]$/.test(version)) throw unknownVersion(version, where);
  const { subject, parts } = findParts(json, where);
  const properties = subjectProperties(json, subject);
  const unidentified = properties.text('plimsoll:coverage:unidentifiedExecutables');
  return {
    format: `CycloneDX ${version}`,
    madeBy: madeBy(objectField(json, 'metadata')),
    image: readImage(subject, properties),
    distros: parts.flatMap((part) => (isSystem(part) ? [readDistro(part)] : [])),
    components: parts.flatMap(toComponents),
    unidentifiedExecutables: /^\d{1,9}$/.test(unidentified) ? Number(unidentified) : null,
    problems: [...ownProblems(properties), ...newVersion(version), ...incompleteness(json, properties)],
  };
}

interface Parts {
  /** The component that the document is about; empty where it does not say. */
  readonly subject: JsonObject;
  /** All others, in the order of the document. */
  readonly parts: readonly JsonObject[];
}

/** A document of ours about several images has no subject, but a component for each image. */
function findParts(json: JsonObject, where: string): Parts {
  const subject = objectField(objectField(json, 'metadata'), 'component');
  const components = listField(json, 'components').filter(isObject);
  const images = components.filter(
    (part) => textField(part, 'type') === 'container' && listField(part, 'components').length > 0,
  );
  if (images.length > 1) throw severalImages(images.length, where);
  const only = Object.keys(subject).length === 0 ? images[0] : undefined;
  const nested = [...flatten(components), ...flatten(listField(subject, 'components').filter(isObject))];
  return { subject: only ?? subject, parts: nested.filter((part) => part !== only) };
}

/** Components and those in them. A list to work off: a document may be deep. */
function flatten(components: readonly JsonObject[]): JsonObject[] {
  const found: JsonObject[] = [];
  const open = components.toReversed();
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    found.push(part);
    for (const inner of listField(part, 'components').toReversed()) if (isObject(inner)) open.push(inner);
  }
  return found;
}

function subjectProperties(json: JsonObject, subject: JsonObject): Properties {
  return propertiesOf(objectField(json, 'metadata'), subject);
}

function isSystem(part: JsonObject): boolean {
  return textField(part, 'type') === 'operating-system';
}

/** Nothing that is installed and could have a flaw of its own. */
const NO_PACKAGES = new Set([
  'container',
  'cryptographic-asset',
  'data',
  'device',
  'file',
  'machine-learning-model',
  'operating-system',
]);

function toComponents(part: JsonObject): SbomComponent[] {
  if (textField(part, 'purl') === '' && (NO_PACKAGES.has(textField(part, 'type')) || isList(part))) return [];
  return isSystem(part) ? [] : [readComponent(part)];
}

/** Trivy's component for a lock file: the packages of it are components of their own. */
function isList(part: JsonObject): boolean {
  return (
    textField(part, 'type') === 'application' && propertiesOf(part).text('aquasecurity:trivy:Class') !== ''
  );
}

/** Up to 1.4 a list of tools, since 1.5 an object. */
function madeBy(metadata: JsonObject): string {
  const tools = [
    ...listField(metadata, 'tools'),
    ...listField(objectField(metadata, 'tools'), 'components'),
  ].filter(isObject);
  const [tool] = tools;
  return tool === undefined ? '' : `${textField(tool, 'name')} ${textField(tool, 'version')}`.trim();
}

function newVersion(version: string): Problem[] {
  if (/^1\.[2-7]$/.test(version)) return [];
  return [
    sbomProblem('sbom-new-version', 'incomplete', {
      message: `CycloneDX ${version} is newer than what is known here (1.7): what is new in it was passed over`,
      wayOut: 'update plimsoll, or write the SBOM in version 1.6',
    }),
  ];
}

/** Ours says why; that of others only that. */
function incompleteness(json: JsonObject, properties: Properties): Problem[] {
  if (properties.text('plimsoll:coverage') !== '') return [];
  const parts = listField(json, 'compositions').filter(isObject);
  if (!parts.some((part) => textField(part, 'aggregate').startsWith('incomplete'))) return [];
  return [
    sbomProblem('sbom-incomplete', 'incomplete', { message: 'the document says that it is incomplete' }),
  ];
}

function unknownVersion(version: string, where: string): InputError {
  return new InputError('sbom-version', {
    what: `CycloneDX ${JSON.stringify(version.slice(0, 20))} cannot be read.`,
    where,
    wayOut: 'Write the SBOM in CycloneDX 1.2 to 1.7, in JSON.',
  });
}

function severalImages(count: number, where: string): InputError {
  return new InputError('sbom-several-images', {
    what: `The document describes ${count} images.`,
    where,
    wayOut: 'Make an SBOM of each image by itself.',
  });
}
