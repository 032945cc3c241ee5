/** Documents that we write come back as they went out. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { advisory, lookupOf, range } from '../../test/advisories.ts';
import { ecosystems } from '../ecosystem/list.ts';
import { matchPackages } from '../match/match.ts';
import type { Advisory } from '../model/advisory.ts';
import { chainIds } from '../model/digest.ts';
import { distroNamespace } from '../model/namespace.ts';
import type { Package } from '../model/package.ts';
import type { ScanReport } from '../model/report.ts';
import { cyclonedxReporter } from '../report/cyclonedx/cyclonedx.ts';
import {
  EMPTY_REPORT,
  HOSTILE_TEXTS,
  hostileReport,
  IN_NATURAL_ORDER,
  INVENTORY_REPORT,
  SAMPLE_REPORT,
} from '../report/fixtures/sample-report.ts';
import { parseSbom, sniffSbom } from './parse-sbom.ts';

function write(...reports: readonly ScanReport[]): Buffer {
  const timestamp = '2026-11-24T06:00:00Z';
  const options = { timestamp, terminal: { colour: false, width: 80 }, compareVersions: IN_NATURAL_ORDER };
  return Buffer.from([...cyclonedxReporter.write(reports, options)].join(''));
}

/** All but the licences, which are written in SPDX's spelling. */
function plain(packages: readonly Package[]): readonly unknown[] {
  const key = (pkg: Package): string => JSON.stringify([pkg.purl, pkg.foundAt.path, pkg.foundAt.layerIndex]);
  return packages
    .toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
    .map(({ licences, ...pkg }) => ({ ...pkg, count: licences.length }));
}

const BOTH = [
  ['an inventory', INVENTORY_REPORT],
  ['a scan', SAMPLE_REPORT],
] as const;

describe('an SBOM of ours', () => {
  for (const [name, report] of BOTH) {
    it(`of ${name} gives back packages, distributions, image and layers`, () => {
      const bytes = write(report);
      assert.ok(sniffSbom(bytes.subarray(0, 4096)));
      const inventory = parseSbom(bytes, 'x.cdx.json');
      assert.deepEqual(plain(inventory.packages), plain(report.packages));
      assert.deepEqual(inventory.distros, report.distros);
      const { id, names, manifestDigest, indexDigest, platform, reference, source } = inventory.image;
      assert.deepEqual(
        { id, names, manifestDigest, indexDigest, platform, reference, source },
        {
          id: report.image.id,
          names: report.image.names,
          manifestDigest: report.image.manifestDigest,
          indexDigest: report.image.indexDigest,
          platform: report.image.platform,
          reference: report.image.reference,
          source: report.image.source,
        },
      );
      assert.deepEqual({ ...inventory.image.config.labels }, { ...report.image.config.labels });
      const chain = chainIds(report.image.layers.map(({ diffId }) => diffId!));
      assert.deepEqual(
        inventory.image.layers.map(({ diffId, chainId }) => ({ diffId, chainId })),
        report.image.layers.map(({ diffId }, index) => ({ diffId, chainId: chain[index] })),
      );
      const told = new Set(report.packages.map(({ foundAt }) => foundAt.layerIndex));
      for (const { index, owner } of report.layers) {
        if (told.has(index)) assert.deepEqual(inventory.layers[index]?.owner, owner);
      }
      assert.equal(inventory.secrets, null);
      assert.equal(inventory.unidentifiedExecutables, report.coverage.unidentifiedExecutables);
    });
  }

  it('is the same document when it is written again', () => {
    const { distros, packages, image, layers } = parseSbom(write(INVENTORY_REPORT), 'x');
    const report = { ...INVENTORY_REPORT, distros, packages, image, layers };
    const sorted = { ...INVENTORY_REPORT, packages };
    assert.deepEqual(JSON.parse(write(report).toString()), JSON.parse(write(sorted).toString()));
  });

  it('is judged like the image', () => {
    const byId = new Map(ecosystems.map((ecosystem) => [ecosystem.id, ecosystem]));
    const lookup = lookupOf(SAMPLE_REPORT.packages.flatMap(flawsOf));
    const { packages } = parseSbom(write(SAMPLE_REPORT), 'x');
    const wanted = matchPackages(SAMPLE_REPORT.packages, byId, lookup);
    assert.ok(wanted.findings.length > 5);
    assert.deepEqual(matchPackages(packages, byId, lookup), wanted);
  });

  it('gives back the streams of a release, and that it was guessed', () => {
    const [debian, ...others] = SAMPLE_REPORT.distros;
    const ubuntu = { ...debian!, id: 'ubuntu', versionId: '22.04', streams: ['esm-apps', 'esm-infra'] };
    for (const distro of [ubuntu, { ...ubuntu, confidence: 'guessed' } as const]) {
      const packages = SAMPLE_REPORT.packages.map((pkg) =>
        pkg.distro?.id === 'debian' ? { ...pkg, distro } : pkg,
      );
      const report = { ...SAMPLE_REPORT, distros: [distro, ...others], packages };
      const inventory = parseSbom(write(report), 'x');
      assert.deepEqual(inventory.distros, report.distros);
      assert.deepEqual(plain(inventory.packages), plain(packages));
    }
  });

  const OWNERS: readonly (readonly [fixed: string | null, ofDistribution: boolean, standing: string])[] = [
    ['0', true, 'vendor-not-affected'],
    [null, true, 'vendor-status-unknown'],
    [null, false, 'counted'],
  ];
  for (const [fixed, ofDistribution, standing] of OWNERS) {
    it(`keeps what a package owns: a flaw in it is ${standing}`, () => {
      const idna = SAMPLE_REPORT.packages.find(({ ownedBy }) => ownedBy !== null)!;
      const owner = SAMPLE_REPORT.packages.find(({ purl }) => purl === idna.ownedBy!.purl)!;
      const owned = { ...idna, ownedBy: { ...idna.ownedBy!, ofDistribution } };
      const report = { ...SAMPLE_REPORT, packages: [owner, owned] };
      const byId = new Map(ecosystems.map((ecosystem) => [ecosystem.id, ecosystem]));
      const [own] = byId.get(owned.ecosystem)!.advisoryQueries(owned);
      const [ofOwner] = byId.get(owner.ecosystem)!.advisoryQueries(owner);
      const word = {
        id: 'CVE-2026-1',
        key: ofOwner!.key,
        scheme: 'deb',
        ranges: [range(null, fixed)],
      } as const;
      const lookup = lookupOf(
        [
          advisory({ id: 'CVE-2026-1', key: own!.key, scheme: 'pep440', ranges: [range(null, null)] }),
          ...(fixed === null ? [] : [advisory({ ...word, state: 'fixed' })]),
        ],
        [ofOwner!.key.namespace],
      );
      const wanted = matchPackages(report.packages, byId, lookup);
      assert.deepEqual(
        wanted.findings.map((finding) => finding.standing),
        [standing],
      );
      const { packages } = parseSbom(write(report), 'x');
      assert.deepEqual(matchPackages(packages, byId, lookup), wanted);
    });
  }

  it('says why the image was not covered, where that is not found anew', () => {
    const reason = {
      code: 'truncated-layer',
      effect: 'incomplete',
      message: 'The layer ends early.',
      layerIndex: 1,
      path: 'a/b',
      wayOut: '',
    } as const;
    const anew = { ...reason, code: 'starter-data', path: '' };
    const coverage = {
      state: 'partial',
      reasons: [anew, reason],
      unidentifiedExecutables: 7,
    } as const;
    const inventory = parseSbom(write({ ...SAMPLE_REPORT, coverage }), 'x');
    assert.equal(inventory.unidentifiedExecutables, 7);
    assert.deepEqual(
      inventory.problems.map(({ code, effect, message }) => [code, effect, message]).slice(-1),
      [['truncated-layer', 'incomplete', 'a/b: The layer ends early.']],
    );
    assert.deepEqual(
      inventory.problems.map(({ code }) => code),
      ['sbom', 'truncated-layer'],
    );
  });

  it('of an image that could not be looked into stays blind', () => {
    const reason = {
      code: 'encrypted-layer',
      effect: 'blind',
      message: 'x',
      layerIndex: 0,
      path: '',
      wayOut: '',
    } as const;
    const coverage = { state: 'not-checkable', reasons: [reason], unidentifiedExecutables: 0 } as const;
    const { problems } = parseSbom(write({ ...SAMPLE_REPORT, coverage }), 'x');
    assert.equal(problems.find(({ code }) => code === 'encrypted-layer')?.effect, 'blind');
  });

  it('of an empty image is empty', () => {
    const inventory = parseSbom(write(EMPTY_REPORT), 'x');
    assert.deepEqual(inventory.packages, []);
    assert.equal(inventory.image.reference, EMPTY_REPORT.image.reference || 'x');
  });

  it('of several images is refused', () => {
    assert.throws(() => parseSbom(write(SAMPLE_REPORT, SAMPLE_REPORT), 'x'), { code: 'sbom-several-images' });
  });

  for (const text of HOSTILE_TEXTS) {
    it(`with ${JSON.stringify(text.slice(0, 30))} in every place gives back its packages`, () => {
      const report = hostileReport(text);
      const inventory = parseSbom(write(report), 'x');
      const readable = report.packages.filter(({ purl }) => purl.startsWith('pkg:'));
      assert.ok(inventory.packages.length <= readable.length);
      JSON.stringify(inventory);
    });
  }
});

/** One that the package has, and one that it has no more. */
function flawsOf(pkg: Package): Advisory[] {
  const ecosystem = ecosystems.find(({ id }) => id === pkg.ecosystem)!;
  const namespace = pkg.distro === null ? ecosystem.id : (distroNamespace(pkg.distro) ?? '');
  return ecosystem.advisoryQueries(pkg).flatMap(({ key }, index) => [
    advisory({
      id: `CVE-2026-${1000 + index}`,
      key,
      scheme: ecosystem.scheme,
      feed: namespace,
      ranges: [range(null, '99999')],
      state: 'fixed',
    }),
    advisory({
      id: 'CVE-2026-2000',
      key,
      scheme: ecosystem.scheme,
      ranges: [range(null, '0.0.1')],
      state: 'fixed',
    }),
  ]);
}
