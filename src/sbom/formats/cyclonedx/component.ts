/** One component: its CycloneDX fields, and what Plimsoll, Syft or Trivy say of it in properties. */
import { isObject, type JsonObject, listField, objectField, textField } from '../../../base/json-fields.ts';
import { NO_LAYER, type SbomComponent, sbomComponent } from '../../sbom-document.ts';
import { readOwnParts } from './own.ts';
import { type Properties, propertiesOf } from './properties.ts';

export function readComponent(part: JsonObject): SbomComponent {
  const properties = propertiesOf(part);
  const purl = textField(part, 'purl');
  return sbomComponent({
    name: fullName(part, purl.startsWith('pkg:maven/') ? ':' : '/'),
    version: textField(part, 'version'),
    purl,
    licences: licencesOf(part),
    vendor: vendorOf(part),
    path: placeOf(part, properties),
    ...(properties.text('plimsoll:ecosystem') === ''
      ? foreignParts(properties)
      : readOwnParts(part, properties)),
  });
}

function fullName(part: JsonObject, separator: string): string {
  const group = textField(part, 'group');
  const name = textField(part, 'name');
  return group === '' ? name : `${group}${separator}${name}`;
}

function vendorOf(part: JsonObject): string {
  return textField(part, 'publisher') || textField(objectField(part, 'supplier'), 'name');
}

/** `{license: {id}}`, `{license: {name}}` or `{expression}`. */
function licencesOf(part: JsonObject): string[] {
  return listField(part, 'licenses')
    .filter(isObject)
    .map((choice) => {
      const licence = objectField(choice, 'license');
      return textField(licence, 'id') || textField(licence, 'name') || textField(choice, 'expression');
    })
    .filter((text) => text !== '');
}

function placeOf(part: JsonObject, properties: Properties): string {
  const [occurrence] = listField(objectField(part, 'evidence'), 'occurrences').filter(isObject);
  const told = occurrence === undefined ? '' : textField(occurrence, 'location');
  return (told || properties.text('syft:location:0:path', 'aquasecurity:trivy:FilePath')).replace(/^\/+/, '');
}

const TRIVY = 'aquasecurity:trivy:';

function foreignParts(properties: Properties): Partial<SbomComponent> {
  const label = properties.text(`${TRIVY}Modularitylabel`, 'syft:metadata:modularityLabel');
  return {
    evidence: 'SBOM',
    architecture: properties.text('syft:metadata:architecture'),
    sourceName: properties.text(`${TRIVY}SrcName`, 'syft:metadata:source', 'syft:metadata:originPackage'),
    sourceVersion: trivyVersion(properties) || properties.text('syft:metadata:sourceVersion'),
    moduleStream: label.split(':').slice(0, 2).join(':'),
    layer: { ...NO_LAYER, diffId: properties.text(`${TRIVY}LayerDiffID`, 'syft:location:0:layerID') },
  };
}

/** Trivy writes the source's epoch, version and release apart. */
function trivyVersion(properties: Properties): string {
  const version = properties.text(`${TRIVY}SrcVersion`);
  const release = properties.text(`${TRIVY}SrcRelease`);
  const epoch = properties.text(`${TRIVY}SrcEpoch`);
  if (version === '') return '';
  return `${epoch === '' || epoch === '0' ? '' : `${epoch}:`}${version}${release === '' ? '' : `-${release}`}`;
}
