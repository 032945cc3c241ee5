import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gentoo } from './gentoo.ts';

test("orders a thousand pairs as portage's own vercmp does", () => {
  const text = readFileSync(new URL('./fixtures/gentoo-portage.txt', import.meta.url), 'utf8');
  const relations = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  assert.equal(relations.length, 1000);
  for (const relation of relations) {
    const [a, sign, b] = relation.split(' ');
    assert.equal(['<', '=', '>'][gentoo.compare(a!, b!) + 1], sign, relation);
  }
});
