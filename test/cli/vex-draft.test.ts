/** `plimsoll vex draft` and `vex check`: from an image to a statement that somebody signs off, and what it then does. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { schemaErrors } from '../../src/report/fixtures/validate.ts';
import { file } from '../tar-builder.ts';
import { type Flaw, imageOf, npmPackage, putArchive, putFlaws } from './images.ts';
import { here, onOwnMachine, put, run } from './plimsoll.ts';

const SAIL: Flaw = {
  id: 'CVE-2024-90001',
  ecosystem: 'npm',
  name: 'sail',
  fixed: '9.0.0',
  severity: 'critical',
};
const KEEL: Flaw = { id: 'CVE-2024-90002', ecosystem: 'npm', name: 'keel', fixed: '9.0.0', severity: 'high' };
const MAST: Flaw = { id: 'CVE-2024-90003', ecosystem: 'npm', name: 'mast', fixed: '9.0.0', severity: 'high' };

/** Two installed packages, and an application that calls itself `mast`. */
const SPEC = imageOf([
  npmPackage('sail', '1.0.0'),
  npmPackage('keel', '1.0.0'),
  file('srv/package.json', JSON.stringify({ name: 'mast', version: '1.0.0' })),
]);

function putMachine(): void {
  putArchive('app.tar', SPEC);
  putFlaws('osv', [SAIL, KEEL, MAST]);
  put(
    'policy.yaml',
    'version: 1\nvex: { trust: [{ from: ./vex, author: Team }] }\nstages: { production: { rules: [{ id: all, block: {} }] } }\n',
  );
}

interface Statement {
  readonly vulnerability: { readonly name: string };
  readonly status: string;
  readonly status_notes?: string;
  readonly justification?: string;
}

interface Document {
  readonly author: string;
  readonly statements: readonly Statement[];
}

const DATA = '--advisories $HERE/osv --quiet';

async function draft(options = '', image = '$HERE/app.tar'): Promise<Document> {
  const { code, stdout, stderr } = await run(`vex draft ${image} ${DATA} ${options}`);
  assert.deepEqual([code, stderr], [0, '']);
  const document = JSON.parse(stdout);
  assert.deepEqual(schemaErrors('openvex', document), []);
  return document;
}

async function gate() {
  const { code, stdout } = await run(`gate $HERE/app.tar ${DATA} --policy $HERE/policy.yaml --format json`);
  const { decision, findings, problems } = JSON.parse(stdout).reports[0];
  const by: Record<string, string> = {};
  for (const finding of findings) by[finding.id] = finding.by.kind;
  const outcomes = decision.gate.statements.map((one: { outcome: { kind: string } }) => one.outcome.kind);
  return { code, by, outcomes, problems: problems.map((problem: { code: string }) => problem.code) };
}

const UNTOUCHED = { [SAIL.id]: 'rule', [KEEL.id]: 'rule', [MAST.id]: 'standing' };

describe('plimsoll vex draft', () => {
  onOwnMachine();

  it('drafts as not affected only what there is evidence for', async () => {
    putMachine();
    const { statements } = await draft();
    const said = statements.map(({ vulnerability, status, justification }) => [
      vulnerability.name,
      status,
      justification,
    ]);
    assert.deepEqual(said.sort(), [
      [SAIL.id, 'under_investigation', undefined],
      [KEEL.id, 'under_investigation', undefined],
      [MAST.id, 'not_affected', 'component_not_present'],
    ]);
    assert.ok(statements.every((one) => one.status_notes!.startsWith('Drafted by plimsoll from evidence')));
  });

  it('a draft that nobody has signed off does nothing', async () => {
    putMachine();
    for (const format of ['openvex', 'csaf']) {
      const { stdout } = await run(`vex draft $HERE/app.tar ${DATA} --format ${format}`);
      put('vex/app.json', stdout);
      const { code, by, outcomes, problems } = await gate();
      assert.deepEqual([code, by, outcomes], [1, UNTOUCHED, []]);
      assert.ok(problems.includes('vex-statement-not-used'));
    }
  });

  it('signed off as it is it takes nothing out of the count', async () => {
    putMachine();
    for (const format of ['openvex', 'csaf']) {
      const { stdout } = await run(`vex draft $HERE/app.tar ${DATA} --format ${format} --author Team`);
      put('vex/app.json', stdout);
      const { code, by, outcomes } = await gate();
      assert.deepEqual([code, by], [1, UNTOUCHED]);
      assert.deepEqual(outcomes.sort(), ['applied', 'told', 'told']);
    }
  });

  it('what somebody decides in it changes exactly the findings that it names', async () => {
    putMachine();
    const document = await draft('--author Team');
    const statements = document.statements.map((statement) =>
      statement.vulnerability.name === SAIL.id
        ? { ...statement, status: 'not_affected', justification: 'vulnerable_code_not_in_execute_path' }
        : statement,
    );
    put('vex/app.json', JSON.stringify({ ...document, statements }));
    const { code, by } = await gate();
    assert.deepEqual([code, by], [1, { ...UNTOUCHED, [SAIL.id]: 'vex' }]);
    // Drafted again, what was decided is not asked again.
    const report = await run(`gate $HERE/app.tar ${DATA} --policy $HERE/policy.yaml --format json`);
    put('report.json', report.stdout.replaceAll('$HERE', here));
    const again = await draft('', '$HERE/report.json');
    assert.deepEqual(again.statements.map(({ vulnerability }) => vulnerability.name).sort(), [
      KEEL.id,
      MAST.id,
    ]);
  });

  it('looks for a component whose flaw was not found', async () => {
    putMachine();
    const asked = '--advisory CVE-2021-44228 --package pkg:maven/org.apache.logging.log4j/log4j-core';
    const [there] = (await draft(asked)).statements;
    assert.deepEqual([there!.status, there!.justification], ['not_affected', 'component_not_present']);
    assert.match(there!.status_notes!, /Looked at: 3 packages \(npm 3\); 1 layer; coverage complete/);
    const [named] = (await draft('--advisory CVE-2021-44228')).statements;
    assert.equal(named!.status, 'under_investigation');
    const [present] = (await draft('--advisory CVE-1999-0001 --package pkg:npm/sail')).statements;
    assert.equal(present!.status, 'under_investigation');
  });

  it('finds nothing missing in an image that could be read in part only', async () => {
    putMachine();
    putArchive(
      'app.tar',
      imageOf([npmPackage('sail', '1.0.0'), file('app/broken.jar', 'PK\x03\x04 and no more')]),
    );
    const [first] = (await draft('--advisory CVE-1 --package pkg:npm/lodash')).statements;
    assert.equal(first!.status, 'under_investigation');
    assert.match(first!.status_notes!, /not all of the image could be looked at/);
  });

  it('is the same for an image and its report', async () => {
    putMachine();
    const { stdout } = await run(`scan $HERE/app.tar ${DATA} --format json`);
    put('report.json', stdout.replaceAll('$HERE', here));
    assert.deepEqual(await draft('', '$HERE/report.json'), await draft());
  });

  it('refuses what it cannot use', async () => {
    putMachine();
    const refused: readonly (readonly [options: string, says: RegExp])[] = [
      ['--package pkg:npm/lodash@4.17.20', /has a version: name the package without/],
      ['--package lodash', /"lodash" is no package URL/],
      ['--format cyclonedx', /"cyclonedx" is no format: use openvex, csaf/],
    ];
    for (const [options, says] of refused) {
      const { code, stdout, stderr } = await run(`vex draft $HERE/app.tar ${options}`);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, says);
    }
  });
});

describe('plimsoll vex check', () => {
  onOwnMachine();

  const HEAD = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'urn:x',
    timestamp: '2024-06-01T00:00:00Z',
  };
  const about = (name: string, product: string, status = 'not_affected') => ({
    vulnerability: { name },
    products: [{ '@id': product }],
    status,
    justification: 'component_not_present',
  });
  const DOCUMENT = {
    ...HEAD,
    author: 'Team',
    statements: [
      about(SAIL.id, 'pkg:npm/sail'),
      about(KEEL.id, 'pkg:npm/keel@2.0.0'),
      about(KEEL.id, 'pkg:npm/keel@1.0.0', 'under_investigation'),
      about('CVE-1999-0001', 'pkg:npm/sail'),
    ],
  };

  async function putReport(): Promise<void> {
    putMachine();
    const { stdout } = await run(`scan $HERE/app.tar ${DATA} --format json`);
    put('report.json', stdout.replaceAll('$HERE', here));
    put('vex/app.json', JSON.stringify(DOCUMENT));
  }

  it('lists what documents say', async () => {
    put('app.json', JSON.stringify(DOCUMENT));
    const { code, stdout } = await run('vex check $HERE/app.json');
    assert.equal(code, 0);
    const [head, first, second, third] = stdout.split('\n');
    assert.equal(
      head,
      '$HERE/app.json: openvex urn:x by "Team" 2024-06-01T00:00:00.000Z; 4 statements, 0 errors',
    );
    assert.equal(first, `  #0  ${SAIL.id}  not_affected (component_not_present)  pkg:npm/sail`);
    assert.equal(second, `  #1  ${KEEL.id}  not_affected (component_not_present)  pkg:npm/keel@2.0.0`);
    assert.equal(third, `  #2  ${KEEL.id}  under_investigation (component_not_present)  pkg:npm/keel@1.0.0`);
  });

  it('says what each statement would do', async () => {
    await putReport();
    const { code, stdout } = await run('vex check $HERE/vex/app.json --image $HERE/report.json');
    assert.equal(code, 0);
    const outcomes = stdout.split('\n').filter((line) => line.startsWith('      '));
    assert.match(outcomes[0]!, /applied: takes out of the count CVE-2024-90001 in pkg:npm\/sail$/);
    assert.match(
      outcomes[1]!,
      /no product: .* nearest is pkg:npm\/keel@1\.0\.0 \(the statement is about another version/,
    );
    assert.match(outcomes[2]!, /told: changes nothing about CVE-2024-90002 in pkg:npm\/keel$/);
    assert.match(outcomes[3]!, /no finding: nobody found this flaw$/);
  });

  it('asks a policy whom to believe', async () => {
    await putReport();
    put('other.json', JSON.stringify({ ...DOCUMENT, '@id': 'urn:other' }));
    const { stdout } = await run(
      'vex check $HERE/vex/app.json $HERE/other.json --image $HERE/report.json --policy $HERE/policy.yaml',
    );
    const outcomes = stdout.split('\n').filter((line) => line.startsWith('      '));
    assert.match(outcomes[0]!, /applied/);
    assert.ok(
      outcomes
        .slice(4)
        .every((line) => line.includes('not trusted: the policy does not list where it was read')),
    );
    put('vex/app.json', JSON.stringify({ ...DOCUMENT, author: 'Stranger' }));
    const strange = await run(
      'vex check $HERE/vex/app.json --image $HERE/report.json --policy $HERE/policy.yaml',
    );
    assert.match(strange.stdout, /not trusted: no trust rule takes statements by "Stranger"/);
  });

  it('ends with 1 for documents of which something cannot be used', async () => {
    const bad: readonly (readonly [name: string, text: string, says: RegExp])[] = [
      ['no JSON', '{', /error {2}The VEX document is not used: it cannot be read/],
      ['no VEX', '{"a": 1}', /it is no OpenVEX, CSAF or CycloneDX document/],
      [
        'a statement without a status',
        JSON.stringify({ ...HEAD, author: 'x', statements: [{ vulnerability: 'CVE-1', products: ['x'] }] }),
        /statement 0 is not used: it has no status/,
      ],
    ];
    for (const [name, text, says] of bad) {
      put('bad.json', text);
      const { code, stdout } = await run('vex check $HERE/bad.json');
      assert.equal(code, 1, name);
      assert.match(stdout, says);
    }
    assert.equal((await run('vex check $HERE/none.json')).code, 5);
    put('good.json', JSON.stringify(DOCUMENT));
    assert.equal((await run('vex check $HERE/good.json --image $HERE/none.json')).code, 5);
    assert.equal((await run('vex check')).code, 2);
  });
});
