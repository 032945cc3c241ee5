import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  IN_NATURAL_ORDER,
  SAMPLE_REPORT,
  sampleFinding,
  sampleJudgement,
  samplePackage,
} from './fixtures/sample-report.ts';
import { findUpgrade, groupByPackage } from './groups.ts';
import type { CompareVersions } from './reporter.ts';

const GROUPS = groupByPackage(SAMPLE_REPORT.decision.judgements);

function npm(version: string, path: string): ReturnType<typeof samplePackage> {
  return samplePackage({ ecosystem: 'npm', name: 'a', version, foundAt: { path, layerIndex: 1 } });
}

function groupsOf(...fixes: readonly string[]): ReturnType<typeof groupByPackage> {
  return groupByPackage(
    fixes.map((fixedVersion, i) =>
      sampleJudgement(
        sampleFinding({ id: `X-${i}`, packages: [npm('1.0', 'p')], severity: 'low', fixedVersion }),
      ),
    ),
  );
}

describe('groupByPackage', () => {
  it('groups by package and version, the most urgent first', () => {
    assert.deepEqual(
      GROUPS.map((group) => `${group.packageName} ${group.version} ${group.rows.length}`),
      [
        'org.example:logger 2.14.1 1',
        'libssl3 3.0.11-1~deb12u2 3',
        '@shop/left-pad 1.2.0 2',
        '@shop/left-pad 0.9.1 1',
        'example.org/mux v1.4.0 1',
      ],
    );
  });

  it('lists places once, in order, and rows only with their own places', () => {
    const group = GROUPS[2]!;
    assert.deepEqual(
      group.places.map((place) => place.path),
      [
        'srv/app/node_modules/@shop/left-pad/package.json',
        'srv/tool/node_modules/@shop/left-pad/package.json',
      ],
    );
    assert.deepEqual(
      group.rows.map((row) => row.instances.length),
      [2, 1],
    );
  });

  it('leaves out what is not counted', () => {
    assert.ok(
      GROUPS.every((group) => group.packageName !== 'linux-libc-dev' && group.packageName !== 'idna'),
    );
  });
});

describe('findUpgrade', () => {
  it('takes the highest of the versions that clear one finding each', () => {
    const [group] = groupsOf('1.9', '1.10', '', '1.2');
    assert.deepEqual(findUpgrade(group!, IN_NATURAL_ORDER), {
      packageName: 'a',
      packagePurl: 'pkg:npm/a',
      ecosystem: 'npm',
      from: '1.0',
      to: '1.10',
      clears: 3,
      remains: 1,
    });
  });

  it('is null where nothing has a fix', () =>
    assert.equal(findUpgrade(groupsOf('')[0]!, IN_NATURAL_ORDER), null));

  it('asks the given order, and does without it where it refuses', () => {
    const asked: string[] = [];
    const byText: CompareVersions = (ecosystem, a, b) => {
      asked.push(ecosystem);
      return a < b ? -1 : 1;
    };
    assert.equal(findUpgrade(groupsOf('1.9', '1.10')[0]!, byText)?.to, '1.9');
    assert.deepEqual(asked, ['npm']);
    const refuses: CompareVersions = () => {
      throw new Error('no version');
    };
    assert.equal(findUpgrade(groupsOf('1.9', '1.10')[0]!, refuses)?.to, '1.10');
  });

  it('clears a finding only if all its places have a fix', () => {
    const finding = sampleFinding({
      id: 'X-1',
      packages: [npm('1.0', 'p'), npm('1.0', 'q')],
      severity: 'low',
      fixedVersion: '2.0',
    });
    const [first, second] = finding.instances;
    const half = { ...finding, instances: [first!, { ...second!, fixedVersion: '' }] };
    assert.equal(findUpgrade(groupByPackage([sampleJudgement(half)])[0]!, IN_NATURAL_ORDER), null);
  });
});
