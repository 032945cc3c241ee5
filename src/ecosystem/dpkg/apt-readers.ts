/**
 * What APT leaves in an image about its repositories: the sources (sources.list(5), one-line and deb822 form), and the lists of
 * packages that it fetched (`var/lib/apt/lists`, named after the address they are from). Lists of the distribution itself are passed over: whatever
 * is in no other one is taken as its own. Left out: lists that are kept compressed, `preferences`, `trusted.gpg.d`.
 */
import { MIB } from '../../base/limits.ts';
import { headerOf, parseStanzas } from '../../base/rfc822.ts';
import { textLines } from '../../base/text-lines.ts';
import { baseName, type FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list, text } from '../../model/shape.ts';

const SOURCES = 'etc/apt/sources.list';
const LISTS = 'var/lib/apt/lists/';

/** The fact is the hosts that a file names, each once, in its order. */
export const aptSourcesReader: WholeReader<readonly string[]> = {
  id: 'apt-sources',
  version: 1,
  shape: list(text),
  kind: 'whole',
  maxBytes: MIB,
  wellKnownPaths: [SOURCES],
  wants: ({ path }: FileEntry): boolean =>
    path === SOURCES || (path.startsWith(`${SOURCES}.d/`) && /\.(?:list|sources)$/.test(path)),
  read(file: OpenFile): readonly string[] | null {
    const uris = file.entry.path.endsWith('.sources') ? stanzaUris(file.bytes) : lineUris(file.bytes);
    const hosts = [...new Set([...uris].flatMap(hostOf))].slice(0, MOST_HOSTS);
    return hosts.length === 0 ? null : hosts;
  },
};

/** The fact is `name version architecture` of each package, one a line. */
export const aptListReader: WholeReader<string> = {
  id: 'apt-list',
  version: 1,
  shape: text,
  kind: 'whole',
  maxBytes: 64 * MIB,
  wellKnownPaths: [],
  wants: ({ path }: FileEntry): boolean =>
    path.startsWith(LISTS) && path.endsWith('_Packages') && !isDistributionHost(hostOfList(path)),
  read(file: OpenFile): string | null {
    const lines: string[] = [];
    for (const stanza of parseStanzas(file.bytes, LIST_FIELDS)) {
      if (lines.length === MOST_PACKAGES) {
        file.warn(
          'package-record-damaged',
          `Only the first ${MOST_PACKAGES} packages of the list were read.`,
        );
        break;
      }
      const identity = [...LIST_FIELDS].map((name) => headerOf(stanza, name));
      if (identity.every((value) => value !== '' && value.length <= 300)) lines.push(identity.join(' '));
    }
    return lines.length === 0 ? null : lines.join('\n');
  },
};

/** The fact is who says to have made the repository: `Debian`, `Docker`, `LP-PPA-deadsnakes`. */
export const aptReleaseReader: WholeReader<string> = {
  id: 'apt-release',
  version: 1,
  shape: text,
  kind: 'whole',
  maxBytes: 8 * MIB,
  wellKnownPaths: [],
  wants: ({ path }: FileEntry): boolean =>
    path.startsWith(LISTS) && /_(?:InRelease|Release)$/.test(path) && !isDistributionHost(hostOfList(path)),
  read(file: OpenFile): string | null {
    for (const stanza of parseStanzas(file.bytes, ORIGIN_FIELD)) {
      const origin = headerOf(stanza, 'origin');
      if (origin !== '') return origin.slice(0, 200);
    }
    return null;
  },
};

/** Who serves the distributions' own packages; mirrors are told by what their Release file says. */
export function isDistributionHost(host: string): boolean {
  return DISTRIBUTION_HOST.test(host);
}

/** `download.docker.com_linux_debian_dists_bookworm_stable_binary-amd64_Packages` is from `download.docker.com`. */
export function hostOfList(path: string): string {
  return baseName(path).split('_', 1)[0]!.toLowerCase();
}

const DISTRIBUTION_HOST =
  /(?:^|\.)(?:debian\.(?:org|net)|ubuntu\.com|canonical\.com|kali\.org|raspbian\.org|raspberrypi\.(?:org|com)|devuan\.org|linuxmint\.com|pop-os\.org)$/;
const LIST_FIELDS: ReadonlySet<string> = new Set(['package', 'version', 'architecture']);
const ORIGIN_FIELD: ReadonlySet<string> = new Set(['origin']);
const MOST_PACKAGES = 200_000;
const MOST_HOSTS = 100;

/** `deb [arch=amd64 signed-by=…] https://download.docker.com/linux/debian bookworm stable` */
function* lineUris(bytes: Uint8Array): Generator<string> {
  for (const line of textLines(bytes)) {
    const uri = /^\s*deb\s+(?:\[[^\]]*\]\s*)?(\S+)/.exec(line)?.[1];
    if (uri !== undefined) yield uri;
  }
}

const SOURCE_FIELDS: ReadonlySet<string> = new Set(['uris', 'enabled']);

function* stanzaUris(bytes: Uint8Array): Generator<string> {
  for (const stanza of parseStanzas(bytes, SOURCE_FIELDS)) {
    if (!/^(?:no|false|0)$/i.test(headerOf(stanza, 'enabled'))) yield* headerOf(stanza, 'uris').split(/\s+/);
  }
}

/** Without what may stand before it: addresses can hold a login. */
function hostOf(uri: string): readonly string[] {
  const match = /^[a-z+]+:\/\/(?:[^/@]*@)?([a-z0-9.-]{1,253})(?::\d+)?(?:\/|$)/i.exec(uri.slice(0, 2000));
  return match === null ? [] : [match[1]!.toLowerCase()];
}
