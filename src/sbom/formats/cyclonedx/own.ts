/** Our own documents: properties named `plimsoll:…` say what CycloneDX has no word for, so that all comes back. */
import { isObject, type JsonObject, listField, objectField, textField } from '../../../base/json-fields.ts';
import { type Confidence, DEPENDENCY_SCOPES, type PackageOwner } from '../../../model/package.ts';
import type { Problem } from '../../../model/problem.ts';
import { type SbomComponent, sbomProblem } from '../../sbom-document.ts';
import type { Properties } from './properties.ts';

const OWN = 'plimsoll:';

export function readOwnParts(part: JsonObject, properties: Properties): Partial<SbomComponent> {
  const own = (name: string): string => properties.text(`${OWN}${name}`);
  const index = own('layer:index');
  return {
    name: nameOf(part, own('ecosystem')),
    ecosystem: own('ecosystem'),
    architecture: own('architecture'),
    sourceName: own('source:name'),
    sourceVersion: own('source:version'),
    moduleStream: own('moduleStream'),
    distroRef: own('distro'),
    scope: DEPENDENCY_SCOPES.find((known) => known === own('scope')) ?? 'unknown',
    confidence: CONFIDENCES.find((known) => known === own('confidence')) ?? null,
    evidence: evidenceOf(part),
    layer: {
      index: /^\d{1,6}$/.test(index) ? Number(index) : null,
      diffId: own('layer:diffId'),
      instruction: own('layer:instruction'),
      owner: own('layer:owner'),
      ownerBasis: own('layer:ownerBasis'),
    },
    ownedBy: ownerOf(own),
  };
}

const CONFIDENCES: readonly Confidence[] = ['installed', 'declared', 'bundled', 'by signature'];

function nameOf(part: JsonObject, ecosystem: string): string {
  const group = textField(part, 'group');
  const name = textField(part, 'name');
  return group === '' ? name : `${group}${ecosystem === 'maven' ? ':' : '/'}${name}`;
}

/** The method by which it was recognised: since 1.6 the identity is a list. */
function evidenceOf(part: JsonObject): string {
  const evidence = objectField(part, 'evidence');
  const [identity] = listField(evidence, 'identity').filter(isObject);
  const [method] = listField(identity ?? objectField(evidence, 'identity'), 'methods').filter(isObject);
  return method === undefined ? '' : textField(method, 'value');
}

function ownerOf(own: (name: string) => string): PackageOwner | null {
  const purl = own('ownedBy:purl');
  if (purl === '') return null;
  return {
    purl,
    name: own('ownedBy:name'),
    namespace: own('ownedBy:namespace'),
    ofDistribution: own('ownedBy:ofDistribution') === 'true',
  };
}

/** Reasons that come from judging, or that follow from the packages: they are found anew. */
const FOUND_ANEW = new Set([
  'advisories-too-old',
  'no-advisory-data',
  'nothing-identified',
  'only-unidentified-executables',
  'package-database-missing',
  'starter-data',
  'version-not-comparable',
  'version-without-tag',
]);

/** Why the image was not covered as a whole, as the document has it: `code: path: message`. */
export function ownProblems(properties: Properties): Problem[] {
  const reasons = properties.list(`${OWN}coverage:reason`).map((text) => {
    const [, code = 'sbom-incomplete', message = ''] = /^([a-z][a-z0-9-]{0,60}): (.*)$/s.exec(text) ?? [];
    return { code, message: message || text };
  });
  const kept = reasons.filter(({ code }) => !FOUND_ANEW.has(code));
  // Which of several reasons made it blind is not in the document.
  const isBlind = properties.text(`${OWN}coverage`) === 'not-checkable' && kept.length === reasons.length;
  return kept.map(({ code, message }) => sbomProblem(code, isBlind ? 'blind' : 'incomplete', { message }));
}
