import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createXmlReader, type XmlChoice, type XmlElement } from './xml-reader.ts';

const ALL: XmlChoice = { take: ['a'], leaveOut: ['x'], until: null };

function read(document: string, choice: XmlChoice = ALL, step = document.length || 1): XmlElement[] {
  const reader = createXmlReader(choice);
  const found: XmlElement[] = [];
  for (let at = 0; at < document.length; at += step)
    found.push(...reader.push(document.slice(at, at + step)));
  if (!reader.isOver()) reader.end();
  return found;
}

/** Without prototypes and empty parts, so that tables stay short. */
function plain({ name, attributes, text, children }: XmlElement): unknown {
  return [name, { ...attributes }, text, ...children.map(plain)];
}

describe('XML reader', () => {
  const RIGHT: readonly (readonly [what: string, document: string, found: readonly unknown[]])[] = [
    ['an element', '<r><a/></r>', [['a', {}, '']]],
    [
      'two, and others',
      '<r><b>1</b><a>2</a><c/><a>3</a></r>',
      [
        ['a', {}, '2'],
        ['a', {}, '3'],
      ],
    ],
    ['the root', '<a k="v">t</a>', [['a', { k: 'v' }, 't']]],
    ['one within another', '<a><b><a>1</a></b></a>', [['a', {}, '', ['b', {}, '', ['a', {}, '1']]]]],
    ['without prefix', '<p:a xmlns:p="urn:x" p:k="1"/>', [['a', { 'xmlns:p': 'urn:x', 'p:k': '1' }, '']]],
    ['what is left out', '<a>1<x k="2">3<a/></x>4</a>', [['a', {}, '14']]],
    [
      'the five entities, and numbers',
      '<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x42;</a>',
      [['a', {}, '<&>"\'AB']],
    ],
    ['CDATA', '<a>1<![CDATA[<b>&amp;]]>2</a>', [['a', {}, '1<b>&amp;2']]],
    [
      'comments and instructions',
      '<?xml version="1.0" encoding="utf-8"?><!-- c --><a>1<!--2-->3<?p 4?></a>',
      [['a', {}, '13']],
    ],
    [
      'odd names',
      '<a __proto__="1"><constructor/></a>',
      [['a', Object.fromEntries([['__proto__', '1']]), '', ['constructor', {}, '']]],
    ],
  ];
  for (const [what, document, found] of RIGHT) {
    it(`gives ${what}, in pieces of any length`, () => {
      for (const step of [1, 2, 3, 7, document.length])
        assert.deepEqual(read(document, ALL, step).map(plain), found);
    });
  }

  it('stops where nothing of interest follows', () => {
    const choice = { take: ['a'], leaveOut: [], until: 'end' };
    assert.deepEqual(read('<r><a>1</a><end><a>2</a>', choice).map(plain), [['a', {}, '1']]);
  });

  const WRONG: readonly (readonly [what: string, document: string, why: RegExp])[] = [
    ['nothing', '', /root element/],
    ['text', 'hello', /outside of root/],
    ['JSON', '{"a":1}', /outside of root/],
    ['a document that breaks off', '<r><a>1</a>', /unclosed tag/],
    ['crossed elements', '<r><a></r></a>', /unexpected close tag|unmatched/],
    ['two roots', '<a/><a/>', /one root/],
    ['an attribute twice', '<a k="1" k="2"/>', /duplicate attribute/],
    ['an unknown entity', '<a>&nbsp;</a>', /undefined entity/],
    ['a DOCTYPE', '<!DOCTYPE a><a/>', /DOCTYPE/],
    ['a bomb', '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>', /DOCTYPE/],
    ['a file of this machine', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', /DOCTYPE/],
    ['another encoding', '<?xml version="1.0" encoding="UTF-16"?><a/>', /UTF-16, not UTF-8/],
    ['great depth', '<r>'.repeat(101), /more than 100 deep/],
  ];
  for (const [what, document, why] of WRONG) {
    it(`refuses ${what}`, () => {
      assert.throws(() => read(document), why);
    });
  }

  it('refuses text and elements without an end', () => {
    const piece = 'x'.repeat(1024 * 1024);
    for (const start of ['<r>', '<r><a>', '<r k="', '<!--', '<r', '<!DOCTYPE ', '<r><![CDATA[']) {
      const reader = createXmlReader(ALL);
      assert.throws(() => {
        reader.push(start);
        for (let at = 0; at < 20; at += 1) reader.push(piece);
      }, start);
    }
    const reader = createXmlReader(ALL);
    reader.push('<r><a>');
    const many = '<b/>'.repeat(256 * 1024);
    assert.throws(() => {
      for (let at = 0; at < 20; at += 1) reader.push(many);
    }, /one element is larger/);
  });

  it('gives the same in pieces, or refuses both', () => {
    const parts = fc.constantFrom(
      '<r>',
      '</r>',
      '<a>',
      '</a>',
      '<x>',
      '</x>',
      '<b k="&lt;"/>',
      't',
      '&amp;',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '😀',
      '\r',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (list, step) => {
        const document = `<r>${list.join('')}</r>`;
        assert.deepEqual(outcome(document, step), outcome(document, document.length));
      }),
      { numRuns: 300 },
    );
  });
});

function outcome(document: string, step: number): unknown {
  try {
    return read(document, ALL, step).map(plain);
  } catch (error) {
    return error instanceof Error ? 'refused' : error;
  }
}
