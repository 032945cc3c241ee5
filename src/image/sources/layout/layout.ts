/** OCI layouts: a folder, or a tar of one. */
import type { ImageSource } from '../../source.ts';
import { openStored, type StoredSettings } from '../../stored/open-stored.ts';

export function createLayoutSource(settings: StoredSettings): ImageSource {
  const form = 'oci-layout';
  return { id: form, open: (request) => openStored({ request, settings, form, source: form }) };
}
