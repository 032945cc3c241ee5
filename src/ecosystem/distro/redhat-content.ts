/**
 * Which lines of Red Hat's products an image was built from: content manifests and labels that its build left in
 * `root/buildinfo` or `usr/share/buildinfo`, and the repositories that dnf has switched on.
 * Left out: labels of the image's configuration, entitlements, `dnf/vars`.
 */

import { parseJsonText } from '../../base/json.ts';
import { MIB } from '../../base/limits.ts';
import { findRedHatLine, supportStream } from '../../base/redhat-cpe.ts';
import type { Distro } from '../../model/distro.ts';
import type { FileEntry } from '../../model/file.ts';
import { compareText } from '../../model/problem.ts';
import type { MergedFacts, OpenFile, WholeReader } from '../../model/reader.ts';
import { list, text } from '../../model/shape.ts';
import { findContentLine } from './content-sets.ts';

const BUILD_INFO =
  /^(?:root|var\/roothome|usr\/share)\/buildinfo\/(?:(?:content_manifests\/)?[^/]+\.json|Dockerfile[^/]*)$/;
const REPOSITORY = /^etc\/yum\.repos\.d\/[^/]+\.repo$/;

/** The fact: names of content sets and repositories, and CPEs. */
export const redhatContentReader: WholeReader<readonly string[]> = {
  id: 'redhat-content',
  version: 1,
  shape: list(text),
  kind: 'whole',
  maxBytes: 8 * MIB,
  wellKnownPaths: [
    'etc/yum.repos.d/redhat.repo',
    'etc/yum.repos.d/ubi.repo',
    'root/buildinfo/labels.json',
    'usr/share/buildinfo/content-sets.json',
    'usr/share/buildinfo/labels.json',
  ],
  wants: ({ path }: FileEntry): boolean => BUILD_INFO.test(path) || REPOSITORY.test(path),
  read(file: OpenFile): readonly string[] | null {
    const content = new TextDecoder().decode(file.bytes);
    const { path } = file.entry;
    if (path.endsWith('.repo')) return cleaned(enabledRepositories(content));
    if (!path.endsWith('.json')) return cleaned(cpesIn(content));
    const names = namesIn(content);
    if (names === null) file.warn('redhat-build-info', 'It is no JSON object.');
    return names === null ? null : cleaned(names);
  },
};

/**
 * Lines besides RHEL itself; with `enterprise_linux:9` among them where its own content is there too. Empty where nothing
 * tells: then the image is judged as one of RHEL itself.
 */
export function findRedHatStreams(distro: Distro, facts: MergedFacts): readonly string[] {
  const release = distro.versionId.split('.')[0] ?? '';
  const streams = facts
    .all(redhatContentReader)
    .flatMap(({ fact }) => fact)
    .map((name) =>
      name.startsWith('cpe:/') ? findRedHatLine(name) : findContentLine(name, distro.versionId),
    )
    .filter((line) => line !== null && line.release === release)
    .map((line) => (line!.stream === '' ? `enterprise_linux:${release}` : line!.stream));
  const found = [...new Set(streams.flatMap(withinEus))].sort(compareText);
  return found.every((stream) => stream.startsWith('enterprise_linux:')) ? [] : found;
}

/** The longest supports go on from EUS: its fixes lie in their repositories. */
function withinEus(stream: string): readonly string[] {
  const version = /^rhel_(?:aus|e4s|tus):(.+)$/.exec(stream)?.[1];
  return version === undefined ? [stream] : [stream, supportStream('eus', version)];
}

const MOST_NAMES = 1000;

function cleaned(names: readonly string[]): readonly string[] {
  const fitting = names.filter((name) => /^[\w.:/~-]{1,200}$/.test(name));
  return [...new Set(fitting)].slice(0, MOST_NAMES).sort(compareText);
}

/** `content_sets` of a manifest (Red Hat's image content manifest, icm_version 1), `cpe` of a file of labels. Null for no object. */
function namesIn(json: string): readonly string[] | null {
  try {
    const value = parseJsonText(json);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const { content_sets: sets, cpe } = value as Readonly<Record<string, unknown>>;
    const all: readonly unknown[] = [...(Array.isArray(sets) ? sets : []), cpe];
    return all.filter((name): name is string => typeof name === 'string');
  } catch {
    return null;
  }
}

/** `LABEL cpe="cpe:/a:redhat:…"` of a Dockerfile. */
function cpesIn(dockerfile: string): readonly string[] {
  return dockerfile
    .split('\n')
    .flatMap((line) => /(?:^|\s)["']?cpe["']?\s*=\s*["']?(cpe:\/[\w.:~-]{1,150})/.exec(line)?.[1] ?? []);
}

/** Sections of dnf's files (dnf.conf(5)); one without `enabled` is on. */
function enabledRepositories(repositories: string): readonly string[] {
  const enabled = new Map<string, boolean>();
  let section = '';
  for (const line of repositories.split('\n')) {
    const name = /^\s*\[([^\]]{1,200})\]\s*$/.exec(line)?.[1];
    if (name !== undefined) {
      section = name;
      enabled.set(name, true);
    }
    const value = /^\s*enabled\s*=\s*(\S+)\s*$/i.exec(line)?.[1];
    if (value !== undefined && section !== '') enabled.set(section, /^(?:1|true|yes|on)$/i.test(value));
  }
  return [...enabled].flatMap(([name, isOn]) => (isOn && name !== 'main' ? [name] : []));
}
