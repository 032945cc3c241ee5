/**
 * The components of a CycloneDX document by their `bom-ref`, and what `affects[].ref` leads to. Specification:
 * CycloneDX 1.4 to 1.7 (JSON), `components`, `metadata.component`; BOM-Link (`urn:cdx:serial/version#bom-ref`).
 */
import { isObject, type JsonObject, listField, objectField, textField } from '../../../base/json-fields.ts';
import { parsePurl } from '../../../model/purl.ts';
import type { VexProduct } from '../../../model/vex.ts';
import { findSchemeOf } from '../../../version/of-ecosystem.ts';
import { toDigestId, toIdentifiers, withVers } from '../../identifiers.ts';
import { isSameVersion } from '../../same-version.ts';
import { isInVers } from '../../vers.ts';

export interface Components {
  /** Empty where nothing is known of it. */
  find(ref: string, versions: readonly Version[]): readonly VexProduct[];
}

/** To which versions of the component a statement is limited. */
export type Version = { readonly kind: 'version' | 'range'; readonly text: string };

const MOST_DEPTH = 64;

export function parseComponents(json: JsonObject): Components {
  const subject = objectField(objectField(json, 'metadata'), 'component');
  const own = `urn:cdx:${textField(json, 'serialNumber').replace(/^urn:uuid:/, '')}/`;
  const byRef = collect([
    ...listField(json, 'components'),
    ...listField(json, 'services'),
    ...listField(subject, 'components'),
  ]);
  const subjectIds = identifiersOf(subject);
  const subjectRef = textField(subject, 'bom-ref');
  return {
    find(ref, versions) {
      const local = ref.startsWith(own) ? fragmentOf(ref) : ref;
      const isSubject = local !== '' && local === subjectRef;
      const ids = isSubject ? subjectIds : findIds(local, byRef);
      const limited = ids.flatMap((id) => limit(id, versions));
      if (isSubject || subjectIds.length === 0) return limited.map((id) => ({ id, components: [] }));
      return limited.length === 0 ? [] : subjectIds.map((id) => ({ id, components: limited }));
    },
  };
}

/** The first of a ref counts: there must be one only. */
function collect(components: readonly unknown[]): ReadonlyMap<string, JsonObject> {
  const byRef = new Map<string, JsonObject>();
  let level = components;
  for (let depth = 0; level.length > 0 && depth < MOST_DEPTH; depth++) {
    const objects = level.filter(isObject);
    for (const component of objects) {
      const ref = textField(component, 'bom-ref');
      if (ref !== '' && !byRef.has(ref)) byRef.set(ref, component);
    }
    level = objects.flatMap((component) => listField(component, 'components'));
  }
  return byRef;
}

/** Of another document only the ref is known, which tools often make of the package URL. */
function findIds(ref: string, byRef: ReadonlyMap<string, JsonObject>): readonly string[] {
  const component = byRef.get(ref);
  if (component !== undefined) return identifiersOf(component);
  const told = ref.startsWith('urn:cdx:') ? fragmentOf(ref) : ref;
  return parsePurl(told) === null ? [] : [told];
}

function fragmentOf(ref: string): string {
  const text = ref.slice(ref.indexOf('#') + 1);
  try {
    return ref.includes('#') ? decodeURIComponent(text) : '';
  } catch {
    return text;
  }
}

/** A component without an identifier is known by name and version. */
function identifiersOf(component: JsonObject): readonly string[] {
  const hashes = listField(component, 'hashes').map((item) =>
    isObject(item) ? toDigestId(textField(item, 'alg'), textField(item, 'content')) : '',
  );
  const ids = toIdentifiers([textField(component, 'purl'), textField(component, 'cpe'), ...hashes]);
  if (textField(component, 'purl') !== '') return ids;
  return [...ids, ...namesOf(component)];
}

/** An image's version is its tag or its digest. */
function namesOf(component: JsonObject): readonly string[] {
  const [name, version] = [textField(component, 'name'), textField(component, 'version')];
  const group = textField(component, 'group');
  const full = group === '' ? name : `${group}/${name}`;
  if (full === '' || version === '') return full === '' ? [] : [full];
  if (textField(component, 'type') !== 'container') return [`${full}@${version}`];
  return version.startsWith('sha256:') ? [version] : [`${full}:${version}`];
}

/** What has a version of its own must be one of them. */
function limit(id: string, versions: readonly Version[]): readonly string[] {
  if (versions.length === 0) return [id];
  const purl = parsePurl(id);
  if (purl === null) return limitName(id, versions);
  const isMeant = (version: Version): boolean => holds(version, purl.version, findSchemeOf(purl.type));
  if (purl.version !== '') return versions.some(isMeant) ? [id] : [];
  return versions.map(({ kind, text }) =>
    withVers(id, kind === 'range' ? text : `vers:${purl.type}/${encodeURIComponent(text.toWellFormed())}`),
  );
}

function holds({ kind, text }: Version, version: string, scheme: ReturnType<typeof findSchemeOf>): boolean {
  return kind === 'range' ? isInVers(version, text, scheme) : isSameVersion(scheme, text, version);
}

/** A digest, a CPE, a name with its version are already limited. */
function limitName(id: string, versions: readonly Version[]): readonly string[] {
  if (/[@:]/.test(id)) return [id];
  return versions.flatMap(({ kind, text }) => (kind === 'version' ? [`${id}@${text}`] : []));
}
