/**
 * `node tools/version-vectors.ts [--seed N] [--lines N]`: asks dpkg, rpm, libalpm, apk, composer/semver and RubyGems for the order of versions and writes
 * what they say to `src/version/fixtures/tools/`, a file for each tool that is installed. A line is a version and eight
 * others, each with the sign of how the first one stands to it. Pairs of which a tool reads one only are left out.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { SchemeId } from '../src/model/advisory.ts';
import { getScheme } from '../src/version/list.ts';
import { neighbours } from '../test/version-pairs.ts';
import { askTool, type Pair, toolOf } from '../test/version-tools.ts';

const FOLDER: string = join(import.meta.dirname, '../src/version/fixtures/tools');
const OTHERS = 8;
const SIGNS = ['<', '=', '>'];

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '8' }, lines: { type: 'string', default: '480' } },
});

for (const id of ['alpm', 'apk', 'composer', 'deb', 'gem', 'rpm'] as const) {
  process.stdout.write(`${id}: ${writeVectors(id, Number(values.seed), Number(values.lines))}\n`);
}

/** What became of it, in words. */
function writeVectors(id: SchemeId, seed: number, lines: number): string {
  const groups = fc.sample(neighbours(getScheme(id), OTHERS), { seed, numRuns: lines });
  const pairs = groups.flatMap(([a, others]) => others.map((b): Pair => [a, b]));
  const answers = askTool(id, pairs);
  if (answers === null) return `skipped, ${toolOf(id)} is not installed`;
  const relations = answers.map((answer, at) => (answer === null ? '' : SIGNS[answer + 1]! + pairs[at]![1]));
  const rows = groups.map(([a], at) => {
    const some = relations.slice(at * OTHERS, (at + 1) * OTHERS).filter((relation) => relation !== '');
    return some.length === 0 ? '' : `${[a, ...new Set(some)].join(' ')}\n`;
  });
  const head = `# What ${toolOf(id)} says; tools/version-vectors.ts --seed ${seed} --lines ${lines}\n`;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${id}.txt`), head + rows.join(''));
  return `${relations.filter((relation) => relation !== '').length} relations by ${toolOf(id)}`;
}
