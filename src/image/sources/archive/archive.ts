/** Archives: of any form, found by looking, or `docker save` archives alone. */
import type { ImageSource } from '../../source.ts';
import { openStored, type StoredSettings } from '../../stored/open-stored.ts';

/** An archive or folder whose form is found by looking; the image says which it was. */
export function createArchiveSource(settings: StoredSettings): ImageSource {
  return { id: 'archive', open: (request) => openStored({ request, settings, form: 'any', source: null }) };
}

/** What `docker save` and its like write, as an archive, a stream or an unpacked folder. */
export function createDockerArchiveSource(settings: StoredSettings): ImageSource {
  const form = 'docker-archive';
  return { id: form, open: (request) => openStored({ request, settings, form, source: form }) };
}
