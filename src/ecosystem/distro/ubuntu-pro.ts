/**
 * Ubuntu Pro in an image: `var/lib/ubuntu-advantage/status.json`, which the `pro` client writes. A service that is enabled
 * is a stream that the image takes part in.
 */

import { parseJsonText } from '../../base/json.ts';
import { MIB } from '../../base/limits.ts';
import type { FileEntry } from '../../model/file.ts';
import { compareText } from '../../model/problem.ts';
import type { MergedFacts, OpenFile, WholeReader } from '../../model/reader.ts';
import { list, text } from '../../model/shape.ts';

const PATH = 'var/lib/ubuntu-advantage/status.json';

/** The fact is the enabled services, sorted. */
export const ubuntuProReader: WholeReader<readonly string[]> = {
  id: 'ubuntu-pro',
  version: 1,
  shape: list(text),
  kind: 'whole',
  maxBytes: MIB,
  wellKnownPaths: [PATH],
  wants: (entry: FileEntry): boolean => entry.path === PATH,
  read(file: OpenFile): readonly string[] | null {
    const services = parseStatus(new TextDecoder().decode(file.bytes));
    if (services === null) file.warn('ubuntu-pro-status', 'It is no status of Ubuntu Pro.');
    return services;
  },
};

/** What the topmost status says; empty where there is none. */
export function findProStreams(facts: MergedFacts): readonly string[] {
  return facts.all(ubuntuProReader)[0]?.fact ?? [];
}

const NAME = /^[a-z][a-z0-9-]{1,40}$/;
const MOST_SERVICES = 100;

/** Null for text that is no status. */
export function parseStatus(json: string): readonly string[] | null {
  const services = servicesOf(json);
  if (services === null) return null;
  const enabled = services.slice(0, MOST_SERVICES).flatMap((service) => {
    if (typeof service !== 'object' || service === null) return [];
    const { name, status } = service as Readonly<Record<string, unknown>>;
    return typeof name === 'string' && NAME.test(name) && status === 'enabled' ? [name] : [];
  });
  return [...new Set(enabled)].sort(compareText);
}

function servicesOf(json: string): readonly unknown[] | null {
  try {
    const status = parseJsonText(json);
    if (typeof status !== 'object' || status === null || !('services' in status)) return null;
    return Array.isArray(status.services) ? status.services : null;
  } catch {
    return null;
  }
}
