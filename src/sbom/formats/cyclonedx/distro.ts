/** The operating system, a component of its own. */
import { isObject, type JsonObject, listField, objectField, textField } from '../../../base/json-fields.ts';
import { distroId } from '../../distro-names.ts';
import type { SbomDistro } from '../../sbom-document.ts';
import { propertiesOf } from './properties.ts';

/** No image takes part in more. */
const MOST_STREAMS = 1000;

export function readDistro(part: JsonObject): SbomDistro {
  const properties = propertiesOf(part);
  const [occurrence] = listField(objectField(part, 'evidence'), 'occurrences').filter(isObject);
  const index = properties.text('plimsoll:layer:index');
  return {
    ref: textField(part, 'bom-ref'),
    id: distroId(properties.text('syft:distro:id') || textField(part, 'name')),
    idLike: [
      ...properties.text('plimsoll:distro:idLike').split(' '),
      ...[...properties.after('syft:distro:idLike:').values()],
    ].filter((id) => id !== ''),
    versionId: properties.text('syft:distro:versionID') || textField(part, 'version'),
    codename: properties.text('plimsoll:distro:codename', 'syft:distro:versionCodename'),
    prettyName: properties.text('syft:distro:prettyName') || textField(part, 'description'),
    streams: properties
      .list('plimsoll:distro:stream')
      .filter((stream) => stream !== '')
      .slice(0, MOST_STREAMS),
    confidence: properties.text('plimsoll:distro:confidence') === 'guessed' ? 'guessed' : 'release-file',
    foundAt: {
      path: occurrence === undefined ? '' : textField(occurrence, 'location'),
      layerIndex: /^\d{1,6}$/.test(index) ? Number(index) : 0,
    },
  };
}
