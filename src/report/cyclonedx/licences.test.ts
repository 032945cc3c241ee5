import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toExpression, toLicences } from './licences.ts';
import { idsOf, SPDX_EXCEPTIONS, SPDX_LICENCES } from './spdx-licences.ts';

describe('SPDX list', () => {
  it('is the one of the vendored schema', () => {
    const url = new URL('../../../schemas/vendor/cyclonedx/spdx.schema.json', import.meta.url);
    const schema: { enum: string[] } = JSON.parse(readFileSync(url, 'utf8'));
    assert.deepEqual([...idsOf(SPDX_LICENCES), ...idsOf(SPDX_EXCEPTIONS)], schema.enum);
  });
});

describe('toExpression', () => {
  for (const [text, expression] of [
    ['MIT OR Apache-2.0', 'MIT OR Apache-2.0'],
    ['(mit or apache-2.0)', '(MIT OR Apache-2.0)'],
    ['MIT AND (BSD-3-Clause OR GPL-2.0+)', 'MIT AND (BSD-3-Clause OR GPL-2.0+)'],
    ['GPL-2.0-only WITH Classpath-exception-2.0', 'GPL-2.0-only WITH Classpath-exception-2.0'],
    ['LicenseRef-x AND DocumentRef-y:LicenseRef-z', 'LicenseRef-x AND DocumentRef-y:LicenseRef-z'],
    ['EUPL-1.2+', 'EUPL-1.2+'],
    ['MIT/Apache-2.0', null],
    ['MIT Apache-2.0', null],
    ['MIT OR', null],
    ['(MIT', null],
    ['MIT)', null],
    ['MIT WITH MIT', null],
    ['Classpath-exception-2.0', null],
    ['GPLv2', null],
    ['MIT OR Unknown-1.0', null],
    ['AND', null],
    ['', null],
    ['()', null],
    ['MIT, BSD', null],
  ] as const) {
    it(`${JSON.stringify(text)} is ${expression}`, () => assert.equal(toExpression(text), expression));
  }

  it('survives any text and any depth', () => {
    assert.equal(toExpression('('.repeat(100_000)), null);
    assert.equal(toExpression('MIT OR '.repeat(100_000)), null);
    fc.assert(
      fc.property(fc.string(), (text) => {
        const expression = toExpression(text);
        if (expression !== null) assert.equal(toExpression(expression), expression);
      }),
    );
  });
});

describe('toLicences', () => {
  const declared = { acknowledgement: 'declared' } as const;
  for (const [texts, choice] of [
    [[], undefined],
    [['  '], undefined],
    [['apache-2.0'], [{ license: { id: 'Apache-2.0', ...declared } }]],
    [['BSD License'], [{ license: { name: 'BSD License', ...declared } }]],
    [['MIT OR ISC'], [{ expression: 'MIT OR ISC', ...declared }]],
    [['EUPL-1.2+'], [{ expression: 'EUPL-1.2+', ...declared }]],
    [
      ['MIT OR ISC', 'MIT', 'MIT'],
      [{ license: { name: 'MIT OR ISC', ...declared } }, { license: { id: 'MIT', ...declared } }],
    ],
    [['Classpath-exception-2.0'], [{ license: { name: 'Classpath-exception-2.0', ...declared } }]],
  ] as const) {
    it(JSON.stringify(texts), () => assert.deepEqual(toLicences(texts), choice));
  }
});
