/** rpm databases of 500 packages, damaged by recipe: packages are found, or somebody says that they were not. */
import {
  DAMAGE_KINDS,
  damage,
  isSilent,
  type SoundDatabase,
  soundDatabases,
} from '../../../test/rpm-damage.ts';
import { mustHold, type Target } from '../target.ts';

let databases: readonly SoundDatabase[] | null = null;

/** One of each kind at each kind of place. */
function recipes(): Uint8Array[] {
  return Array.from({ length: DAMAGE_KINDS * 4 }, (_, n) =>
    Buffer.of(n >> 2, n & 3, n * 37, n * 11, n & 1, 0, n * 5, n * 23),
  );
}

/** The form follows from all bytes of the recipe, so that each gets its third. */
function formOf(recipe: Uint8Array): number {
  return recipe.reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 17);
}

const rpmDamage: Target = {
  id: 'rpm-damage',
  sources: ['ecosystem/rpm/berkeley/hash.ts', 'ecosystem/rpm/ndb/file.ts', 'ecosystem/rpm/sqlite-strays.ts'],
  seeds: recipes,
  maxBytes: 48,
  memoryBytes: 512 * 2 ** 20,
  errors: [],
  run(recipe) {
    databases ??= soundDatabases();
    const database = databases[formOf(recipe) % databases.length]!;
    mustHold(!isSilent(database, damage(database.bytes, recipe)), `${database.form} told nothing`);
    return null;
  },
};

export const rpmDamageTargets: readonly Target[] = [rpmDamage];
