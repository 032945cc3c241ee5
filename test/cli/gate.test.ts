/** The gate through whole commands: one policy, one explained verdict. Cases that users reported stand under their numbers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expand } from '../../src/check/secret/detectors/example.ts';
import { buildImage, type ImageSpec } from '../image-builder.ts';
import { registryMissing, startRegistry } from '../registry-server.ts';
import { file } from '../tar-builder.ts';
import { DEBIAN, dpkgStatus, type Flaw, imageOf, npmPackage, putArchive, putFlaws } from './images.ts';
import { here, onOwnMachine, put, run, type Setting } from './plimsoll.ts';

interface JsonFinding {
  readonly id: string;
  readonly kind: string;
  readonly outcome: string;
  readonly because: string;
  readonly by: { readonly kind: string; readonly rule?: string; readonly waiver?: string };
  readonly due: { readonly at: string; readonly daysLeft: number; readonly used: string } | null;
}

interface Judged {
  readonly code: number;
  readonly verdict: string;
  readonly findings: readonly JsonFinding[];
  readonly of: (id: string) => JsonFinding;
}

const GATE = 'gate $HERE/app.tar --advisories $HERE/osv --policy $HERE/policy.yaml';

/** Judges `app.tar` and reads the report, which must agree with the exit code. */
async function gate(options = '', setting: Setting = {}, command = GATE): Promise<Judged> {
  const { code, stdout, stderr } = await run(`${command} ${options} --format json --quiet`, setting);
  assert.equal(stderr, '');
  const { decision, findings, exit } = JSON.parse(stdout).reports[0];
  assert.equal(exit.code, code);
  const of = (id: string): JsonFinding => {
    const found = findings.find((f: JsonFinding) => f.id === id);
    assert.ok(found, `${id} is not among ${findings.map((f: JsonFinding) => f.id)}`);
    return found;
  };
  return { code, verdict: decision.verdict, findings, of };
}

/** A policy with one stage, from the lines of its rules. */
function putPolicy(rules: string, rest = ''): void {
  put('policy.yaml', `version: 1\nstages:\n  production:\n    rules:\n${indent(rules, 6)}\n${rest}`);
}

function indent(text: string, by: number): string {
  return text
    .trim()
    .split('\n')
    .map((line) => ' '.repeat(by) + line)
    .join('\n');
}

const NPM = imageOf([npmPackage('sail', '1.0.0')]);
const DEBIAN_IMAGE = imageOf([DEBIAN, file('var/lib/dpkg/status', dpkgStatus('libssl3 3.0.9-1 openssl'))]);

const CRITICAL: Flaw = {
  id: 'CVE-2024-90001',
  ecosystem: 'npm',
  name: 'sail',
  fixed: '1.2.0',
  severity: 'critical',
};

describe('gate', () => {
  onOwnMachine();

  const put2 = (image: ImageSpec, ...flaws: readonly Flaw[]): void => {
    putArchive('app.tar', image);
    putFlaws('osv', flaws);
  };

  it('blocks by the first rule that holds, and says which', async () => {
    put2(NPM, CRITICAL, { id: 'CVE-2024-90002', ecosystem: 'npm', name: 'sail', severity: 'low' });
    putPolicy(`
- id: known
  allow: { id: CVE-2024-90002 }
- id: bad
  block: { severity: ">= high" }
- id: rest
  warn: {}`);
    const { code, verdict, of } = await gate();
    assert.deepEqual([code, verdict], [1, 'block']);
    assert.deepEqual([of(CRITICAL.id).outcome, of(CRITICAL.id).by], ['block', { kind: 'rule', rule: 'bad' }]);
    assert.deepEqual([of('CVE-2024-90002').outcome, of('CVE-2024-90002').by.rule], ['pass', 'known']);
  });

  it('says the decision first, for people', async () => {
    put2(NPM, CRITICAL);
    putPolicy('- id: bad\n  block: { severity: critical }');
    const { code, stdout } = await run(`${GATE} --quiet`);
    assert.equal(code, 1);
    assert.match(stdout.split('\n')[0]!, /^BLOCK.*production/);
    assert.match(stdout, /bad/);
    assert.match(stdout, /CVE-2024-90001/);
    assert.match(stdout, /1\.2\.0/);
  });

  it('case 50: no fix warns; a fix that came out 31 days ago blocks under 30 days', async () => {
    putPolicy('- id: late\n  block: { severity: critical }\n  within: { days: 30, from: fix-available }');
    const unfixed: Flaw = {
      id: 'DEBIAN-CVE-2024-90005',
      ecosystem: 'Debian:12',
      name: 'openssl',
      severity: 'critical',
      aliases: ['CVE-2024-90005'],
    };
    put2(DEBIAN_IMAGE, unfixed);
    const before = await gate();
    assert.deepEqual([before.code, before.verdict], [0, 'warn']);
    assert.equal(before.findings[0]!.due!.at, '');

    const fix: Flaw = { ...unfixed, id: 'DSA-5999-1', aliases: ['CVE-2024-90005'], fixed: '3.0.11-1' };
    putFlaws('fixed', [{ ...fix, published: '2024-05-05T00:00:00Z' }]);
    const late = await gate('--advisories $HERE/fixed');
    assert.deepEqual([late.code, late.verdict], [1, 'block'], late.findings[0]!.because);
    assert.deepEqual(late.findings[0]!.due!.at, '2024-06-04');

    putFlaws('fresh', [{ ...fix, published: '2024-05-07T00:00:00Z' }]);
    const inTime = await gate('--advisories $HERE/fresh');
    assert.deepEqual([inTime.code, inTime.verdict, inTime.findings[0]!.due!.daysLeft], [0, 'warn', 1]);
  });

  it('case 51: a waiver that ended yesterday: the finding is back, and the message names waiver and owner', async () => {
    put2(NPM, CRITICAL);
    putPolicy('- id: bad\n  block: { severity: critical }', 'waivers: { from: [./waivers.yaml] }\n');
    const waiver = (expires: string): string =>
      `waivers:\n  - id: W-7\n    advisory: CVE-2024-90001\n    package: pkg:npm/sail\n    reason: not reachable\n    owner: team-sail\n    approver: security\n    expires: ${expires}\n`;
    put('waivers.yaml', waiver('2024-06-05'));
    const waived = await gate();
    assert.deepEqual([waived.code, waived.of(CRITICAL.id).by.waiver], [0, 'W-7']);

    put('waivers.yaml', waiver('2024-06-04'));
    const over = await gate();
    assert.deepEqual([over.code, over.of(CRITICAL.id).outcome], [1, 'block']);
    const { stdout } = await run(`${GATE} --quiet`);
    assert.match(stdout, /W-7/);
    assert.match(stdout, /team-sail/);
    assert.ok(over.of('waiver-expired'));
  });

  it('case 55: a filter on own layers keeps the findings of the application', async () => {
    const base = [DEBIAN, file('var/lib/dpkg/status', dpkgStatus('libssl3 3.0.9-1 openssl'))];
    put2(imageOf(base, [npmPackage('sail', '1.0.0')]), CRITICAL, {
      id: 'DSA-5999-1',
      ecosystem: 'Debian:12',
      name: 'openssl',
      fixed: '3.0.11-1',
      severity: 'critical',
    });
    putPolicy('- id: own\n  block: { severity: ">= high", owner: own }');
    const { code, of } = await gate();
    assert.equal(code, 1);
    assert.equal(of(CRITICAL.id).outcome, 'block');
    assert.equal(of('DSA-5999-1').outcome, 'pass');
  });

  it('case 58: only a secret, which the policy forbids: exit code 1 from an archive and from a registry', async (t) => {
    const missing = registryMissing();
    if (missing !== null) return t.skip(missing);
    const image = imageOf([
      npmPackage('sail', '1.0.0'),
      file('app/token', expand('glpat-{alnum:20}', 'gate')),
    ]);
    put2(image, { ...CRITICAL, name: 'other' });
    putPolicy('- id: secrets\n  block: { kind: secret, severity: ">= high" }');
    const archive = await gate();
    assert.deepEqual([archive.code, archive.verdict], [1, 'block']);
    const registry = await startRegistry();
    try {
      await registry.push(buildImage(image), 'app', '1');
      const command = GATE.replace('$HERE/app.tar', `${registry.host}/app:1 --plain-http ${registry.host}`);
      const pulled = await gate('', {}, command);
      assert.deepEqual([pulled.code, pulled.verdict], [1, 'block']);
      assert.deepEqual(
        pulled.findings.map(({ id, outcome }) => [id, outcome]),
        archive.findings.map(({ id, outcome }) => [id, outcome]),
      );
    } finally {
      await registry.stop();
    }
  });

  it('case 60: of two stored reports of one image the newest decides; one older than allowed is refused', async () => {
    put2(NPM, { ...CRITICAL, name: 'other' });
    putPolicy('- id: bad\n  block: { severity: critical }');
    await run(`${GATE} --output json=$HERE/old.json --quiet`, { now: '2024-06-01T00:00:00Z' });
    putFlaws('osv', [CRITICAL]);
    await run(`${GATE} --output json=$HERE/new.json --quiet`, { now: '2024-06-03T00:00:00Z' });
    const policy = '--policy $HERE/policy.yaml';
    for (const order of ['old.json $HERE/new.json', 'new.json $HERE/old.json']) {
      assert.equal((await gate('', {}, `gate $HERE/${order} ${policy}`)).code, 1, order);
    }
    assert.equal((await gate('', {}, `gate $HERE/old.json ${policy}`)).code, 0);
    const aged = await gate('--max-age 1d', { now: '2024-07-01T00:00:00Z' }, `gate $HERE/new.json ${policy}`);
    assert.equal(aged.code, 4);
  });

  it('case 61: what could not be pulled is never passed; then the flaws are listed, and waived ones do not block', async (t) => {
    const missing = registryMissing();
    if (missing !== null) return t.skip(missing);
    putFlaws('osv', [CRITICAL]);
    putPolicy('- id: bad\n  block: { severity: critical }', 'waivers: { from: [./waivers.yaml] }\n');
    put('waivers.yaml', 'waivers: []\n');
    const registry = await startRegistry();
    try {
      const command = GATE.replace('$HERE/app.tar', `${registry.host}/app:1 --plain-http ${registry.host}`);
      const held = await run(`${command} --quiet`);
      assert.equal(held.code, 5);
      assert.equal(held.stdout, '');
      await registry.push(buildImage(NPM), 'app', '1');
      const refused = await run(`${command} --quiet`);
      assert.equal(refused.code, 1);
      assert.match(refused.stdout, /CVE-2024-90001/);
      put(
        'waivers.yaml',
        'waivers:\n  - { advisory: CVE-2024-90001, package: "pkg:npm/sail", reason: r, owner: o, approver: a, expires: 2024-12-31 }\n',
      );
      assert.equal((await run(`${command} --quiet`)).code, 0);
    } finally {
      await registry.stop();
    }
  });

  it('case 63: an exploited medium comes before an unlisted critical, and "no days for what is exploited" blocks on it', async () => {
    put2(NPM, CRITICAL, {
      id: 'CVE-2024-90002',
      ecosystem: 'npm',
      name: 'sail',
      fixed: '1.1.0',
      severity: 'medium',
    });
    putPolicy(`
- id: exploited
  block: { known-exploited: true }
  within: { days: { known-exploited: 0 }, from: disclosed }`);
    await run(`${GATE} --output json=$HERE/report.json --quiet`);
    const stored = readFileSync(join(here, 'report.json'), 'utf8');
    const listed = JSON.parse(stored);
    for (const finding of listed.reports[0].findings)
      finding.knownExploited = finding.id === 'CVE-2024-90002';
    put('listed.json', JSON.stringify(listed));
    const { code, findings } = await gate('', {}, 'gate $HERE/listed.json --policy $HERE/policy.yaml');
    assert.equal(code, 1);
    assert.deepEqual(
      findings.map(({ id, outcome }) => [id, outcome]),
      [
        ['CVE-2024-90002', 'block'],
        [CRITICAL.id, 'pass'],
      ],
    );
  });

  it('counts first sight from the state, not from each fresh runner', async () => {
    put2(NPM, CRITICAL);
    putPolicy('- id: late\n  block: { severity: critical }\n  within: { days: 7, from: first-seen }');
    const state = '--state $HERE/seen.plimsoll-state';
    const first = await gate(state, { now: '2024-06-01T10:00:00Z' });
    assert.deepEqual([first.code, first.of(CRITICAL.id).due!.used], [1, 'disclosed'], 'no state yet');
    const second = await gate(state, { now: '2024-06-02T10:00:00Z' });
    assert.deepEqual([second.code, second.of(CRITICAL.id).due!.at], [0, '2024-06-08']);
    const later = await gate(state, { now: '2024-06-09T10:00:00Z' });
    assert.deepEqual([later.code, later.of(CRITICAL.id).due!.at], [1, '2024-06-08']);

    const without = await gate('', { now: '2024-06-01T10:00:00Z' });
    assert.deepEqual([without.code, without.of(CRITICAL.id).due!.used], [1, 'disclosed']);
    assert.match(without.of(CRITICAL.id).because, /disclosed/);
  });

  it('tells by a baseline what the change brought', async () => {
    put2(NPM, CRITICAL);
    putArchive('before.tar', imageOf([npmPackage('sail', '0.9.0')]));
    putArchive('same.tar', NPM);
    putPolicy('- id: new\n  block: { severity: critical, change: added }');
    assert.equal((await gate('--baseline $HERE/before.tar')).code, 1);
    assert.equal((await gate('--baseline $HERE/same.tar')).code, 0);
  });

  it('blocks a partial scan with exit code 3 unless the policy accepts the reason by name', async () => {
    putArchive('app.tar', NPM);
    const starter = GATE.replace('--advisories $HERE/osv', '');
    putPolicy('- id: bad\n  block: { severity: critical }');
    const refused = await gate('', {}, starter);
    assert.deepEqual([refused.code, refused.verdict], [3, 'block']);
    putPolicy(
      '- id: bad\n  block: { severity: critical }\n- id: starter\n  allow: { problem: starter-data }',
    );
    const accepted = await gate('', {}, starter);
    assert.deepEqual([accepted.code, accepted.verdict], [0, 'pass']);
  });

  it('never accepts an image in which nothing could be checked', async () => {
    put2(imageOf([file('hello', 'world')]), CRITICAL);
    putPolicy('- id: all\n  allow: { problem: "*" }');
    assert.equal((await gate()).code, 3);
  });

  it('a pinned policy has no ear for the settings of the checkout it judges', async () => {
    put2(NPM, CRITICAL);
    putPolicy('- id: bad\n  block: { severity: critical }');
    put('plimsoll.yaml', 'scanners: secret\n');
    assert.equal((await gate()).code, 0, 'the settings switch flaws off');
    const { sha256 } = await import('../../src/model/digest.ts');
    const digest = sha256(readFileSync(join(here, 'policy.yaml')));
    assert.equal((await gate('', {}, `${GATE}@${digest}`)).code, 1);
    const wrong = await run(`${GATE}@sha256:${'0'.repeat(64)}`);
    assert.equal(wrong.code, 5);
    put('org.yaml', 'version: 1\nstages: { production: { rules: [] } }\n');
    const extending = put(
      'policy.yaml',
      'version: 1\nextends: ./org.yaml\nstages: { production: { rules: [] } }\n',
    );
    const unpinned = await run(`${GATE}@${sha256(readFileSync(extending))}`);
    assert.equal(unpinned.code, 2);
    assert.match(unpinned.stderr, /pinned to a digest, and ".\/org.yaml" is not/);
  });

  it('takes the policy that plimsoll.yaml names or holds', async () => {
    put2(NPM, CRITICAL);
    putPolicy('- id: bad\n  block: { severity: critical }');
    const command = GATE.replace('--policy $HERE/policy.yaml', '');
    put('plimsoll.yaml', 'policy: ./policy.yaml\n');
    assert.equal((await gate('', {}, command)).of(CRITICAL.id).by.rule, 'bad');
    put(
      'plimsoll.yaml',
      'policy:\n  version: 1\n  stages: { production: { rules: [ { id: inline, block: { severity: critical } } ] } }\n',
    );
    assert.equal((await gate('', {}, command)).of(CRITICAL.id).by.rule, 'inline');
  });

  it('judges every platform of an index, with one exit code', async () => {
    const { buildIndex, ociIndexLayoutFiles, writeFolder } = await import('../image-builder.ts');
    const of = (architecture: string, version: string) =>
      buildImage({
        ...imageOf([npmPackage('sail', version)]),
        platform: { os: 'linux', architecture, variant: '' },
      });
    const index = buildIndex([of('amd64', '1.2.0'), of('arm64', '1.0.0'), of('s390x', '1.2.0')]);
    writeFolder(join(here, 'layout'), ociIndexLayoutFiles(index, 'app:1'));
    putFlaws('osv', [CRITICAL]);
    putPolicy('- id: bad\n  block: { severity: critical }');
    const command = GATE.replace('$HERE/app.tar', '$HERE/layout --platform all');
    const { code, stdout } = await run(`${command} --format json --quiet`);
    assert.equal(code, 1);
    const { reports } = JSON.parse(stdout);
    assert.deepEqual(
      reports.map((r: { image: { platform: { architecture: string } }; decision: { verdict: string } }) => [
        r.image.platform.architecture,
        r.decision.verdict,
      ]),
      [
        ['amd64', 'pass'],
        ['arm64', 'block'],
        ['s390x', 'pass'],
      ],
    );
    const text = await run(`${command} --quiet`);
    assert.match(text.stdout, /arm64/);
  });

  it('explains the path of a finding through the rules', async () => {
    put2(NPM, CRITICAL);
    putPolicy(
      '- id: other\n  block: { package: "pkg:npm/other" }\n- id: bad\n  block: { severity: critical }',
    );
    const { code, stdout } = await run(`${GATE} --explain CVE-2024-90001 --quiet`);
    assert.equal(code, 1);
    assert.match(stdout, /other[\s\S]*pkg:npm\/sail[\s\S]*bad/);
    const unknown = await run(`${GATE} --explain CVE-1999-1 --quiet`);
    assert.match(unknown.stderr, /there is no finding/);
  });

  it('says which file of rules cannot be read', async () => {
    put2(NPM, CRITICAL);
    putPolicy('- id: bad\n  block: { severity: critical }');
    const { code, stderr } = await run(`${GATE} --secret-rules $HERE/missing.yaml`);
    assert.equal(code, 2);
    assert.match(stderr, /--secret-rules \$HERE\/missing\.yaml/);
  });

  it('has one now for the age of the data too, so that a replay says the same', async () => {
    put2(NPM, CRITICAL);
    putPolicy('- id: bad\n  warn: { severity: critical }');
    const options = '--max-age 7d --now 2024-09-01 --output json=$HERE/report.json --quiet';
    assert.equal((await run(`${GATE} ${options}`)).code, 4);
    const again = await run('replay $HERE/report.json');
    assert.equal(again.code, 4, again.stderr);
    const stored = readFileSync(join(here, 'report.json'), 'utf8');
    assert.equal(again.stdout, stored.replaceAll(here, '$HERE'));
  });

  it('an inventory of all platforms is refused: it would be of one', async () => {
    put2(NPM);
    const { code, stderr } = await run('sbom $HERE/app.tar --platform all');
    assert.equal(code, 2);
    assert.match(stderr, /an inventory is of one platform/);
  });

  it('refuses a stage that the policy does not have', async () => {
    put2(NPM, CRITICAL);
    putPolicy('- id: bad\n  block: { severity: critical }');
    const { code, stderr } = await run(`${GATE} --stage staging`);
    assert.equal(code, 2);
    assert.match(stderr, /no stage "staging".*production/s);
  });
});
