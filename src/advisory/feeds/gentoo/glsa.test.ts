import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { versionText } from '../../../../test/version-text.ts';
import { createXmlReader } from '../../../base/xml/xml-reader.ts';
import { judgeVersion } from '../../../match/range.ts';
import type { Advisory } from '../../../model/advisory.ts';
import { gentoo as order } from '../../../version/gentoo.ts';
import type { Parsed } from '../../feed.ts';
import { createTar } from '../../tar.ts';
import { gentoo } from './gentoo.ts';
import { parseGlsa } from './glsa.ts';
import { affectedRanges, toInterval } from './intervals.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');

function parse(xml: string): Parsed {
  const reader = createXmlReader({ take: ['glsa'], leaveOut: [], until: null });
  const [element] = reader.push(xml);
  reader.end();
  const doc = { place: 'a.xml', text: JSON.stringify(element), damage: '' };
  return parseGlsa(doc, { order: () => order.compare });
}

function notice(bounds: string, attributes = 'name="app-kitchen/pot" arch="*"', product = 'ebuild'): string {
  return `<glsa id="209901-07"><title>pot: Leak</title><product type="${product}">pot</product>
    <announced>2099-01-12</announced><revised count="2">2099-02-03</revised>
    <affected><package ${attributes}>${bounds}</package></affected><impact type="normal"/>
    <references><uri link="https://nvd.example/CVE-2099-1001">CVE-2099-1000</uri></references></glsa>`;
}

function bound(kind: 'unaffected' | 'vulnerable', range: string, version: string, slot = ''): string {
  return `<${kind} range="${range}"${slot === '' ? '' : ` slot="${slot}"`}>${version}</${kind}>`;
}

const safe = (range: string, version: string, slot?: string): string =>
  bound('unaffected', range, version, slot);
const bad = (range: string, version: string, slot?: string): string =>
  bound('vulnerable', range, version, slot);

function short({ scope, state, ranges }: Advisory): string {
  const texts = ranges.map(({ introduced, fixed, lastAffected }) => {
    const end = fixed === null ? (lastAffected === null ? 'end' : `${lastAffected}]`) : `${fixed})`;
    return `[${introduced ?? 'start'} ${end}`;
  });
  return [scope.moduleStream ?? 'all', state, ...texts].join(' ');
}

/** Of a package in a slot, as matching sees it: "not affected" cancels. */
function isHit(advisories: readonly Advisory[], version: string, slot: string): boolean {
  const mine = advisories.filter(({ scope }) => scope.moduleStream === null || scope.moduleStream === slot);
  const held = mine.filter((advisory) => judgeVersion(version, advisory).kind === 'affected');
  return held.length > 0 && held.every(({ state }) => state !== 'not-affected');
}

describe('a notice of Gentoo', () => {
  it('is an advisory for each package', () => {
    const { advisories, modifiedAt } = parse(notice(safe('ge', '1.2-r3') + bad('lt', '1.2-r3')));
    assert.equal(modifiedAt, '2099-02-03T00:00:00Z');
    assert.deepEqual(advisories, [
      {
        id: 'GLSA-209901-07',
        aliases: ['CVE-2099-1000', 'CVE-2099-1001'],
        feed: 'gentoo',
        key: { namespace: 'gentoo', name: 'app-kitchen/pot' },
        scope: { arches: [], moduleStream: null, stream: '' },
        scheme: 'gentoo',
        state: 'fixed',
        ranges: [{ introduced: null, fixed: '1.2-r3', lastAffected: null }],
        versions: [],
        title: 'pot: Leak',
        severities: [{ source: 'Gentoo', severity: 'medium', score: null, vector: '' }],
        publishedAt: '2099-01-12T00:00:00Z',
        fixedAt: '2099-01-12T00:00:00Z',
        withdrawnAt: '',
        knownExploited: false,
        informational: '',
        url: 'https://security.gentoo.org/glsa/209901-07',
      },
    ]);
  });

  const BOUNDS: readonly (readonly [what: string, bounds: string, found: readonly string[]])[] = [
    ['no fix', bad('le', '1.0'), ['all affected [start 1.0]']],
    ['the fix is above what lies between', safe('ge', '1.3') + bad('le', '1.2'), ['all fixed [start 1.3)']],
    ['a fix that is the next one', safe('gt', '1.2') + bad('le', '1.2'), ['all fixed [start 1.2-r1)']],
    ['without end', bad('ge', '2'), ['all affected [2 end']],
    ['above a version', bad('gt', '2-r4'), ['all affected [2-r5 end']],
    ['single versions', bad('eq', '1.1') + bad('eq', '1.3-r1'), ['all affected [1.1 1.1] [1.3-r1 1.3-r1]']],
    [
      'a fix of the older line, by revision',
      safe('ge', '1.4') + safe('rge', '1.2-r3') + bad('lt', '1.4'),
      ['all fixed [start 1.2-r3) [1.2_p0 1.4)'],
    ],
    ['revisions of one version', bad('rle', '1.2-r3'), ['all affected [1.2 1.2-r3]']],
    ['later revisions of one version', bad('rgt', '1.2-r3'), ['all affected [1.2-r4 1.2-r999999999]']],
    ['all that is vulnerable is unaffected', safe('ge', '1') + bad('ge', '2'), []],
    ['versions with all that follows', bad('eq', '1.2*'), ['all affected [1.2_alpha 1.2.999999999]']],
    ['but for such', bad('lt', '2') + safe('eq', '1.09*'), ['all fixed [start 1.09_alpha) [1.10_alpha 2)']],
    ['nothing at all', bad('rlt', '1.2'), []],
    [
      'slots have bounds of their own',
      safe('ge', '3.1', '3') + safe('ge', '4.2', '4') + bad('lt', '3.1', '3') + bad('lt', '4.2', '4'),
      ['3 fixed [start 3.1)', '4 fixed [start 4.2)'],
    ],
    ['any slot is all', safe('ge', '2', '*') + bad('lt', '2', '*'), ['all fixed [start 2)']],
    [
      "a slot's fix overrules what is said of all",
      safe('ge', '4.2') + safe('ge', '3.1', '3') + bad('lt', '4.2'),
      ['all fixed [start 4.2)', '3 fixed [start 3.1)', '3 not-affected [3.1 end'],
    ],
  ];
  for (const [what, bounds, found] of BOUNDS) {
    it(what, () => assert.deepEqual(parse(notice(bounds)).advisories.map(short), found));
  }

  it('is for some architectures', () => {
    const { advisories } = parse(notice(bad('lt', '1'), 'name="a/b" arch="x86 amd64"'));
    assert.deepEqual(advisories[0]!.scope.arches, ['amd64', 'x86']);
  });

  const SKIPPED: readonly (readonly [what: string, xml: string, reason: string])[] = [
    ['about no ebuild', notice(bad('lt', '1'), 'name="a/b" arch="*"', 'infrastructure'), 'not-an-ebuild'],
    ['an operator that is none', notice(bad('lt', '1') + bad('near', '1')), 'unreadable-package'],
    ['a version that is none', notice(bad('lt', '1') + safe('ge', 'new')), 'unreadable-package'],
    ['a package without category', notice(bad('lt', '1'), 'name="pot" arch="*"'), 'unreadable-package'],
    ['too many bounds', notice(bad('eq', '1').repeat(201)), 'unreadable-package'],
    ['no package', '<glsa id="209901-07"><product type="ebuild"/></glsa>', 'no-package'],
  ];
  for (const [what, xml, reason] of SKIPPED) {
    it(`is skipped with a reason: ${what}`, () => {
      const { advisories, skipped } = parse(xml);
      assert.deepEqual([advisories, skipped], [[], [reason]]);
    });
  }

  it('says what its bounds say, of every version and slot', () => {
    const kind = fc.constantFrom('lt', 'le', 'eq', 'ge', 'gt', 'rlt', 'rle', 'rge', 'rgt');
    const version = fc.oneof(
      fc.constantFrom('1.2', '1.2-r1', '1.2-r2', '1.2-r3', '1.2_p1', '1.2_rc1', '1.3', '1.1-r5', '2'),
      versionText('gentoo').filter((text) => !/-r\d{10}/.test(text)),
    );
    const one = fc.tuple(fc.constantFrom(true, false), kind, version, fc.constantFrom('', '', '3', '4'));
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 6 }), version, (all, asked) => {
        const xml = all.map(([isBad, range, v, slot]) => (isBad ? bad : safe)(range, v, slot)).join('');
        const { advisories } = parse(notice(xml));
        for (const slot of ['0', '3', '4']) {
          const holding = all.filter(
            ([, range, v, of]) => (of === '' || of === slot) && holds(range, asked, v),
          );
          const isVulnerable = holding.some(([isBad]) => isBad) && holding.every(([isBad]) => isBad);
          const isBetween = holding.length === 0 && all.some(([isBad, range]) => isBad && range === 'le');
          if (!isBetween)
            assert.equal(isHit(advisories, asked, slot), isVulnerable, `${xml} ${asked}:${slot}`);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('others are no notice', () => {
    for (const text of ['{', '[]', '{}', '{"name":"glsa"}', '{"name":"glsa","attributes":{"id":"1"}}'])
      assert.throws(() => parseGlsa({ place: '', text, damage: '' }, { order: () => order.compare }), text);
  });
});

/** By the words of the DTD, without intervals. */
function holds(operator: string, version: string, of: string): boolean {
  const base = (text: string): string => text.replace(/-r\d+$/, '');
  if (operator.startsWith('r') && order.compare(base(version), base(of)) !== 0) return false;
  const sign = order.compare(version, of);
  const plain = operator.replace(/^r/, '');
  return { lt: sign < 0, le: sign <= 0, eq: sign === 0, ge: sign >= 0, gt: sign > 0 }[plain]!;
}

describe('files of Gentoo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-gentoo-'));
  after(() => rmSync(folder, { recursive: true }));

  async function read(path: string): Promise<string[]> {
    const found: string[] = [];
    for await (const doc of gentoo.documents(path))
      found.push(doc.damage || gentoo.parse(doc, { order: () => order.compare }).advisories[0]!.id);
    return found;
  }

  it('are one notice each, or a tar of them in which others lie', async () => {
    const path = join(folder, 'glsa-master.tar');
    const tar = await createTar(path);
    async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
      yield Buffer.from(text);
    }
    for (const [name, text] of Object.entries({
      'glsa-master/glsa-209901-07.xml': readFileSync(join(FIXTURES, 'glsa-209901-07.xml'), 'utf8'),
      'glsa-master/glsa-209901-08.xml': '<glsa id="209901-08">',
      'glsa-master/README.xml': '<readme/>',
    }))
      await tar.add(name, Buffer.byteLength(text), bytesOf(text));
    await tar.close();
    const [first, second, ...others] = await read(path);
    assert.equal(first, 'GLSA-209901-07');
    assert.match(second!, /unclosed|end/i);
    assert.deepEqual(others, []);
  });

  it('are refused where they declare things of their own', async () => {
    const path = join(folder, 'glsa-209901-07.xml');
    writeFileSync(path, '<!DOCTYPE glsa [<!ENTITY a "b">]><glsa id="209901-07"/>');
    const [damage] = await read(path);
    assert.match(damage!, /DOCTYPE/);
  });
});

describe('bounds of a notice', () => {
  it('of one version after the other give no more than they were', () => {
    const many = Array.from({ length: 200 }, (_, i) => toInterval('eq', `1.${i}`)!);
    assert.equal(affectedRanges([toInterval('lt', '2')!], many, order.compare).length, 201);
    assert.equal(toInterval('toString', '1'), null);
  });
});
