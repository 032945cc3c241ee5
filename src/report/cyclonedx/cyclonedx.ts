/**
 * CycloneDX 1.6 (ECMA-424) in JSON. One image is the document's subject; of several, each is a component that holds
 * its packages. What Plimsoll knows beyond CycloneDX's words is kept in properties named `plimsoll:…`.
 * Left out: dependencies between packages, which no cataloger knows; secrets, which are no vulnerability of a
 * component; CycloneDX in XML.
 */
import { createHash } from 'node:crypto';
import type { ScanReport } from '../../model/report.ts';
import { type JsonTree, writeJson } from '../json-tree.ts';
import { isVulnerability } from '../kinds.ts';
import type { Reporter, ReporterOptions } from '../reporter.ts';
import { distroComponents, imageComponent, packageComponent } from './component.ts';
import { toImageProperties } from './properties.ts';
import { type Subject, toSubjects } from './subject.ts';
import { toVulnerability } from './vulnerability.ts';

export const cyclonedxReporter: Reporter = {
  id: 'cyclonedx',
  mediaType: 'application/vnd.cyclonedx+json; version=1.6',
  *write(reports: readonly ScanReport[], options: ReporterOptions): Generator<string> {
    const subjects = toSubjects(reports);
    const serialNumber = toSerialNumber(documentPieces(subjects, options, null));
    yield* documentPieces(subjects, options, serialNumber);
  },
};

function documentPieces(
  subjects: readonly Subject[],
  options: ReporterOptions,
  serialNumber: string | null,
): Iterable<string> {
  const hasFindings = subjects.some(({ report }) => report.advisories !== null);
  return writeJson({
    branch: {
      $schema: { value: 'http://cyclonedx.org/schema/bom-1.6.schema.json' },
      bomFormat: { value: 'CycloneDX' },
      specVersion: { value: '1.6' },
      serialNumber: serialNumber === null ? undefined : { value: serialNumber },
      version: { value: 1 },
      metadata: { value: toMetadata(subjects, options) },
      components: { list: subjects.length === 1 ? content(subjects[0]!) : images(subjects) },
      compositions: { value: subjects.map(toComposition) },
      vulnerabilities: hasFindings ? { list: vulnerabilities(subjects) } : undefined,
    },
  });
}

/**
 * A name-based UUID (RFC 9562, version 5: SHA-1) over the whole document, so that the same bytes keep their number
 * and other bytes get another one.
 */
function toSerialNumber(pieces: Iterable<string>): string {
  const hash = createHash('sha1').update('plimsoll cyclonedx 1.6\n');
  for (const piece of pieces) hash.update(piece);
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return `urn:uuid:${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

function toMetadata(subjects: readonly Subject[], { timestamp }: ReporterOptions): object {
  const [first, ...others] = subjects;
  const only = others.length > 0 ? undefined : first;
  const tool = first?.report.tool ?? { name: 'plimsoll', version: undefined };
  return {
    timestamp,
    lifecycles: [{ phase: 'post-build' }],
    tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
    component: only && imageComponent(only),
    properties: only && toImageProperties(only.report),
  };
}

/** What lies in one image: distributions, then packages. */
function* content(subject: Subject): Generator<JsonTree> {
  for (const component of distroComponents(subject)) yield { value: component };
  for (const [i, pkg] of subject.report.packages.entries())
    yield { value: packageComponent(subject, pkg, i) };
}

function* images(subjects: readonly Subject[]): Generator<JsonTree> {
  for (const subject of subjects) {
    const members = Object.entries(imageComponent(subject)).filter(([, value]) => value !== undefined);
    yield {
      branch: {
        ...Object.fromEntries(members.map(([key, value]) => [key, { value }])),
        properties: { value: toImageProperties(subject.report) },
        components: { list: content(subject) },
      },
    };
  }
}

/** Nothing is called complete that might not be: executables that nothing identified are parts, too. */
function toComposition({ report, imageRef }: Subject): object {
  const { state, unidentifiedExecutables } = report.coverage;
  const whole = state === 'complete' && unidentifiedExecutables === 0;
  return { aggregate: whole ? 'complete' : 'incomplete', assemblies: [imageRef] };
}

function* vulnerabilities(subjects: readonly Subject[]): Generator<JsonTree> {
  for (const subject of subjects) {
    for (const [i, judgement] of subject.report.decision.judgements.entries()) {
      if (isVulnerability(judgement)) yield { value: toVulnerability(subject, judgement, i) };
    }
  }
}
