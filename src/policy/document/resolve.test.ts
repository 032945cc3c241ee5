import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../../model/digest.ts';
import { formatFlaw } from './flaw.ts';
import type { LoadedDocument } from './loaded-document.ts';
import { parseDocument } from './parse-document.ts';
import { orderDocuments, type Resolved, resolvePolicy } from './resolve.ts';

/** `extends` are indices: a document comes before what it extends. */
function documentOf(reference: string, text: string, extended: readonly number[] = []): LoadedDocument {
  const parsed = parseDocument(Buffer.from(`version: 1\n${text}`), reference);
  assert.deepEqual(parsed.flaws.map(formatFlaw), []);
  return { reference, digest: sha256(text), text: parsed.text, extends: extended, keys: new Map() };
}

/** `a b! c` are three rules, of which `b` is final. */
function stageOf(name: string, rules: string, extended = ''): string {
  const lines = rules.split(' ').filter((rule) => rule !== '');
  const list = lines.map(
    (rule) => `{ id: ${rule.replace('!', '')}, warn: always, final: ${rule.endsWith('!')} }`,
  );
  return `  ${name}: { extends: [${extended}], rules: [${list.join(', ')}] }\n`;
}

function stages(...lines: readonly string[]): string {
  return `stages:\n${lines.join('')}`;
}

function orderOf({ policy, flaws }: Resolved, stage = 's'): string {
  assert.deepEqual(flaws.map(formatFlaw), []);
  const found = policy.stages.find(({ name }) => name === stage);
  return found!.rules.map(({ id, document }) => `${id}@${document}`).join(' ');
}

function flawsOf(...documents: readonly LoadedDocument[]): string {
  return resolvePolicy(documents).flaws.map(formatFlaw).join('\n');
}

describe('the order of rules', () => {
  it('of one document is as written, final ones first', () => {
    assert.equal(
      orderOf(resolvePolicy([documentOf('p', stages(stageOf('s', 'a b! c d!')))])),
      'b@0 d@0 a@0 c@0',
    );
  });

  it('is final ones from the outermost document, then own ones, then those of what is extended', () => {
    const service = documentOf('service', stages(stageOf('s', 'a b!')), [1]);
    const team = documentOf('team', stages(stageOf('s', 'c d!')), [2]);
    const org = documentOf('org', stages(stageOf('s', 'e! f')));
    assert.equal(orderOf(resolvePolicy([service, team, org])), 'e@2 d@1 b@0 a@0 c@1 f@2');
  });

  it('of a stage has the rules of what it extends after its own', () => {
    const text = stages(stageOf('s', 'a', 't'), stageOf('t', 'b', 'u'), stageOf('u', 'c d!'));
    assert.equal(orderOf(resolvePolicy([documentOf('p', text)])), 'd@0 a@0 b@0 c@0');
  });

  it('takes stages that only an extended document has, and what they extend', () => {
    const service = documentOf('service', stages(stageOf('s', 'a', 't'), stageOf('t', 'b')), [1]);
    const org = documentOf('org', stages(stageOf('t', 'c', 'u'), stageOf('u', 'd!')));
    const resolved = resolvePolicy([service, org]);
    assert.equal(orderOf(resolved), 'd@1 a@0 b@0 c@1');
    assert.equal(orderOf(resolved, 'u'), 'd@1');
    assert.deepEqual(
      resolved.policy.stages.map(({ name }) => name),
      ['s', 't', 'u'],
    );
  });

  it('has the nearer of two rules with one id', () => {
    const service = documentOf('service', stages(stageOf('s', 'a c', 't'), stageOf('t', 'x')), [1]);
    const org = documentOf('org', stages(stageOf('s', 'b a'), stageOf('t', 'x c')));
    assert.equal(orderOf(resolvePolicy([service, org])), 'a@0 c@0 x@0 b@1');
  });

  it('lets a stage replace a final rule of its own document', () => {
    const text = stages(stageOf('s', 'a', 't'), stageOf('t', 'a!'));
    assert.equal(orderOf(resolvePolicy([documentOf('p', text)])), 'a@0');
  });
});

describe('what nobody may loosen', () => {
  const org = documentOf('org', stages(stageOf('s', 'a!')));

  it('is a final rule, by a copy of its document that extends another one of its name', () => {
    const text = stages(stageOf('s', 'a!'));
    const service = documentOf('service', stages(stageOf('s', '')), [1, 3]);
    const lax = documentOf('copy/base', `${stages(stageOf('s', 'b'))}waivers: { from: [./w.yaml] }\n`);
    const base = documentOf('base', stages(stageOf('s', 'b')));
    const documents = [service, documentOf('copy/org', text, [2]), lax, documentOf('org', text, [4]), base];
    const { policy } = resolvePolicy(documents);
    const { document } = policy.stages[0]!.rules.find(({ id }) => id === 'a')!;
    assert.equal(document, 3);
    assert.ok(policy.waivers.sources[0]!.document < document);
  });

  it('is a final rule', () => {
    assert.match(
      flawsOf(documentOf('service', stages(stageOf('s', 'a')), [1]), org),
      /^service:3: stages\.s\.rules\[0\] \(a\): the rule "a" is final in org:3 and cannot be replaced; give yours another id/,
    );
    const deep = documentOf('deep', stages(stageOf('s', 'b', 't'), stageOf('t', 'a')), [1]);
    assert.match(
      flawsOf(deep, documentOf('middle', 'extends: org', [2]), org),
      /the rule "a" is final in org:3/,
    );
  });

  it('is a final section', () => {
    for (const section of ['waivers: { from: w.yaml, final: true }', 'vex: { trust: [], final: true }']) {
      const strict = documentOf('org', `${section}\n${stages(stageOf('s', ''))}`, [2]);
      const outer = documentOf('outer', section.replace(', final: true', ''));
      const service = documentOf('service', `${section.replace('final: true', 'final: false')}\n`, [1]);
      const name = section.slice(0, section.indexOf(':'));
      assert.equal(flawsOf(documentOf('service', '', [1]), strict, outer), '');
      assert.match(flawsOf(service, strict, outer), new RegExp(`^service:2: ${name}: .* is final in org`));
    }
  });

  it('is a final rule by way of a document beside it', () => {
    const beside = documentOf('beside', 'waivers: { from: w.yaml }');
    const both = documentOf('service', '', [1, 2]);
    assert.match(
      flawsOf(both, org, beside),
      /^beside:2: waivers: waivers of this document would count against final rules of org/,
    );
    assert.equal(flawsOf(both, beside, org), '');
    const trusting = documentOf('beside', 'vex: { trust: [{ from: ./v }] }');
    assert.match(flawsOf(both, org, trusting), /^beside:2: vex/);
    const extending = documentOf('org', stages(stageOf('s', 'a!')), [2]);
    assert.equal(flawsOf(documentOf('service', '', [1]), extending, beside), '');
  });

  it('is a final rule by way of a laxer final one of a document beside it', () => {
    const strict = documentOf('org', 'stages: { s: { rules: [{ id: z, block: always, final: true }] } }');
    const both = documentOf('service', '', [1, 2]);
    const lax = ['allow: always', 'warn: always', 'block: always, within: { days: 9, from: disclosed }'];
    for (const rule of lax) {
      const evil = documentOf('evil', `stages: { s: { rules: [{ id: y, ${rule}, final: true }] } }`);
      assert.match(flawsOf(both, strict, evil), /^evil:2: .* would be asked before those of org/, rule);
      assert.equal(flawsOf(both, evil, strict), '', rule);
      assert.equal(orderOf(resolvePolicy([both, evil, strict])), 'z@2 y@1');
    }
    const also = documentOf(
      'also',
      'stages: { s: { rules: [{ id: y, block: { kind: secret }, final: true }] } }',
    );
    assert.equal(flawsOf(both, strict, also), '');
  });

  it('leaves alone what is the same document under another name', () => {
    const same = { ...org, reference: 'copy' };
    const both = documentOf('service', '', [1, 2]);
    assert.equal(flawsOf(both, org, same), '');
    const listing = documentOf('org', `waivers: { from: ./w.yaml }\n${stages(stageOf('s', 'a!'))}`);
    const copy = { ...listing, reference: 'own/org' };
    assert.match(flawsOf(both, copy, listing), /^org:2: waivers: waivers of this/);
    assert.match(flawsOf(both, listing, copy), /^own\/org:2: waivers: waivers of this/);
  });
});

describe('sections of several documents', () => {
  const withWaivers = (text: string, extended: readonly number[] = []): LoadedDocument =>
    documentOf(`d${extended.length}`, `waivers: ${text}\n${stages(stageOf('s', 'a'))}`, extended);
  const cases: readonly (readonly [own: string, outer: string | null, demand: string, maxDays: number])[] = [
    ['{}', null, 'reason owner approver expires', 0],
    ['{ demand: [] }', null, '', 0],
    ['{ demand: reason, max-days: 9 }', null, 'reason', 9],
    ['{ demand: reason }', '{ demand: owner }', 'reason owner', 0],
    ['{ demand: [] }', '{ from: w }', 'reason owner approver expires', 0],
    ['{}', '{ demand: owner, max-days: 5 }', 'owner', 5],
    ['{ max-days: 3 }', '{ max-days: 5 }', 'reason owner approver expires', 3],
    ['{ max-days: 8 }', '{ max-days: 5 }', 'reason owner approver expires', 5],
  ];
  for (const [own, outer, demand, maxDays] of cases) {
    it(`${own} over ${outer ?? 'nothing'}`, () => {
      const documents = outer === null ? [withWaivers(own)] : [withWaivers(own, [1]), withWaivers(outer)];
      const { waivers } = resolvePolicy(documents).policy;
      assert.deepEqual([waivers.demand.join(' '), waivers.maxDays], [demand, maxDays]);
    });
  }

  it('list their sources with the document that names them, nearest first', () => {
    const own = documentOf(
      'own',
      `waivers: { from: [a, { file: b, optional: true }] }\n${stages(stageOf('s', ''))}`,
      [1],
    );
    const org = documentOf(
      'org',
      'waivers: { from: c }\nvex: { trust: [{ from: ./v, status: fixed, until: 2027-01-31 }] }',
    );
    const { waivers, trust } = resolvePolicy([own, org]).policy;
    assert.deepEqual(
      waivers.sources.map(({ reference, document, demanded }) => [reference, document, demanded]),
      [
        ['a', 0, true],
        ['b', 0, false],
        ['c', 1, true],
      ],
    );
    assert.deepEqual(trust, [
      {
        from: './v',
        document: 1,
        author: '',
        publicKey: '',
        statuses: ['fixed'],
        until: '2027-01-31',
        maxAgeDays: 0,
      },
    ]);
  });
});

describe('stages', () => {
  const cases: readonly (readonly [text: string, flaw: RegExp])[] = [
    ['', /there is no stage/],
    [stages(stageOf('s', '', 't')), /there is no stage "t"/],
    [stages(stageOf('s', '', 'prodction'), stageOf('production', '')), /did you mean "production"/],
    [stages(stageOf('s', '', 's')), /the stage extends itself: s, s/],
    [stages(stageOf('s', '', 't'), stageOf('t', '', 's')), /p:\d+: stages\.\w\.extends/],
  ];
  for (const [text, flaw] of cases) {
    it(`${JSON.stringify(text)} is told`, () => assert.match(flawsOf(documentOf('p', text)), flaw));
  }
});

/** Documents that each extend some of those after them, with rules of few names. */
const graph = fc
  .array(
    fc.record({
      edges: fc.array(fc.nat(5), { maxLength: 3 }),
      rules: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 5 }),
      final: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((nodes) =>
    nodes.map(({ edges, rules, final }, index) => ({
      edges: [...new Set(edges.map((step) => index + 1 + step).filter((next) => next < nodes.length))],
      rules: rules.map((rule) => (final.includes(rule) ? `${rule}!` : rule)),
    })),
  );

describe('any documents', () => {
  it('come before all that they extend, once, and nothing else comes', () => {
    fc.assert(
      fc.property(graph, (nodes) => {
        const order = orderDocuments(nodes.map(({ edges }) => edges));
        const reached = new Set([0]);
        for (const [index, { edges }] of nodes.entries())
          if (reached.has(index)) for (const next of edges) reached.add(next);
        assert.deepEqual([...order].sort(), [...reached].sort());
        for (const index of order) {
          for (const next of nodes[index]!.edges) assert.ok(order.indexOf(next) > order.indexOf(index));
        }
      }),
    );
  });

  it('give rules of which no final one is replaced or comes after one of who extends it', () => {
    fc.assert(
      fc.property(graph, (nodes) => {
        const order = orderDocuments(nodes.map(({ edges }) => edges));
        const documents = order.map((index) => {
          const { edges, rules } = nodes[index]!;
          const text = `# ${index}\n${stages(stageOf('s', rules.join(' ')))}`;
          return documentOf(
            `d${index}`,
            text,
            edges.map((next) => order.indexOf(next)),
          );
        });
        const { policy, flaws } = resolvePolicy(documents);
        const { rules } = policy.stages[0]!;
        assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
        const all = documents.flatMap(({ text }, document) =>
          text.stages[0]!.rules.map(({ rule }) => ({ ...rule, document })),
        );
        assert.deepEqual(new Set(rules.map(({ id }) => id)), new Set(all.map(({ id }) => id)));
        for (const { id, document, final } of all) {
          const place = rules.findIndex((rule) => rule.id === id);
          const chosen = rules[place]!;
          assert.ok(chosen.document <= document, 'the nearest stands');
          if (!final) continue;
          if (chosen.document !== document)
            assert.ok(flaws.some(({ what }) => what.includes(`"${id}" is final`)));
          else
            for (const before of rules.slice(0, place))
              assert.ok(before.final && before.document >= document);
        }
      }),
    );
  });
});
