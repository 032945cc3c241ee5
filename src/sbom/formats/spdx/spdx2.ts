/**
 * SPDX 2.2 and 2.3 in JSON: packages, each with its package URL as external reference. Layers and sources of packages as
 * Trivy writes them into annotations, places as Syft writes them into `sourceInfo`. Left out: files, snippets,
 * relationships but those that name the subject and that put one package into another: Syft says so of a library whose
 * files a package of the distribution owns.
 */
import { InputError } from '../../../base/errors.ts';
import { isObject, type JsonObject, listField, textField, textsField } from '../../../base/json-fields.ts';
import { isDigest } from '../../../model/digest.ts';
import { distroId, namedDistro } from '../../distro-names.ts';
import { readOciPurl } from '../../image-info.ts';
import {
  NO_IMAGE,
  NO_LAYER,
  type SbomComponent,
  type SbomDistro,
  type SbomDocument,
  type SbomImage,
  sbomComponent,
} from '../../sbom-document.ts';
import type { SbomFormat } from '../../sbom-format.ts';

export const spdx2: SbomFormat = {
  id: 'spdx-2',
  sniffs: (head) => /"spdxVersion"\s*:\s*"SPDX-|"SPDXID"\s*:\s*"SPDXRef-/.test(head),
  recognises: (json) => textField(json, 'spdxVersion').startsWith('SPDX-'),
  parse,
};

function parse(json: JsonObject, where: string): SbomDocument {
  const version = textField(json, 'spdxVersion').slice('SPDX-'.length);
  if (!/^2\.[23]$/.test(version)) throw unknownVersion(version, where);
  const packages = listField(json, 'packages').filter(isObject);
  const subjects = subjectsOf(json);
  const owners = ownersOf(json);
  const subject = packages.find((pkg) => isImage(pkg, subjects));
  const isPart = (pkg: JsonObject): boolean => pkg !== subject && !isSystem(pkg) && !isList(pkg);
  return {
    format: `SPDX ${version}`,
    madeBy: madeBy(json),
    image: subject === undefined ? { ...NO_IMAGE, reference: textField(json, 'name') } : readImage(subject),
    distros: packages.filter(isSystem).map(toDistro),
    components: packages.filter(isPart).map((pkg) => toComponent(pkg, owners)),
    unidentifiedExecutables: null,
    problems: [],
  };
}

/** What the document says it describes. */
function subjectsOf(json: JsonObject): ReadonlySet<string> {
  const related = listField(json, 'relationships')
    .filter(isObject)
    .filter((relationship) => textField(relationship, 'relationshipType') === 'DESCRIBES')
    .map((relationship) => textField(relationship, 'relatedSpdxElement'));
  return new Set([...textsField(json, 'documentDescribes'), ...related]);
}

function isImage(pkg: JsonObject, subjects: ReadonlySet<string>): boolean {
  if (purpose(pkg) === 'CONTAINER' || purlOf(pkg).startsWith('pkg:oci/')) return true;
  // A document may also describe all of its packages.
  return subjects.size === 1 && subjects.has(textField(pkg, 'SPDXID')) && purlOf(pkg) === '';
}

function isSystem(pkg: JsonObject): boolean {
  return purpose(pkg) === 'OPERATING-SYSTEM';
}

/** A lock file of Trivy's, or a file: what is in it stands beside it. */
function isList(pkg: JsonObject): boolean {
  if (purlOf(pkg) !== '') return false;
  return purpose(pkg) === 'FILE' || (purpose(pkg) === 'APPLICATION' && notesOf(pkg).has('Class'));
}

function purpose(pkg: JsonObject): string {
  return textField(pkg, 'primaryPackagePurpose').replaceAll('_', '-');
}

function purlOf(pkg: JsonObject): string {
  const reference = listField(pkg, 'externalRefs')
    .filter(isObject)
    .find((candidate) => textField(candidate, 'referenceType') === 'purl');
  return reference === undefined ? '' : textField(reference, 'referenceLocator');
}

/** `Tool: syft-1.2.3` */
function madeBy(json: JsonObject): string {
  const info = json['creationInfo'];
  const creators = isObject(info) ? textsField(info, 'creators') : [];
  const tool = creators.find((creator) => creator.startsWith('Tool:')) ?? '';
  return tool.slice('Tool:'.length).trim();
}

/** What each element lies in, by SPDXID. */
function ownersOf(json: JsonObject): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, string[]>();
  const add = (child: string, owner: string): void => {
    const known = owners.get(child);
    if (known === undefined) owners.set(child, [owner]);
    else known.push(owner);
  };
  for (const relationship of listField(json, 'relationships').filter(isObject)) {
    const [one, other] = ['spdxElementId', 'relatedSpdxElement'].map((key) => textField(relationship, key));
    const type = textField(relationship, 'relationshipType');
    const isOwned =
      type === 'OTHER' && textField(relationship, 'comment').startsWith('ownership-by-file-overlap');
    if (type === 'CONTAINS' || isOwned) add(other!, one!);
    if (type === 'CONTAINED_BY') add(one!, other!);
  }
  return owners;
}

function toComponent(pkg: JsonObject, owners: ReadonlyMap<string, readonly string[]>): SbomComponent {
  const notes = notesOf(pkg);
  const version = textField(pkg, 'versionInfo');
  return sbomComponent({
    name: textField(pkg, 'name'),
    version,
    purl: purlOf(pkg),
    evidence: 'SBOM',
    licences: licencesOf(pkg),
    vendor: vendorOf(pkg),
    path: placeOf(pkg),
    ref: textField(pkg, 'SPDXID'),
    ownerRefs: owners.get(textField(pkg, 'SPDXID')) ?? [],
    ...sourceOf(pkg),
    layer: { ...NO_LAYER, diffId: notes.get('LayerDiffID')?.[0] ?? '' },
  });
}

/** `Person: Name (mail)`: without the first word, the address as everywhere else. */
function vendorOf(pkg: JsonObject): string {
  return textField(pkg, 'supplier')
    .replace(/^(?:Person|Organization|NOASSERTION): ?|^NOASSERTION$/, '')
    .replace(/\(([^()\s]+@[^()\s]+)\)$/, '<$1>');
}

function licencesOf(pkg: JsonObject): readonly string[] {
  const texts = [textField(pkg, 'licenseDeclared'), textField(pkg, 'licenseConcluded')];
  const told = texts.find((text) => !['', 'NOASSERTION', 'NONE'].includes(text));
  return told === undefined ? [] : [told];
}

/** Syft: `acquired package info from DPKG DB: /var/lib/dpkg/status, …` */
function placeOf(pkg: JsonObject): string {
  return /^acquired package info from [^:]{1,100}: \/?([^,]+)/.exec(textField(pkg, 'sourceInfo'))?.[1] ?? '';
}

/** Trivy: `built package from: openssl 3.0.11-1~deb12u2` */
function sourceOf(pkg: JsonObject): Partial<SbomComponent> {
  const match = /^built package from: (\S+) (\S+)$/.exec(textField(pkg, 'sourceInfo'));
  return match === null ? {} : { sourceName: match[1]!, sourceVersion: match[2]! };
}

/** Trivy's `Key: value`, in annotations or, formerly, attribution texts. */
function notesOf(pkg: JsonObject): ReadonlyMap<string, readonly string[]> {
  const comments = listField(pkg, 'annotations')
    .filter(isObject)
    .map((annotation) => textField(annotation, 'comment'));
  const notes = new Map<string, string[]>();
  for (const text of [...comments, ...textsField(pkg, 'attributionTexts')]) {
    const [, key, value] = /^([A-Za-z][\w:.-]{0,200}): (.*)$/s.exec(text) ?? [];
    if (key === undefined) continue;
    const known = notes.get(key);
    if (known === undefined) notes.set(key, [value!]);
    else known.push(value!);
  }
  return notes;
}

function toDistro(pkg: JsonObject): SbomDistro {
  const version = textField(pkg, 'versionInfo');
  return { ...namedDistro(distroId(textField(pkg, 'name')), version), ref: textField(pkg, 'SPDXID') };
}

function readImage(pkg: JsonObject): SbomImage {
  const oci = readOciPurl(purlOf(pkg));
  const notes = notesOf(pkg);
  const version = textField(pkg, 'versionInfo');
  const names = [...(notes.get('RepoTag') ?? []), ...(oci?.names ?? [])];
  return {
    ...NO_IMAGE,
    reference: textField(pkg, 'name'),
    names: [...new Set(names)],
    id: notes.get('ImageID')?.[0] ?? '',
    manifestDigest: oci?.manifestDigest ?? (isDigest(version) ? version : ''),
    platform: oci?.platform ?? '',
    diffIds: notes.get('DiffID') ?? [],
  };
}

function unknownVersion(version: string, where: string): InputError {
  return new InputError('sbom-version', {
    what: `SPDX ${JSON.stringify(version.slice(0, 20))} cannot be read.`,
    where,
    wayOut: 'Write the SBOM in SPDX 2.3 or 3.0, in JSON.',
  });
}
