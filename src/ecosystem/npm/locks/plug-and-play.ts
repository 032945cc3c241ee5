/**
 * `.pnp.cjs`, `.pnp.js` and `.pnp.data.json` of Yarn 2 and later (yarnpkg.com, "PnP specification"): which packages there
 * are and in which archive or folder each lies. Left out: `.pnp.js` of Yarn 1, which is a program.
 */
import { parseJsonText } from '../../../base/json.ts';
import { isObject, type JsonObject, listField, textField } from '../../../base/json-fields.ts';
import { MIB } from '../../../base/limits.ts';
import { type Declared, type DeclaredForm, isInDependency } from '../../declared.ts';
import { isPackageName } from '../name.ts';
import { npmOrigin } from './origin.ts';

export const plugAndPlay: DeclaredForm = {
  id: 'npm-plug-and-play',
  version: 1,
  name: 'Plug’n’Play data',
  maxBytes: 32 * MIB,
  wants: (path) => /(?:^|\/)\.pnp\.(?:cjs|js|data\.json)$/.test(path) && !isInDependency(path),
  parse: (bytes) => parsePlugAndPlay(new TextDecoder().decode(bytes)),
};

const MOST_VALUES = 5_000_000;

/** Null where there is no data of this form. Throws SyntaxError. */
export function parsePlugAndPlay(text: string): readonly Declared[] | null {
  const data = text.startsWith('{') ? text : findData(text);
  if (data === null) return null;
  const json = parseJsonText(data, MOST_VALUES);
  if (!isObject(json) || !Array.isArray(json['packageRegistryData'])) return null;
  return pairs(json, 'packageRegistryData').flatMap(([name, versions]) =>
    Array.isArray(versions) ? versions.flatMap((version) => toDeclared(name, version)) : [],
  );
}

const BEGINNING = /RAW_RUNTIME_STATE\s{0,9}=\s{0,9}'|hydrateRuntimeState\((?=\{)/;

/** A literal in single quotes, with a backslash before each end of a line, or an object in a call. */
function findData(text: string): string | null {
  const start = BEGINNING.exec(text);
  if (start === null) return null;
  const from = start.index + start[0].length;
  if (start[0].endsWith("'")) {
    const end = literalEnd(text, from);
    return text.slice(from, end).replace(/\\(\n|[\s\S])/g, (_, c: string) => (c === '\n' ? '\n' : c));
  }
  const end = text.indexOf('}, {basePath', from);
  return end < 0 ? null : text.slice(from, end + 1);
}

function literalEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === "'") return at;
  }
  return text.length;
}

function pairs(from: JsonObject, field: string): (readonly [unknown, unknown])[] {
  return listField(from, field).flatMap((pair) => (Array.isArray(pair) ? [[pair[0], pair[1]] as const] : []));
}

function toDeclared(name: unknown, version: unknown): Declared[] {
  if (typeof name !== 'string' || !isPackageName(name) || !Array.isArray(version)) return [];
  const [reference, about]: unknown[] = version;
  if (typeof reference !== 'string' || !isObject(about)) return [];
  const plain = reference.replace(/^virtual:[^#]*#/, '');
  if (/^(?:workspace|link|portal):/.test(plain) || textField(about, 'linkType') === 'SOFT') return [];
  const behind = /^npm:((?:@[^/@]+\/)?[^/@]+)@(.+)$/.exec(plain);
  const patched = /^patch:(?:@[^/@]+\/)?[^/@]+@npm(?:%3A|:)([^#]+)#/.exec(plain);
  const exact = patched?.[1] ?? behind?.[2] ?? plain.replace(/^npm:/, '').replace(/::.*$/s, '');
  const address = /^\d/.test(exact) ? '' : plain.replace('#commit=', '#');
  return [{ name: behind?.[1] ?? name, scope: 'unknown', ...npmOrigin(exact, address) }];
}
