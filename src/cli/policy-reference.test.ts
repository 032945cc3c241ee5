import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { besideSettings, isPinned, shownPath, splitPinned } from './policy-reference.ts';

const PIN = `sha256:${'a'.repeat(64)}`;

describe('references of policies', () => {
  it('in a settings file lie beside it', () => {
    const cases: readonly (readonly [reference: string, settings: string, is: string])[] = [
      ['./p.yaml', 'plimsoll.yaml', 'p.yaml'],
      ['./p.yaml', '/etc/plimsoll/ci.yaml', '/etc/plimsoll/p.yaml'],
      [`../p.yaml@${PIN}`, 'ci/plimsoll.yaml', `p.yaml@${PIN}`],
      ['/p.yaml', 'ci/plimsoll.yaml', '/p.yaml'],
      ['default', 'ci/plimsoll.yaml', 'default'],
      [`https://example.com/p.yaml#${PIN}`, 'ci/plimsoll.yaml', `https://example.com/p.yaml#${PIN}`],
      [`oci://example.com/p@${PIN}`, '/etc/plimsoll.yaml', `oci://example.com/p@${PIN}`],
    ];
    for (const [reference, settings, is] of cases) assert.equal(besideSettings(reference, settings), is);
  });

  it('are shown relative to the folder where they lie in it', () => {
    assert.equal(shownPath('/checkout/a/plimsoll.yaml', '/checkout/a'), 'plimsoll.yaml');
    assert.equal(shownPath('ci/plimsoll.yaml', '/checkout/a'), 'ci/plimsoll.yaml');
    assert.equal(shownPath('/etc/plimsoll.yaml', '/checkout/a'), '/etc/plimsoll.yaml');
  });

  it('are pinned or not, or are no references at all', () => {
    assert.deepEqual([`p@${PIN}`, `p#${PIN}`, 'p', { inline: {}, path: 'p' }].map(isPinned), [
      true,
      true,
      false,
      false,
    ]);
    assert.deepEqual(splitPinned(`p@${PIN}`), { reference: `p#${PIN}`, inline: null });
    const long = `sha512:${'a'.repeat(128)}`;
    assert.ok(isPinned(`p@${long}`));
    assert.deepEqual(splitPinned(`p@${long}`), { reference: `p#${long}`, inline: null });
    assert.deepEqual(splitPinned(undefined), { reference: null, inline: null });
    const held = { inline: {}, path: 'p' };
    assert.deepEqual(splitPinned(held), { reference: null, inline: held });
  });
});
