/** Which secret goes where, and what becomes of it: drawn by chance, but every kind comes as often as every other. */
import type { Chance } from './chance.ts';
import { type ConfigParts, emptyParts, plantInConfig } from './config-places.ts';
import { FATES, type Fate } from './fates.ts';
import type { KindFile, SecretKind } from './kind.ts';
import { acrossBorders } from './places/borders.ts';
import { type PlaceGroup, places } from './places/list.ts';
import type { PlantedFile, Planting } from './places/spot.ts';

export interface PlannedFile {
  readonly planted: PlantedFile;
  readonly place: string;
  readonly fate: Fate;
  /** Which of the layers that bring files, from below. */
  readonly layer: number;
}

export interface Plan {
  /** In the order of their layer's entries. */
  readonly files: readonly PlannedFile[];
  readonly config: ConfigParts;
}

export function planSecrets(
  chance: Chance,
  kinds: readonly SecretKind[],
  count: number,
  layers: number,
): Plan {
  const files: PlannedFile[] = [];
  const atBorders: Planting[] = [];
  const config = emptyParts();
  for (const [n, kind] of kindsFor(chance, kinds, count).entries()) {
    const group = kind.shape === 'file' ? pickWeighted(FILE_GROUPS, chance) : pickWeighted(GROUPS, chance);
    const oneLine = kind.shape === 'token' || kind.shape === 'named';
    const made = kind.make(chance);
    if (made === null) continue;
    const planting = toPlanting(kind, made);
    if (group === 'config' && oneLine) plantInConfig(config, planting, kind.shape === 'token', chance);
    else if (group === 'border' && kind.shape !== 'file') atBorders.push(planting);
    else {
      const file = typeof made === 'string' ? null : made;
      const planned = planFile({ chance, kind, planting, file, group, n, layers });
      if (planned !== null) files.push(planned);
    }
  }
  return { files: [...planBorders(atBorders, chance, layers), ...files], config };
}

type Group = PlaceGroup | 'config' | 'border';

const GROUPS: readonly (readonly [Group, number])[] = [
  ['text', 46],
  ['encoded', 15],
  ['archive', 16],
  ['binary', 9],
  ['border', 5],
  ['config', 14],
];
const FILE_GROUPS: readonly (readonly [Group, number])[] = [
  ['text', 75],
  ['archive', 25],
];

/** Each kind equally often, but for the last round. */
function kindsFor(chance: Chance, kinds: readonly SecretKind[], count: number): SecretKind[] {
  const list: SecretKind[] = [];
  while (list.length < count) list.push(...chance.shuffle(kinds));
  return list.slice(0, count);
}

function toPlanting(kind: SecretKind, made: string | KindFile): Planting {
  return typeof made === 'string'
    ? { kind: kind.id, name: 'name' in kind ? kind.name : '', secret: made }
    : { kind: kind.id, name: '', secret: made.secret };
}

interface Asked {
  readonly chance: Chance;
  readonly kind: SecretKind;
  readonly planting: Planting;
  readonly file: KindFile | null;
  readonly group: Group;
  readonly n: number;
  readonly layers: number;
}

function planFile({ chance, kind, planting, file, group, n, layers }: Asked): PlannedFile | null {
  const wanted = group === 'config' || group === 'border' ? 'text' : group;
  const takes = (of: PlaceGroup) => places[of].filter(({ shapes }) => shapes.includes(kind.shape));
  const fitting = takes(wanted);
  const place = chance.pick(fitting.length === 0 ? takes('text') : fitting);
  const planted = place.plant(planting, chance, file);
  if (planted === null) return null;
  return {
    planted: { ...planted, path: `${chance.pick(FOLDERS)}-${n}/${planted.path}` },
    place: place.id,
    fate: pickWeighted(FATES, chance),
    layer: chance.int(layers),
  };
}

/** Folders that files of one's own get into, among them those that scanners like to pass over. */
const FOLDERS: readonly string[] = [
  'srv/shop',
  'app/config',
  'opt/acme/conf',
  'home/app',
  'root/work',
  'etc/acme.d/site',
  'var/www/html',
  'usr/local/etc/acme',
  'usr/local/lib/python3.11/dist-packages/shop',
  'usr/lib/acme',
  'usr/lib/node_modules/shop',
  'usr/share/acme',
  'app/node_modules/shop',
  'app/vendor/acme',
  'app/tests/unit',
  'var/lib/acme',
  'tmp/build',
];

const BORDERS_EACH = 4;

/** The first file of a layer starts at its second block: its borders are moved by that, and are the layer's own. */
function planBorders(plantings: readonly Planting[], chance: Chance, layers: number): PlannedFile[] {
  return Array.from({ length: Math.ceil(plantings.length / BORDERS_EACH) }, (_, index) => {
    const some = plantings.slice(index * BORDERS_EACH, (index + 1) * BORDERS_EACH);
    const isFirst = index < layers;
    const path = `${chance.pick(FOLDERS)}-b${index}/service.log`;
    return {
      planted: acrossBorders(path, some, chance, isFirst ? 512 : 0),
      place: isFirst ? 'border-of-layer' : 'border-of-file',
      fate: isFirst ? 'visible' : pickWeighted(FATES, chance),
      layer: isFirst ? index : chance.int(layers),
    };
  });
}

function pickWeighted<T>(choices: readonly (readonly [T, number])[], chance: Chance): T {
  let rest = chance.int(choices.reduce((sum, [, weight]) => sum + weight, 0));
  for (const [choice, weight] of choices) {
    rest -= weight;
    if (rest < 0) return choice;
  }
  return choices[0]![0];
}
