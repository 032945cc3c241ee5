/** Options from variables and from plimsoll.yaml. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertGolden } from './golden.ts';
import { putArchive, putFlaws, SMALL } from './images.ts';
import { onOwnMachine, put, run } from './plimsoll.ts';

const SCAN = 'scan $HERE/app.tar --advisories $HERE/osv --format json';

/** The limit that a scan was judged with. */
async function failOn(command: string, env: Record<string, string> = {}): Promise<string | null> {
  putArchive('app.tar', SMALL);
  putFlaws('osv');
  const { stdout, stderr } = await run(command, { env });
  assert.equal(stderr, '');
  return JSON.parse(stdout).reports[0].decision.failOn;
}

describe('settings', () => {
  onOwnMachine();

  it('go by command line, variable, file', async () => {
    assert.equal(await failOn(SCAN), null);
    put('plimsoll.yaml', 'fail-on: low\nquiet: true\n');
    assert.equal(await failOn(SCAN), 'low');
    assert.equal(await failOn(SCAN, { PLIMSOLL_FAIL_ON: 'medium' }), 'medium');
    assert.equal(await failOn(`${SCAN} --fail-on high`, { PLIMSOLL_FAIL_ON: 'medium' }), 'high');
  });

  it('may lie in a file named by PLIMSOLL_CONFIG', async () => {
    const elsewhere = put('config/gate.yaml', '{"fail-on": "critical"}');
    put('plimsoll.yaml', 'fail-on: low');
    assert.equal(await failOn(SCAN, { PLIMSOLL_CONFIG: elsewhere }), 'critical');
  });

  it('may be lists, switches and numbers', async () => {
    const yaml = 'output: [json=a.json, sarif=b.sarif]\nstrict: yes\nworkers: 2\ncache: false\nonly: npm\n';
    put('plimsoll.yaml', yaml);
    putArchive('app.tar', SMALL);
    const { code, stderr, stdout } = await run('scan $HERE/app.tar --output cyclonedx=c.json');
    assert.deepEqual([code, stdout, stderr], [3, '', ''], 'starter data are partial, which strict refuses');
    const again = await run('scan $HERE/app.tar', { env: { PLIMSOLL_STRICT: '0' } });
    assert.deepEqual([again.code, again.stdout, again.stderr], [0, '', '']);
  });

  it('may be limits', async () => {
    const partial = async (command: string, env: Record<string, string> = {}): Promise<string[]> => {
      putArchive('app.tar', SMALL);
      const { stdout } = await run(`${command} --no-cache`, { env });
      return JSON.parse(stdout).reports[0].coverage.reasons.map((r: { code: string }) => r.code);
    };
    const sbom = 'sbom $HERE/app.tar --format json';
    assert.ok(!(await partial(sbom)).includes('path-too-deep'));
    assert.ok((await partial(`${sbom} --limit path-depth=1`)).includes('path-too-deep'));
    assert.ok(
      (await partial(sbom, { PLIMSOLL_LIMIT: 'path-depth=1,link-hops=3' })).includes('path-too-deep'),
    );
    put('plimsoll.yaml', 'limit: [link-hops=3, path-depth=1]\n');
    assert.ok((await partial(sbom)).includes('path-too-deep'));
    put('plimsoll.yaml', 'limit: path-depths=1\n');
    const { code, stderr } = await run(sbom);
    assert.deepEqual([code, stderr.includes('did you mean "path-depth"')], [2, true]);
  });

  it('of another command do not matter', async () => {
    put('plimsoll.yaml', 'force: true\n');
    assert.equal(await failOn(SCAN), null);
  });

  it('an empty file sets nothing', async () => {
    put('plimsoll.yaml', '# nothing yet\n');
    assert.equal(await failOn(SCAN), null);
  });
});

describe('bad settings', () => {
  onOwnMachine();

  const files: Readonly<Record<string, string>> = {
    'unknown name': 'fail-no: high\n',
    'far from any name': 'colour: blue\n',
    'bad value': 'fail-on: urgent\n',
    'bad switch': 'strict: perhaps\n',
    'no value': 'fail-on:\n',
    'value with parts': 'fail-on: { at: high }\n',
    'list of lists': 'output: [[json=a.json]]\n',
    'no YAML': 'fail-on: [high\n',
    'no list of names': '- high\n',
    'twice the same': 'fail-on: high\nfail-on: low\n',
    'too large': `# ${'x'.repeat(300_000)}\n`,
  };

  it('are told with name, place and way out', async () => {
    const ran = [];
    for (const [title, text] of Object.entries(files)) {
      put('plimsoll.yaml', text);
      ran.push({ ...(await run('scan app:1')), command: `scan app:1  # ${title}` });
    }
    put('plimsoll.yaml', '# nothing');
    for (const env of [
      { PLIMSOLL_FAIL_ON: 'urgent' },
      { PLIMSOLL_FAILON: 'high' },
      { PLIMSOLL_STRICT: 'perhaps' },
      { PLIMSOLL_CONFIG: 'nowhere.yaml' },
    ]) {
      const title = Object.entries(env).flat().join('=');
      ran.push({ ...(await run('scan app:1', { env })), command: `scan app:1  # ${title}` });
    }
    assertGolden('settings-refused', ran);
    assert.ok(ran.every(({ code, stdout }) => code === 2 && stdout === ''));
  });

  it('aliases cannot fill the memory', async () => {
    const names = ['format', 'output', 'mirror', 'only', 'scanners', 'token-realm', 'plain-http'];
    const lines = names.map((name, i) => {
      const value = i === 0 ? 'x' : `*a${i - 1}`;
      return `${name}: &a${i} [${Array(100).fill(value).join(', ')}]`;
    });
    put('plimsoll.yaml', lines.join('\n'));
    assert.equal((await run('scan app:1')).code, 2);
  });

  it('names that belong to somebody else are none of our business', async () => {
    putArchive('app.tar', SMALL);
    const env = { PLIMSOLL_RELEASE_CHANNEL: 'beta', PLIMSOLL_VERSION: '1' };
    assert.equal((await run('scan $HERE/app.tar', { env })).code, 0);
  });
});
