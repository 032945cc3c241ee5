import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { layeredFacts } from '../../../test/layered-facts.ts';
import { DISTRO_READERS, findDistros } from './distro.ts';
import { parseProduct } from './suse-products.ts';

const product = (name: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<product schemeversion="0">\n  <vendor>SUSE</vendor>\n  <name>${name}</name>\n  <upgrades><upgrade><name>other</name></upgrade></upgrades>\n</product>\n`;

function streams(id: string, products: readonly string[]): readonly string[] {
  const files = products.map((name) => [`etc/products.d/${name}.prod`, product(name)] as const);
  const osRelease = `ID="${id}"\nVERSION_ID="15.3"\n`;
  const facts = layeredFacts(DISTRO_READERS, [{ 'etc/os-release': osRelease, ...Object.fromEntries(files) }]);
  return findDistros(facts)[0]!.streams;
}

describe('products of SUSE', () => {
  it('are named by their files', () => {
    assert.equal(parseProduct(product('SLES-LTSS')), 'SLES-LTSS');
    for (const text of ['', '<name>SLES</name>', product(''), product('a b'), product('x'.repeat(200))])
      assert.notEqual(parseProduct(text), 'SLES', text);
  });

  const TABLE: readonly (readonly [id: string, products: readonly string[], streams: readonly string[]])[] = [
    ['sles', [], []],
    ['sles', ['SLES', 'sle-module-basesystem'], []],
    ['sles', ['SLES', 'SLES-LTSS'], ['ltss']],
    ['sles', ['SLES', 'SLES-LTSS-Extended-Security', 'SLES-LTSS'], ['ltss', 'ltss-extended-security']],
    ['sles', ['SLES_SAP'], ['sap']],
    ['sles_sap', [], ['sap']],
    ['sle_hpc', ['SLE_HPC-ESPOS'], ['hpc-espos']],
    ['opensuse-leap', ['SLES-LTSS'], []],
  ];
  for (const [id, products, expected] of TABLE)
    it(`${id} with ${products.join(', ') || 'none'}`, () =>
      assert.deepEqual(streams(id, products), expected));
});
