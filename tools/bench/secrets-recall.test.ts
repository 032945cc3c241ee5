/** A planted secret counts as found only at its path, in its layer and state, and on its line. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PlantedPlace, PlantedSecret } from '../plant/truth.ts';
import { judgeRecall, type ReportedPlace, type ReportedSecret, type Verdict } from './secrets-recall.ts';

const PLACE: PlantedPlace = {
  state: 'removed',
  layerIndex: 2,
  goneInLayer: 4,
  path: 'srv/a.env',
  lines: [3, 5],
  column: 7,
  offset: 40,
  length: 20,
  encodings: [],
  isOptional: false,
};
const SEEN: ReportedPlace = {
  state: 'removed',
  layerIndex: 2,
  path: 'srv/a.env',
  line: 3,
  column: 7,
  encodings: [],
  excerpt: '',
};

const CASES: readonly (readonly [string, Partial<PlantedPlace>, Partial<ReportedPlace>, Verdict])[] = [
  ['as planted', {}, {}, 'found'],
  ['the last line of it', {}, { line: 5 }, 'found'],
  ['a line too far', {}, { line: 6 }, 'wrong line'],
  ['any line where none is told', { lines: null }, { line: 9 }, 'found'],
  ['another state', {}, { state: 'visible' }, 'wrong state'],
  ['another layer', {}, { layerIndex: 1 }, 'wrong layer'],
  ['another file', {}, { path: 'srv/b.env' }, 'missed'],
  ['a member', { path: 'a.jar!/x' }, { path: 'a.jar!/x' }, 'found'],
  ['a member, archives in between', { path: 'a.deb!/x/y' }, { path: 'a.deb!/data.tar!/./x/y' }, 'found'],
  ['another member', { path: 'a.jar!/x' }, { path: 'a.jar!/y' }, 'missed'],
  ['the archive as a whole', { path: 'a.jar!/x' }, { path: 'a.jar' }, 'missed'],
  ['a list that names no member', { path: 'a.zip' }, { path: 'a.zip!/x' }, 'found'],
  ['a part of the config', { path: 'config:env/A' }, { path: 'config:env/A' }, 'found'],
  ['a compressed file', { path: 'a.sql.gz!/a.sql' }, { path: 'a.sql.gz' }, 'found'],
  ['another part', { path: 'config:env/A' }, { path: 'config:env/B' }, 'missed'],
  ['a list that names no entry', { path: 'config:history' }, { path: 'config:history/3' }, 'found'],
];

describe('recall of secrets', () => {
  for (const [title, planted, reported, verdict] of CASES) {
    it(`${title}: ${verdict}`, () => {
      const [judged] = judgeRecall(
        [secretOf({ ...PLACE, ...planted })],
        [findingOf({ ...SEEN, ...reported })],
      );
      assert.equal(judged!.verdict, verdict);
    });
  }

  it('a finding that does not count is none', () => {
    const finding = { ...findingOf(SEEN), standing: 'published-example' };
    assert.equal(judgeRecall([secretOf(PLACE)], [finding])[0]!.verdict, 'not counted');
  });

  it('all places must be named, but for further mentions', () => {
    const other = { ...PLACE, path: 'srv/b.env' };
    const optional = { ...other, isOptional: true };
    assert.equal(judgeRecall([secretOf(PLACE, other)], [findingOf(SEEN)])[0]!.verdict, 'missed');
    assert.equal(judgeRecall([secretOf(PLACE, optional)], [findingOf(SEEN)])[0]!.verdict, 'found');
  });

  it('the best of several findings counts; a wrong column is told apart', () => {
    const findings = [
      { ...SEEN, line: 9 },
      { ...SEEN, column: 6 },
    ].map(findingOf);
    const [judged] = judgeRecall([secretOf(PLACE)], findings);
    assert.deepEqual([judged!.verdict, judged!.isColumnRight], ['found', false]);
  });
});

function secretOf(...places: readonly PlantedPlace[]): PlantedSecret {
  return { id: 0, kind: 'made-up', sha256: '', place: 'env', fate: 'removed-file', places };
}

function findingOf(place: ReportedPlace): ReportedSecret {
  return {
    kind: 'secret',
    id: 'made-up',
    severity: 'high',
    standing: 'counted',
    masked: '',
    places: [place],
  };
}
