import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { layerInfo } from '../../test/read-layers.ts';
import { DEFAULT_LIMITS, UNREPEATABLE_CODES } from '../base/limits.ts';
import { ecosystems } from '../ecosystem/list.ts';
import type { LayerBytes, LayerSource, OpenImage } from '../image/source.ts';
import { type Digest, sha256 } from '../model/digest.ts';
import type { SecretFinding } from '../model/finding.ts';
import type { Package } from '../model/package.ts';
import type { Problem } from '../model/problem.ts';
import type { Conclusion } from './conclusion.ts';
import { type InventoryCache, openInventoryCache } from './inventory-cache.ts';
import { writeKeptFile } from './kept-file.ts';

const STREAM: LayerBytes = { kind: 'stream', open: () => Promise.reject(new Error('nothing is read')) };

function source(index: number, diffId: Digest | null, bytes: LayerBytes = STREAM): LayerSource {
  return { info: { ...layerInfo(index, 10), diffId }, bytes, digest: null, diffId };
}

function image(...layers: readonly LayerSource[]): OpenImage {
  const config = {
    env: [],
    entrypoint: [],
    cmd: [],
    user: '',
    labels: {},
    exposedPorts: [],
    healthcheck: [],
    history: [],
  };
  return {
    info: {
      reference: 'app.tar',
      source: 'docker-archive',
      names: [],
      id: sha256('config'),
      manifestDigest: null,
      indexDigest: null,
      platform: { os: 'linux', architecture: 'amd64', variant: '' },
      config,
      layers: layers.map(({ info }) => info),
      annotations: {},
    },
    layers,
    problems: [],
    platforms: [],
    attached: async () => ({ documents: [], problems: [] }),
    close: async () => undefined,
  };
}

const TWO = image(source(0, sha256('a')), source(1, sha256('b')));

const DISTRO = {
  id: 'debian',
  idLike: ['x'],
  versionId: '12',
  codename: 'bookworm',
  prettyName: 'Debian',
  streams: [],
  confidence: 'release-file' as const,
  foundAt: { path: 'etc/os-release', layerIndex: 0 },
};

const PACKAGE: Package = {
  purl: 'pkg:npm/sail@1.0.0',
  ecosystem: 'npm',
  name: 'sail',
  version: '1.0.0',
  architecture: '',
  source: { name: 'sail', version: '1.0.0' },
  distro: null,
  confidence: 'installed',
  evidence: 'package.json',
  foundAt: { path: 'app/node_modules/sail/package.json', layerIndex: 1 },
  licences: ['MIT'],
  vendor: '',
  moduleStream: '',
  scope: 'unknown',
  ownedBy: { purl: 'pkg:deb/debian/sail@1', name: 'sail', namespace: 'debian:12', ofDistribution: true },
};

function problem(code: string): Problem {
  return { code, effect: 'incomplete', message: 'a', layerIndex: null, path: '', wayOut: '' };
}

const SECRET: SecretFinding = {
  kind: 'secret',
  fingerprint: 'v1:0',
  id: 'a-token',
  title: 'A token',
  provider: 'A',
  severity: 'high',
  standing: 'counted',
  standingReason: '',
  masked: 'a_…',
  secretId: '',
  expiresAt: '',
  notes: ['a note'],
  revoke: 'there',
  places: [
    {
      state: 'removed',
      layerIndex: 0,
      goneInLayer: 1,
      path: 'a.env',
      line: 1,
      column: 3,
      offset: 2,
      encodings: ['base64'],
      excerpt: 'A=a_…',
    },
  ],
};

const CONCLUSION: Conclusion = {
  layers: [
    { entries: 1, plainBytes: 2, rereads: 0 },
    { entries: 3, plainBytes: 4, rereads: 1 },
  ],
  distros: [DISTRO],
  packages: [PACKAGE, { ...PACKAGE, distro: DISTRO, ownedBy: null }],
  secrets: [SECRET],
  unidentifiedExecutables: 5,
  problems: [{ ...problem('file-too-large'), layerIndex: 1 }, problem('another')],
  shown: {
    config: {
      env: ['A=…'],
      entrypoint: ['/a'],
      cmd: [],
      user: '',
      labels: { a: 'b' },
      exposedPorts: [],
      healthcheck: [],
      history: [{ createdBy: 'RUN …', comment: '', emptyLayer: false }],
    },
    annotations: {},
    createdBy: ['RUN …', ''],
  },
};

describe('inventory cache', () => {
  const root = mkdtempSync(join(tmpdir(), 'inventory-cache-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  let count = 0;
  const folder = (): string => join(root, String(count++));
  const open = (cacheFolder: string | null, of = TWO, limits = DEFAULT_LIMITS): InventoryCache =>
    openInventoryCache(of, { cacheFolder, limits, ecosystems, secrets: null });
  const files = (path: string): string[] => {
    const inventories = join(path, 'inventories');
    return readdirSync(inventories).map((name) => join(inventories, name));
  };

  it('gives back what was concluded', () => {
    const path = folder();
    assert.equal(open(path).find(), null);
    open(path).store(CONCLUSION);
    assert.deepEqual(open(path).find(), CONCLUSION);
    assert.equal(files(path).length, 1);
  });

  it('asks again after a change of layers, their order or the limits', () => {
    const path = folder();
    open(path).store(CONCLUSION);
    const [a, b] = TWO.layers as [LayerSource, LayerSource];
    const others = [
      image(b, a),
      image(a, source(1, sha256('c'))),
      image(a, { ...b, digest: sha256('stored') }),
      image(a, b, source(2, sha256('c'))),
      image(a),
    ];
    for (const other of others) assert.equal(open(path, other).find(), null);
    assert.equal(open(path, TWO, { ...DEFAULT_LIMITS, imageEntries: 7 }).find(), null);
    const { ecosystems: _, ...rest } = {
      ecosystems,
      limits: DEFAULT_LIMITS,
      cacheFolder: path,
      secrets: null,
    };
    const secrets = { ownKey: null, detectors: [], without: [] };
    assert.equal(openInventoryCache(TWO, { ...rest, ecosystems, secrets }).find(), null);
    assert.equal(openInventoryCache(TWO, { ...rest, ecosystems: ecosystems.slice(1) }).find(), null);
  });

  it('keeps nothing that has no name, and nothing without a folder', () => {
    const path = folder();
    const [a] = TWO.layers as [LayerSource];
    const unnamed = [
      image(a, source(1, null)),
      image(source(0, sha256('a'), { kind: 'folder', passesOver: [], path: '/' })),
      image(a, source(1, sha256('b'), { kind: 'unreadable', problem: problem('encrypted-layer') })),
      { ...TWO, info: { ...TWO.info, id: null } },
    ];
    for (const of of unnamed) {
      open(path, of).store(CONCLUSION);
      assert.equal(open(path, of).find(), null);
    }
    open(null).store(CONCLUSION);
    assert.equal(open(null).find(), null);
    assert.throws(() => files(path), { code: 'ENOENT' });
  });

  it('keeps nothing that may come out otherwise, or that was not hashed to its end', () => {
    const path = folder();
    for (const code of [
      ...UNREPEATABLE_CODES,
      'unknown-compression',
      'layer-ratio-limit',
      'layer-too-large',
    ]) {
      open(path).store({ ...CONCLUSION, problems: [problem(code)] });
      assert.equal(open(path).find(), null, code);
    }
  });

  it('reads a damaged file as not there', () => {
    const path = folder();
    open(path).store(CONCLUSION);
    const [name] = files(path) as [string];
    const whole = readFileSync(name);
    for (let at = 0; at < whole.length; at += 97) {
      writeFileSync(name, whole.with(at, whole[at]! ^ 4));
      assert.equal(open(path).find(), null, `byte ${at}`);
    }
    for (const length of [whole.length - 1, 40, 32, 3, 0]) {
      writeFileSync(name, whole);
      truncateSync(name, length);
      assert.equal(open(path).find(), null, `length ${length}`);
    }
    open(path).store(CONCLUSION);
    assert.deepEqual(open(path).find(), CONCLUSION);
  });

  it('takes nothing of another form, whoever wrote it', () => {
    const path = folder();
    open(path).store(CONCLUSION);
    const [name] = files(path) as [string];
    const foreign: readonly unknown[] = [
      null,
      [],
      { ...CONCLUSION, more: 1 },
      { ...CONCLUSION, layers: CONCLUSION.layers.slice(1) },
      { ...CONCLUSION, unidentifiedExecutables: -1 },
      { ...CONCLUSION, packages: [{ ...PACKAGE, confidence: 'sure' }] },
      { ...CONCLUSION, packages: [{ ...PACKAGE, distro: { ...DISTRO, idLike: 'x' } }] },
      { ...CONCLUSION, problems: [{ ...problem('x'), layerIndex: 'a' }] },
    ];
    for (const content of foreign) {
      writeKeptFile(name, Buffer.from(JSON.stringify(content)));
      assert.equal(open(path).find(), null, JSON.stringify(content));
    }
    writeKeptFile(name, Buffer.from('no JSON'));
    assert.equal(open(path).find(), null);
  });

  it('cannot fail: a folder that cannot be made keeps nothing', () => {
    const path = folder();
    writeFileSync(path, 'a file');
    open(path).store(CONCLUSION);
    assert.equal(open(path).find(), null);
  });
});
