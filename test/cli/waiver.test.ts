/** Waivers through whole commands: written, counted, over, taken out again; other scanners' exceptions as they come. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Flaw, imageOf, npmPackage, putArchive, putFlaws } from './images.ts';
import { here, onOwnMachine, put, run } from './plimsoll.ts';

const FLAW: Flaw = {
  id: 'CVE-2024-90001',
  ecosystem: 'npm',
  name: 'sail',
  fixed: '9.0.0',
  severity: 'critical',
};

const POLICY = `version: 1
waivers: { from: [waivers.yaml], max-days: 90 }
stages:
  production:
    rules:
      - id: severe
        block: { severity: ">= high", kind: vulnerability }
      - id: waivers
        warn: { kind: waiver }
`;

const GATE = 'gate $HERE/app.tar --advisories $HERE/osv --policy $HERE/policy.yaml --quiet';
const WHO = ['--owner', 'team-sail', '--approver', 'kim', '--reason', 'never called'];

function add(...words: readonly string[]): ReturnType<typeof run> {
  return run(['waiver', 'add', '$HERE/waivers.yaml', '--policy', '$HERE/policy.yaml', ...WHO, ...words]);
}

const unwrapped = (text: string): string => text.replace(/\s+/g, ' ');
const written = (): string => readFileSync(join(here, 'waivers.yaml'), 'utf8');

describe('plimsoll waiver', () => {
  onOwnMachine();

  it('from the first to the last day of a waiver', async () => {
    putArchive('app.tar', imageOf([npmPackage('sail', '1.0.0')]));
    putFlaws('osv', [FLAW]);
    put('policy.yaml', POLICY);
    put(
      'waivers.yaml',
      '# ours\nwaivers:\n  # of an old image\n  - { id: old, advisory: CVE-2020-1, owner: o, approver: a, reason: r, expires: 2024-07-01 }\n',
    );
    assert.equal((await run(GATE)).code, 1);

    const added = await add(
      '--advisory',
      FLAW.id,
      '--package',
      'pkg:npm/sail',
      '--versions',
      '<2',
      '--expires',
      '30d',
    );
    assert.equal(added.code, 0, added.stderr);
    const waived = await run(GATE);
    assert.equal(waived.code, 0);
    assert.match(waived.stdout, /claimed/);
    assert.match(waived.stdout, /waivers\.yaml#2/);
    assert.equal((await run(GATE, { now: '2024-07-05T23:59:59Z' })).code, 0);

    const over = await run(GATE, { now: '2024-07-06T00:00:00Z' });
    assert.equal(over.code, 1);
    assert.match(
      unwrapped(over.stdout),
      /waiver waivers\.yaml#2 of team-sail does not count: it ended on 2024-07-05/,
    );

    await run(`${GATE} --output json=$HERE/r.json`);
    const pruned = await run('waiver prune $HERE/waivers.yaml --report $HERE/r.json');
    assert.match(
      pruned.stdout,
      /:4: removed old of o \(CVE-2020-1\): .*r\.json shows no use of it\nremoved 1 of 2 waivers\n$/,
    );
    assert.ok(written().startsWith(`# ours\nwaivers:\n  - advisory: ${FLAW.id}\n`), written());
    assert.equal((await run(GATE)).code, 0);
  });

  it('another version of the package is not hidden', async () => {
    putArchive('app.tar', imageOf([npmPackage('sail', '1.0.0'), npmPackage('sail', '3.0.0', 'srv/other')]));
    putFlaws('osv', [FLAW]);
    put('policy.yaml', POLICY);
    await add('--advisory', FLAW.id, '--versions', '<2', '--expires', '30d');
    const { code, stdout } = await run(GATE);
    assert.equal(code, 1);
    assert.match(unwrapped(stdout), /version 3\.0\.0 of pkg:npm\/sail .* is not in `<2`/);
  });

  it('what would not count is refused, with the way out', async () => {
    put('policy.yaml', POLICY);
    const { code, stderr } = await add('--advisory', FLAW.id, '--expires', '91d');
    assert.equal(code, 2);
    assert.match(stderr, /runs for 91 more days, until 2024-09-04, and may for 90 at most/);
    const { stderr: lacks } = await add('--advisory', FLAW.id);
    assert.match(lacks, /lacks expires/);
    assert.match(lacks, /give --expires/);
  });

  it('options of waivers are no settings, and the policy is', async () => {
    put('policy.yaml', POLICY);
    put('plimsoll.yaml', 'policy: policy.yaml\nformat: json\nimage: x\n');
    put('waivers.yaml', '# none\n');
    const { stdout, code } = await run('waiver list');
    assert.equal(code, 0);
    assert.match(stdout, /0 waivers, of which 0 hold/);
  });

  it('imported exceptions count once somebody says what they lack', async () => {
    putArchive('app.tar', imageOf([npmPackage('sail', '1.0.0')]));
    putFlaws('osv', [FLAW]);
    put('policy.yaml', POLICY);
    put('.trivyignore', `# never called\n${FLAW.id} exp:2024-08-01\n`);
    const { stdout, stderr } = await run('waiver import $HERE/.trivyignore');
    assert.match(stderr, /lacks owner, approver/);
    put('waivers.yaml', stdout);
    const lacking = await run(GATE);
    assert.equal(lacking.code, 1);
    assert.match(lacking.stdout, /it lacks owner, approver/);
    put('waivers.yaml', `${stdout}    owner: team-sail\n    approver: kim\n`);
    assert.equal((await run(GATE)).code, 0);
  });
});
