/** VEX: the three forms, what they come wrapped in, and the texts that decide which package is meant. */
import { isSignedBy, looksLikeDsse, parseDsse, verifyDsse } from '../../../src/base/dsse.ts';
import { parseJsonText } from '../../../src/base/json.ts';
import { isObject, type JsonObject } from '../../../src/base/json-fields.ts';
import { DsseError, keyFingerprint } from '../../../src/base/public-key.ts';
import type { VulnerabilityFinding } from '../../../src/model/finding.ts';
import { makePurl, parsePurl } from '../../../src/model/purl.ts';
import { VEX_STATUSES, type VexStatement } from '../../../src/model/vex.ts';
import {
  context,
  DOCUMENT,
  inToto,
  MANIFEST,
  pkg,
  placeOf,
  signer,
} from '../../../src/vex/fixtures/cases.ts';
import { csaf } from '../../../src/vex/formats/csaf/csaf.ts';
import { cyclonedx } from '../../../src/vex/formats/cyclonedx/cyclonedx.ts';
import { openvex } from '../../../src/vex/formats/openvex/openvex.ts';
import { judgeStatements } from '../../../src/vex/judge-statements.ts';
import { parseVex } from '../../../src/vex/parse-vex.ts';
import { isSameVersion } from '../../../src/vex/same-version.ts';
import { isInVers } from '../../../src/vex/vers.ts';
import type { ParsedVex, VexFormat } from '../../../src/vex/vex-format.ts';
import { finding } from '../../../test/findings.ts';
import { mutateJson } from '../mutate/json.ts';
import { mustHold, ofText, type Target, texts } from '../target.ts';

const { format: _1, id: _2, author: _3, timestamp: _4, ...FACTS } = DOCUMENT;
const LODASH = pkg('pkg:npm/lodash@4.17.20', { path: 'app/node_modules/lodash/package.json' });
const LIBSSL = pkg('pkg:deb/debian/libssl3@3.0.11-1?arch=amd64&distro=debian-12', {
  source: { name: 'openssl', version: '3.0.11-1' },
});
const PACKAGES = [LODASH, LIBSSL, pkg('pkg:npm/shop@1.0.0', { path: 'app/package.json' })];

function foundIn(id: string, ...found: readonly (typeof LODASH)[]): VulnerabilityFinding {
  return { ...finding({ id, packagePurl: found[0]!.purl }), instances: found.map(placeOf) };
}

const FINDINGS = [
  foundIn('CVE-2024-1', LODASH),
  foundIn('CVE-2024-2', LIBSSL),
  foundIn('CVE-2024-3', LODASH, LIBSSL),
];

/** Whatever a document says, it is well-formed, and takes out only what it names. */
function checked({ statements, problems }: ParsedVex): unknown {
  for (const { status, products, vulnerabilities } of statements) {
    mustHold(VEX_STATUSES.includes(status), 'a status is not known');
    mustHold(products.length > 0 && vulnerabilities.length > 0, 'a statement is about nothing');
    mustHold(
      products.every(({ id, components }) => id !== '' && !components.includes('')),
      'a product has no name',
    );
  }
  const { applied, judged } = judgeStatements(FINDINGS, statements, context({ packages: PACKAGES }));
  for (const [fingerprint, { statement }] of applied) {
    const { id } = FINDINGS.find((one) => one.fingerprint === fingerprint)!;
    mustHold(takesOut(statement, id), 'a statement takes out what it does not name');
  }
  return [statements, problems, judged.map(({ outcome }) => outcome), [...applied.keys()]];
}

function takesOut({ status, vulnerabilities }: VexStatement, id: string): boolean {
  const names = vulnerabilities.some((one) => one.trim().toUpperCase() === id);
  return names && (status === 'not_affected' || status === 'fixed');
}

const OPENVEX = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://example.com/1',
  author: 'Team',
  timestamp: '2026-01-01T00:00:00Z',
  statements: [
    {
      vulnerability: { name: 'CVE-2024-1', aliases: ['GHSA-x'] },
      products: [
        {
          '@id': 'pkg:npm/lodash@4.17.20',
          identifiers: { purl: 'pkg:npm/lodash' },
          hashes: { 'sha-256': 'ab'.repeat(32) },
        },
      ],
      status: 'not_affected',
      justification: 'component_not_present',
    },
    {
      vulnerability: 'CVE-2024-2',
      products: ['pkg:npm/shop'],
      subcomponents: ['pkg:deb/debian/openssl?arch=source'],
      status: 'fixed',
    },
    {
      vulnerability: { '@id': 'https://x/CVE-2024-3' },
      products: [{ '@id': MANIFEST, subcomponents: [{ '@id': 'pkg:npm/lodash' }] }],
      status: 'affected',
    },
  ],
};

const CSAF = {
  document: {
    category: 'csaf_vex',
    csaf_version: '2.0',
    publisher: { name: 'Team' },
    tracking: { id: '1', status: 'final', current_release_date: '2026-01-01T00:00:00Z' },
  },
  product_tree: {
    branches: [
      {
        category: 'vendor',
        name: 'x',
        branches: [
          {
            category: 'product_version_range',
            name: 'vers:npm/<5',
            product: {
              name: 'r',
              product_id: 'R',
              product_identification_helper: { purl: 'pkg:npm/lodash' },
            },
          },
        ],
      },
    ],
    full_product_names: [
      { name: 'i', product_id: 'I', product_identification_helper: { purl: `pkg:oci/app@${MANIFEST}` } },
      { name: 'l', product_id: 'L', product_identification_helper: { purl: 'pkg:deb/debian/libssl3' } },
      { name: 'o', product_id: 'O', product_identification_helper: { cpe: 'cpe:/o:debian:debian_linux:12' } },
    ],
    relationships: [
      {
        category: 'default_component_of',
        product_reference: 'L',
        relates_to_product_reference: 'O',
        full_product_name: { name: 'x', product_id: 'OL' },
      },
    ],
    product_groups: [{ group_id: 'G', product_ids: ['R', 'I'] }],
  },
  vulnerabilities: [
    {
      cve: 'CVE-2024-2',
      product_status: { known_not_affected: ['OL'], fixed: ['R'], known_affected: ['I'] },
      flags: [{ label: 'component_not_present', group_ids: ['G'] }],
      remediations: [{ category: 'vendor_fix', details: 'x', product_ids: ['I'] }],
    },
  ],
};

const CYCLONEDX = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
  metadata: {
    timestamp: '2026-01-01T00:00:00Z',
    component: { type: 'container', 'bom-ref': 'root', name: 'ghcr.io/team/app', version: '1.2' },
  },
  components: [{ 'bom-ref': 'lodash', name: 'lodash', purl: 'pkg:npm/lodash' }],
  vulnerabilities: [
    {
      id: 'CVE-2024-1',
      analysis: { state: 'not_affected', justification: 'code_not_present' },
      affects: [{ ref: 'lodash', versions: [{ range: 'vers:npm/<5' }] }],
    },
    {
      id: 'CVE-2024-2',
      analysis: { state: 'resolved' },
      affects: [{ ref: 'root' }, { ref: 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#lodash' }],
    },
  ],
};

const bytesOf = (...values: readonly unknown[]): Uint8Array[] =>
  values.map((value) => Buffer.from(JSON.stringify(value)));

function formTarget(id: string, format: VexFormat, seed: object): Target {
  return {
    id,
    sources: [`vex/formats/${format.id}/`, 'vex/statement-list.ts', 'vex/identifiers.ts', 'vex/utc.ts'],
    seeds: () => bytesOf(seed),
    tokens: [
      'pkg:npm/',
      'pkg:oci/',
      'vers:npm/',
      'sha256:',
      'CVE-2024-1',
      'not_affected',
      '@id',
      '%',
      '?arch=source',
    ],
    mutators: [mutateJson, mutateJson],
    errors: [SyntaxError],
    run: ofText((text) => {
      const json: unknown = parseJsonText(text);
      return isObject(json) ? checked(format.parse(json as JsonObject, FACTS)) : null;
    }),
  };
}

const KEY = signer();

const wrapped: Target = {
  id: 'vex-document',
  sources: ['vex/parse-vex.ts'],
  seeds: () => [
    ...bytesOf(OPENVEX, CSAF, CYCLONEDX),
    Buffer.from(inToto('https://openvex.dev/ns', OPENVEX)),
    Buffer.from(inToto('https://cosign.sigstore.dev/attestation/v1', { Data: JSON.stringify(CYCLONEDX) })),
    KEY.envelope(inToto('https://openvex.dev/ns', OPENVEX)),
  ],
  mutators: [mutateJson],
  errors: [],
  run(bytes) {
    const reading = { publicKeys: [KEY.publicKey], digests: new Set([MANIFEST]) };
    return [false, true].map((isOfImage) => checked(parseVex(bytes, { ...FACTS, isOfImage }, reading)));
  },
};

const PAYLOAD = '{"a":1}';

const dsse: Target = {
  id: 'dsse',
  sources: ['base/dsse.ts', 'base/public-key.ts'],
  seeds: () => {
    const envelope = KEY.envelope(PAYLOAD);
    const bundle = { verificationMaterial: {}, dsseEnvelope: JSON.parse(envelope.toString()) as unknown };
    return [envelope, ...bytesOf(bundle)];
  },
  tokens: [
    'payload',
    'payloadType',
    'signatures',
    'dsseEnvelope',
    'sig',
    '====',
    'application/vnd.in-toto+json',
  ],
  mutators: [mutateJson],
  errors: [DsseError],
  run(bytes) {
    const envelope = parseDsse(bytes);
    const isSigned = isSignedBy(envelope, KEY.publicKey);
    mustHold(
      looksLikeDsse(JSON.parse(Buffer.from(bytes).toString()) as JsonObject),
      'an envelope does not look like one',
    );
    if (isSigned)
      mustHold(verifyDsse(bytes, KEY.publicKey).payload.length > 0, 'a signature does not hold twice');
    mustHold(
      !isSigned || Buffer.from(envelope.payload).toString() === PAYLOAD,
      'what nobody signed is signed',
    );
    return [
      isSigned,
      keyFingerprint(KEY.publicKey).length,
      envelope.payloadType,
      envelope.payload.length,
      envelope.signatures.length,
    ];
  },
};

const SCHEMES = ['semver', 'deb', 'pep440', 'golang', 'rpm', null] as const;

const range: Target = {
  id: 'vex-range',
  sources: ['vex/vers.ts', 'vex/same-version.ts'],
  seeds: texts(
    'vers:npm/>=1.0.0|<2.0.0|!=1.5.0',
    'vers:deb/<1%3A2.0',
    'vers:npm/1.2.3',
    'vers:x/*',
    '1.5.0+a',
    '1:1.5.0-1',
    'v1.5.0',
  ),
  tokens: ['|', '<', '>', '=', '!', '%3A', 'vers:', '1.5.0', '*'],
  maxBytes: 4096,
  errors: [],
  run: ofText((text) =>
    SCHEMES.map((scheme) => {
      const [version] = text.split('|');
      mustHold(isSameVersion(scheme, text, text) || scheme === 'rpm', 'a version is not itself');
      return [isInVers('1.5.0', text, scheme), isSameVersion(scheme, version!, '1.5.0+a')];
    }),
  ),
};

const packageUrl: Target = {
  id: 'package-url-parts',
  sources: ['model/purl.ts'],
  seeds: texts(
    'pkg:npm/%40angular/core@17.0.0',
    'pkg:npm/@a/b',
    'pkg:deb/debian/x@1%3A2-3?arch=amd64&distro=debian-12#a/b',
    'pkg://oci/app@sha256:00',
  ),
  tokens: ['pkg:', '%', '%40', '@', '?', '#', '&', '=', '//'],
  maxBytes: 4096,
  errors: [],
  run: ofText((text) => {
    const parsed = parsePurl(text);
    if (parsed === null) return null;
    const qualifiers = [...parsed.qualifiers];
    const { type, namespace, name, version } = parsed;
    const again = parsePurl(makePurl({ type, namespace, name, version }));
    mustHold(
      again !== null && again.version === version.toWellFormed(),
      'a package URL is another one when it is written again',
    );
    return [type, namespace, name, version, qualifiers];
  }),
};

export const vexTargets: readonly Target[] = [
  dsse,
  packageUrl,
  formTarget('vex-csaf', csaf, CSAF),
  formTarget('vex-cyclonedx', cyclonedx, CYCLONEDX),
  formTarget('vex-openvex', openvex, OPENVEX),
  range,
  wrapped,
];
