/** The image that a document is about: from its subject's fields, its package URL, and properties. */
import { type JsonObject, textField } from '../../../base/json-fields.ts';
import { isDigest } from '../../../model/digest.ts';
import { readOciPurl } from '../../image-info.ts';
import type { SbomImage } from '../../sbom-document.ts';
import type { Properties } from './properties.ts';

const TRIVY = 'aquasecurity:trivy:';
const OWN = 'plimsoll:image:';

export function readImage(subject: JsonObject, properties: Properties): SbomImage {
  return properties.text(`${OWN}source`) === '' ? foreignImage(subject, properties) : ownImage(properties);
}

function ownImage(properties: Properties): SbomImage {
  const own = (name: string): string => properties.text(`${OWN}${name}`);
  return {
    reference: own('reference'),
    names: properties.list(`${OWN}name`),
    source: own('source'),
    id: own('id'),
    manifestDigest: own('manifestDigest'),
    indexDigest: own('indexDigest'),
    platform: own('platform'),
    labels: properties.after(`${OWN}label:`),
    diffIds: properties.list(`${OWN}layer:diffId`),
  };
}

function foreignImage(subject: JsonObject, properties: Properties): SbomImage {
  const oci = readOciPurl(textField(subject, 'purl'));
  const version = textField(subject, 'version');
  const names = [...properties.list(`${TRIVY}RepoTag`), ...(oci?.names ?? [])];
  return {
    reference: textField(subject, 'name'),
    names: [...new Set(names)],
    source: '',
    id: properties.text(`${TRIVY}ImageID`),
    manifestDigest: oci?.manifestDigest ?? (isDigest(version) ? version : ''),
    indexDigest: '',
    platform: oci?.platform ?? '',
    labels: new Map([...properties.after(`${TRIVY}Labels:`), ...properties.after('syft:image:labels:')]),
    diffIds: properties.list(`${TRIVY}DiffID`),
  };
}
