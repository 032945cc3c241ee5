/** Images of SUSE from release file, package database and OVAL to the findings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { advisory, lookupOf } from '../../test/advisories.ts';
import { type FilesOfLayer, layeredFacts } from '../../test/layered-facts.ts';
import { ndbDatabase } from '../../test/rpm-databases.ts';
import { header } from '../../test/rpm-headers.ts';
import { toContext } from '../advisory/compile.ts';
import { parseDefinition } from '../advisory/feeds/suse/definition.ts';
import { createXmlReader } from '../base/xml/xml-reader.ts';
import { ecosystems } from '../ecosystem/list.ts';
import { matchPackages } from '../match/match.ts';
import type { Advisory, AdvisoryBuild } from '../model/advisory.ts';
import type { VulnerabilityFinding } from '../model/finding.ts';
import type { Inventory } from '../model/inventory.ts';
import { schemes } from '../version/list.ts';
import { catalogImage } from './catalog.ts';
import { advisoryGaps, toCoverage } from './coverage.ts';
import { packageReaders } from './readers.ts';

const SITE = 'usr/lib/python3.6/site-packages';
const METADATA = `${SITE}/idna-2.6.dist-info/METADATA`;
const DIST_INFO = { [METADATA]: 'Metadata-Version: 2.1\nName: idna\nVersion: 2.6\n' };
const SLES: FilesOfLayer = {
  'etc/os-release': 'NAME="SLES"\nVERSION="15-SP6"\nVERSION_ID="15.6"\nID="sles"\nID_LIKE="suse"\n',
};

function rpmPackage(name: string, release: string, files: readonly string[] = []): Buffer {
  const folders = files.map((path) => `/${path.slice(0, path.lastIndexOf('/') + 1)}`);
  return header([
    [1000, 6, [name]],
    [1001, 6, ['2.6']],
    [1002, 6, [release]],
    [1011, 6, ['SUSE LLC <https://www.suse.com/>']],
    [1022, 6, ['noarch']],
    [1044, 6, [`python-idna-2.6-${release}.src.rpm`]],
    ...(files.length === 0
      ? []
      : ([
          [1030, 3, files.map(() => 0o100644)],
          [1116, 4, files.map((_, at) => at)],
          [1117, 8, files.map((path) => path.slice(path.lastIndexOf('/') + 1))],
          [1118, 8, folders],
        ] as const)),
  ]);
}

const database = (...packages: readonly Buffer[]): FilesOfLayer => ({
  'usr/lib/sysimage/rpm/Packages.db': ndbDatabase(packages),
});

/** What SUSE says of a flaw in a product, and with metadata in a notice. */
function ofSuse(id: string, product: string, comment: string, notice = ''): readonly Advisory[] {
  const reader = createXmlReader({ take: ['definition'], leaveOut: [], until: null });
  const [definition] = reader.push(
    `<definition class="${notice === '' ? 'vulnerability' : 'patch'}"><metadata><title>${id}</title>${notice}</metadata>
    <criteria operator="AND">
      <criterion comment="SUSE Linux Enterprise ${product} is installed"/><criterion comment="${comment}"/>
    </criteria></definition>`,
  );
  return parseDefinition(JSON.stringify(definition), toContext(schemes)).advisories;
}

const FIXED = ofSuse(
  'CVE-2024-3651',
  'Module for Basesystem 15 SP6',
  'python3-idna-2.6-150000.3.3.1 is installed',
);
const UPSTREAM = advisory({
  id: 'GHSA-jjg7-2v4v-x38h',
  aliases: ['CVE-2024-3651'],
  key: { namespace: 'pypi', name: 'idna' },
  scheme: 'pep440',
  ranges: [{ introduced: null, fixed: '3.7', lastAffected: null }],
  state: 'fixed',
});

function scan(
  layers: readonly FilesOfLayer[],
  advisories: readonly Advisory[],
): readonly VulnerabilityFinding[] {
  const { packages } = catalogImage(layeredFacts(packageReaders, layers), ecosystems);
  const byId = new Map(ecosystems.map((one) => [one.id, one]));
  return matchPackages(packages, byId, lookupOf(advisories)).findings;
}

const short = ({ id, packageName, standing, state, instances }: VulnerabilityFinding): string =>
  [id, packageName, standing, state, instances[0]?.fixedVersion].filter(Boolean).join(' ');

describe('an image of SUSE', () => {
  it('a back-port counts: python3-idna 2.6-150000.3.3.1 has no CVE-2024-3651, whatever version its dist-info has (case 23)', () => {
    const idna = rpmPackage('python3-idna', '150000.3.3.1', [METADATA]);
    const findings = scan([{ ...SLES, ...DIST_INFO, ...database(idna) }], [...FIXED, UPSTREAM]);
    assert.deepEqual(findings.map(short), ['CVE-2024-3651 idna vendor-not-affected fixed 3.7']);
  });

  it('the same dist-info by pip belongs to nobody: it is reported (case 23)', () => {
    const other = rpmPackage('python3-base', '150000.1.1');
    const findings = scan([{ ...SLES, ...DIST_INFO, ...database(other) }], [...FIXED, UPSTREAM]);
    assert.deepEqual(findings.map(short), ['CVE-2024-3651 idna counted fixed 3.7']);
  });

  it('before the back-port the package has the flaw, and is counted once', () => {
    const idna = rpmPackage('python3-idna', '150000.1.1', [METADATA]);
    const findings = scan([{ ...SLES, ...DIST_INFO, ...database(idna) }], [...FIXED, UPSTREAM]);
    assert.deepEqual(findings.map(short), [
      'CVE-2024-3651 idna informational fixed 3.7',
      'CVE-2024-3651 python3-idna counted fixed 2.6-150000.3.3.1',
    ]);
  });

  it('has the notice and its day with the flaw', () => {
    const notice = `<reference ref_id="CVE-2024-3651"/><reference ref_id="SUSE-SU-2024:1939-1"/>
      <advisory><issued date="2024-06-07"/></advisory>`;
    const product = 'Module for Basesystem 15 SP6';
    const update = ofSuse('x', product, 'python3-idna-2.6-150000.3.3.1 is installed', notice);
    const [found] = scan(
      [{ ...SLES, ...database(rpmPackage('python3-idna', '150000.1.1')) }],
      [...FIXED, ...update],
    );
    assert.deepEqual([found?.id, found?.aliases], ['CVE-2024-3651', ['SUSE-SU-2024:1939-1']]);
    assert.equal(found?.instances[0]?.evidence[0]?.fixedAt, '2024-06-07T00:00:00Z');
  });

  it('what only longer support fixes is told as such; an image that has it is judged by it', () => {
    const paid = ofSuse('CVE-2031-1', 'Server 15 SP6-LTSS', 'python3-idna-2.6-150000.9.1 is installed');
    const image = { ...SLES, ...database(rpmPackage('python3-idna', '150000.3.3.1')) };
    const [open, ...others] = scan([image], paid);
    assert.deepEqual(others, []);
    assert.equal(short(open!), 'CVE-2031-1 python3-idna counted fixed-with-subscription');
    assert.equal(open!.instances[0]!.evidence[0]!.range?.fixed, '2.6-150000.9.1');
    const ltss = { 'etc/products.d/SLES-LTSS.prod': '<product><name>SLES-LTSS</name></product>' };
    assert.deepEqual(scan([{ ...image, ...ltss }], paid).map(short), [
      'CVE-2031-1 python3-idna counted fixed 2.6-150000.9.1',
    ]);
    const patched = database(rpmPackage('python3-idna', '150000.9.1'));
    assert.deepEqual(scan([{ ...image, ...ltss, ...patched }], paid), []);
  });

  it('openSUSE Leap 42.3, which nobody has data for, is not checkable (case 1)', () => {
    const files = {
      'etc/os-release':
        'NAME="openSUSE Leap"\nVERSION="42.3"\nID=opensuse\nID_LIKE="suse"\nVERSION_ID="42.3"\n',
      ...database(rpmPackage('python3-idna', '1.1'), rpmPackage('python3-base', '1.1')),
    };
    const inventory = catalogImage(layeredFacts(packageReaders, [files]), ecosystems) as unknown as Inventory;
    const byId = new Map(ecosystems.map((one) => [one.id, one]));
    const gaps = advisoryGaps(
      inventory,
      (pkg) =>
        byId
          .get(pkg.ecosystem)!
          .advisoryQueries(pkg)
          .map(({ key }) => key.namespace),
      { lookup: lookupOf(FIXED), build: { starter: false } as AdvisoryBuild },
    );
    assert.equal(toCoverage(gaps, 0).state, 'not-checkable');
    assert.match(gaps[0]!.message, /no advisory data for opensuse:42\.3: 2 packages could not be judged/);
  });
});
