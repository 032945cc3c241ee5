/**
 * Reads gemspecs (guides.rubygems.org, "Specification reference"). They are programs in Ruby, which nothing here runs:
 * values are taken where they are written out, as RubyGems writes them in its own records. In those of check-outs and
 * source trees the version is often computed: it is then not known.
 */

import { MIB } from '../../base/limits.ts';
import { baseName } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list, object, text } from '../../model/shape.ts';
import { isGemName, isGemVersion } from './name.ts';
import { gemPlace } from './place.ts';

export interface GemFact {
  readonly name: string;
  /** Empty where it is computed. */
  readonly version: string;
  readonly licences: readonly string[];
}

export const gemspecReader: WholeReader<GemFact> = {
  kind: 'whole',
  id: 'gem-gemspec',
  version: 1,
  shape: object<GemFact>({ name: text, version: text, licences: list(text) }),
  maxBytes: 4 * MIB,
  wellKnownPaths: [],
  wants: ({ path }) => gemPlace(path) !== null,
  read: ({ bytes, entry }: OpenFile) => parseGemspec(new TextDecoder().decode(bytes), entry.path),
};

/** Null where it names no gem. The name of the file counts where RubyGems gave it: `NAME-VERSION.gemspec`. */
export function parseGemspec(source: string, path: string): GemFact | null {
  const kept = gemPlace(path) === 'git' ? null : parseFileName(baseName(path));
  const stub = /^# stub: (\S+) (\S+) /m.exec(source.slice(0, 2000));
  const name = literalOf(source, 'name') || stub?.[1] || kept?.name || '';
  if (!isGemName(name)) return null;
  const versions = [literalOf(source, 'version'), stub?.[2] ?? '', kept?.version ?? ''];
  return { name, version: versions.find(isGemVersion) ?? '', licences: licencesOf(source) };
}

/** `s.name = "rack".freeze`, and with `Gem::Version.new(…)` around it; empty where it is no literal, or partly computed. */
export function literalOf(source: string, field: 'name' | 'version'): string {
  const value = FIELDS[field].exec(source)?.[1] ?? '';
  return value.includes('#{') ? '' : value;
}

const FIELDS = {
  name: /^[ \t]*\w+\.name[ \t]*=[ \t]*["']([^"'\n]{1,300})["']/m,
  version: /^[ \t]*\w+\.version[ \t]*=[ \t]*(?:Gem::Version\.new[( ])?["']([^"'\n]{1,300})["']/m,
} as const;

const MAX_LICENCES = 50;

function licencesOf(source: string): string[] {
  const match = /^[ \t]*\w+\.licenses?[ \t]*=[ \t]*(\[[^\]\n]{0,2000}\]|["'][^"'\n]{0,300}["'])/m.exec(
    source,
  );
  const quoted = match?.[1]?.match(/["'][^"']{1,300}["']/g) ?? [];
  return quoted.slice(0, MAX_LICENCES).map((licence) => licence.slice(1, -1));
}

/** `nokogiri-1.15.0-x86_64-linux.gemspec`: no version has a dash in RubyGems' own names. */
function parseFileName(name: string): { name: string; version: string } | null {
  const match = /^(.{1,200}?)-(\d[^-]*)(?:-.*)?\.gemspec$/.exec(name);
  return match === null ? null : { name: match[1]!, version: match[2]! };
}
