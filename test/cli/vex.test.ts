/** VEX through whole commands: what somebody whom the policy believes says of a flaw, from files and beside the image. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { referrersTag } from '../../src/image/referrers.ts';
import { type Digest, sha256 } from '../../src/model/digest.ts';
import { inToto, signer } from '../../src/vex/fixtures/cases.ts';
import { type BuiltArtifact, buildArtifact, INDEX_TYPE, referrersList } from '../artifacts.ts';
import { buildImage, ociLayoutFiles } from '../image-builder.ts';
import { registryMissing, startRegistry } from '../registry-server.ts';
import { type Flaw, imageOf, npmPackage, putArchive, putFlaws } from './images.ts';
import { here, onOwnMachine, put, run } from './plimsoll.ts';

const FLAW: Flaw = {
  id: 'CVE-2024-90001',
  ecosystem: 'npm',
  name: 'sail',
  fixed: '9.0.0',
  severity: 'critical',
};
const SPEC = { ...imageOf([npmPackage('sail', '1.0.0')]), tags: ['ghcr.io/team/app:1'] };
const IMAGE = buildImage(SPEC);
const KEY = signer('ec');

interface Said {
  readonly status?: string;
  readonly author?: string;
  /** Day of June 2024; the commands run on the 5th. */
  readonly day?: number;
  readonly product?: unknown;
}

function openvex({
  status = 'not_affected',
  author = 'Team',
  day = 1,
  product = { '@id': 'pkg:npm/sail' },
}: Said = {}) {
  const statement = {
    vulnerability: { name: FLAW.id },
    products: [product],
    status,
    justification: 'component_not_present',
  };
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    author,
    timestamp: `2024-06-0${day}T00:00:00Z`,
    statements: [statement],
  };
}

function putPolicy(trust: string): void {
  put(
    'policy.yaml',
    `version: 1\nvex: { trust: [${trust}] }\nstages: { production: { rules: [{ id: all, block: {} }] } }\n`,
  );
}

const GATE = '--advisories $HERE/osv --policy $HERE/policy.yaml --quiet --format json';

async function gate(reference: string, options = '') {
  const { code, stdout, stderr } = await run(`gate ${reference} ${GATE} ${options}`);
  assert.equal(stderr, '');
  const { decision, findings } = JSON.parse(stdout).reports[0];
  const outcomes: readonly { kind: string; reason?: string; nearest?: string }[] =
    decision.gate.statements.map((one: { outcome: unknown }) => one.outcome);
  return {
    code,
    stdout,
    by: findings[0].by,
    count: findings.length,
    outcomes,
    kinds: outcomes.map(({ kind }) => kind),
  };
}

describe('plimsoll gate with VEX from files', () => {
  onOwnMachine();

  const CSAF = {
    document: {
      category: 'csaf_vex',
      csaf_version: '2.0',
      publisher: { name: 'Team' },
      tracking: { current_release_date: '2024-06-01T00:00:00Z' },
    },
    product_tree: {
      full_product_names: [
        {
          name: 'App',
          product_id: 'APP',
          product_identification_helper: { purl: 'pkg:oci/app?repository_url=ghcr.io/team/app' },
        },
        { name: 'Sail', product_id: 'SAIL', product_identification_helper: { purl: 'pkg:npm/sail@1.0.0' } },
      ],
      relationships: [
        {
          category: 'default_component_of',
          product_reference: 'SAIL',
          relates_to_product_reference: 'APP',
          full_product_name: { name: 'x', product_id: 'BOTH' },
        },
      ],
    },
    vulnerabilities: [
      {
        cve: FLAW.id,
        product_status: { known_not_affected: ['BOTH'] },
        flags: [{ label: 'component_not_present', product_ids: ['BOTH'] }],
      },
    ],
  };
  const CYCLONEDX = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: {
      timestamp: '2024-06-01T00:00:00Z',
      authors: [{ name: 'Team' }],
      component: { type: 'container', name: 'ghcr.io/team/app', version: '1' },
    },
    components: [{ type: 'library', 'bom-ref': 's', name: 'sail', purl: 'pkg:npm/sail@1.0.0' }],
    vulnerabilities: [
      {
        id: FLAW.id,
        analysis: { state: 'not_affected', justification: 'code_not_reachable' },
        affects: [{ ref: 's' }],
      },
    ],
  };

  for (const [form, document] of Object.entries({ openvex: openvex(), csaf: CSAF, cyclonedx: CYCLONEDX })) {
    it(`${form}: the finding stays in the report and passes; the report replays`, async () => {
      putArchive('app.tar', SPEC);
      putFlaws('osv', [FLAW]);
      putPolicy('{ from: ./vex, author: Team }');
      put('vex/app.json', JSON.stringify(document));
      const { code, by, count, kinds, stdout } = await gate('$HERE/app.tar');
      assert.deepEqual([code, count, by.kind, kinds], [0, 1, 'vex', ['applied']]);
      put('report.json', stdout.replaceAll('$HERE', here));
      assert.equal((await run('replay $HERE/report.json --format json')).stdout, stdout);
    });
  }

  const refused: readonly (readonly [name: string, trust: string, said: Said, outcome: RegExp])[] = [
    ['nobody is believed', '', {}, /^$/],
    [
      'another author',
      '{ from: ./vex, author: Team }',
      { author: 'Stranger' },
      /no trust rule takes statements by "Stranger"/,
    ],
    [
      'another version',
      '{ from: ./vex }',
      { product: 'pkg:npm/sail@2.0.0' },
      /pkg:npm\/sail@1.0.0 \(the statement is about another version/,
    ],
    [
      'another image',
      '{ from: ./vex }',
      { product: { '@id': 'ghcr.io/team/other', subcomponents: ['pkg:npm/sail'] } },
      /as a part of ghcr.io\/team\/other/,
    ],
    [
      'a status that is not believed',
      '{ from: ./vex, status: [fixed] }',
      {},
      /does not take the status not_affected/,
    ],
    ['a rule that has ended', '{ from: ./vex, until: 2024-06-04 }', {}, /ended on 2024-06-04/],
    ['case 60: older than the maximum age', '{ from: ./vex, max-age-days: 3 }', {}, /it is 4 days old/],
    ['affected', '{ from: ./vex }', { status: 'affected' }, /told/],
  ];
  for (const [name, trust, said, outcome] of refused) {
    it(`changes nothing: ${name}`, async () => {
      putArchive('app.tar', SPEC);
      putFlaws('osv', [FLAW]);
      putPolicy(trust);
      put('vex/app.json', JSON.stringify(openvex(said)));
      const { code, by, outcomes } = await gate('$HERE/app.tar');
      assert.deepEqual([code, by.kind], [1, 'rule']);
      assert.match(outcomes.map(({ kind, reason, nearest }) => reason ?? nearest ?? kind).join(), outcome);
    });
  }

  it('case 60: of two documents the newest decides', async () => {
    putArchive('app.tar', SPEC);
    putFlaws('osv', [FLAW]);
    putPolicy('{ from: ./vex }');
    put('vex/old.json', JSON.stringify(openvex({ day: 1 })));
    put('vex/new.json', JSON.stringify(openvex({ day: 2, status: 'affected' })));
    const blocked = await gate('$HERE/app.tar');
    assert.deepEqual([blocked.code, blocked.kinds], [1, ['told', 'contradictory']]);
    put('vex/newest.json', JSON.stringify(openvex({ day: 3 })));
    assert.equal((await gate('$HERE/app.tar')).code, 0);
  });

  it('a document that is damaged is told, and the finding counts', async () => {
    putArchive('app.tar', SPEC);
    putFlaws('osv', [FLAW]);
    putPolicy('{ from: ./vex/app.json }');
    put('vex/app.json', '{');
    const { stdout, code } = await run(`gate $HERE/app.tar ${GATE}`);
    assert.equal(code, 1);
    assert.match(stdout, /"vex-unreadable"/);
  });
});

/** An attestation, signed unless told, of the image unless told. */
function attestation(
  said: Said,
  { digest = IMAGE.manifestDigest, by = KEY, changed = false } = {},
): BuiltArtifact {
  const envelope = by.envelope(inToto('https://openvex.dev/ns/v0.2.0', openvex(said), digest));
  const json = JSON.parse(envelope.toString()) as { payload: string };
  if (changed)
    json.payload = Buffer.from(
      inToto('https://openvex.dev/ns/v0.2.0', openvex(said), digest).replace('Team', 'team'),
    ).toString('base64');
  return buildArtifact({
    subject: { bytes: IMAGE.manifest, mediaType: IMAGE.manifestType },
    artifactType: 'application/vnd.in-toto+json',
    documents: [
      {
        bytes: changed ? Buffer.from(JSON.stringify(json)) : envelope,
        mediaType: 'application/vnd.dsse.envelope.v1+json',
      },
    ],
  });
}

describe('plimsoll gate with VEX beside the image', () => {
  onOwnMachine();

  function putLayout(...artifacts: readonly BuiltArtifact[]): void {
    const files = new Map(ociLayoutFiles([IMAGE]));
    const index = JSON.parse(Buffer.from(files.get('index.json')!).toString()) as { manifests: object[] };
    const manifests = [...index.manifests, ...artifacts.map(({ descriptor }) => descriptor)];
    files.set('index.json', Buffer.from(JSON.stringify({ ...index, manifests })));
    for (const { blobs } of artifacts)
      for (const [digest, bytes] of blobs) files.set(`blobs/${digest.replace(':', '/')}`, bytes);
    for (const [name, bytes] of files) put(`layout/${name}`, bytes);
    putFlaws('osv', [FLAW]);
    put('key.pub', KEY.publicKey);
    putPolicy('{ from: image, key: ./key.pub }');
  }

  it('signed with the key: the finding passes', async () => {
    putLayout(attestation({}));
    const { code, by, kinds } = await gate('$HERE/layout');
    assert.deepEqual([code, by.kind, kinds], [0, 'vex', ['applied']]);
  });

  const other: readonly (readonly [name: string, artifact: BuiltArtifact])[] = [
    ['signed with another key', attestation({}, { by: signer('ec') })],
    ['changed after it was signed', attestation({}, { changed: true })],
    ['signed for another image', attestation({}, { digest: sha256('another image') as Digest })],
  ];
  for (const [name, artifact] of other) {
    it(`${name}: the finding counts`, async () => {
      putLayout(artifact);
      const { code, by, kinds } = await gate('$HERE/layout');
      assert.deepEqual([code, by.kind], [1, 'rule']);
      assert.ok(!kinds.includes('applied'));
    });
  }

  it('case 60: two attestations of one digest, the older one clean, the newer one not', async () => {
    putLayout(attestation({ day: 1 }), attestation({ day: 3, status: 'affected' }));
    const { code, kinds } = await gate('$HERE/layout');
    assert.deepEqual([code, [...kinds].sort()], [1, ['contradictory', 'told']]);
  });

  it('from a real registry', { skip: registryMissing() ?? false }, async () => {
    const registry = await startRegistry();
    try {
      const artifact = attestation({});
      putLayout();
      await registry.push(IMAGE, 'app', '1');
      for (const [digest, bytes] of artifact.blobs)
        if (digest !== artifact.digest) await registry.putBlob('app', bytes);
      await registry.putManifest('app', artifact.digest, artifact.manifest, artifact.mediaType);
      await registry.putManifest(
        'app',
        referrersTag(IMAGE.manifestDigest),
        referrersList([artifact.descriptor]),
        INDEX_TYPE,
      );
      const { code, by, kinds } = await gate(`${registry.host}/app:1`);
      assert.deepEqual([code, by.kind, kinds], [0, 'vex', ['applied']]);
    } finally {
      await registry.stop();
    }
  });
});
