/** Every place that a secret can be planted in as a file, by group. */

import { buildZip } from '../../../test/zip-builder.ts';
import type { Chance } from '../chance.ts';
import type { KindFile, SecretShape } from '../kind.ts';
import { classWith, elfWith, pycWith } from './binaries.ts';
import { type Container, containers } from './containers.ts';
import { encodedForms } from './encoded.ts';
import { type PlantedFile, type Planting, type Spot, spotIn, spotInBinary, spotOfWhole } from './spot.ts';
import { type TextForm, textForms, writeText } from './text-forms.ts';

export interface Place {
  readonly id: string;
  readonly shapes: readonly SecretShape[];
  /** A file with a path relative to a folder that is its own; null where a tool that it takes is not there. */
  plant(planting: Planting, chance: Chance, file: KindFile | null): PlantedFile | null;
}

export type PlaceGroup = 'text' | 'encoded' | 'archive' | 'binary';

const VALUES: readonly SecretShape[] = ['token', 'named', 'block'];

export const places: Readonly<Record<PlaceGroup, readonly Place[]>> = {
  text: [
    ...textForms.map((form) => ({
      id: form.id,
      shapes: form.shapes,
      plant: (planting: Planting, chance: Chance) => plantText(form, planting, chance),
    })),
    { id: 'own-file', shapes: ['file'], plant: (planting, _, file) => plantFile(planting, file!) },
  ],
  encoded: encodedForms.map(({ id, file, shapes, write }) => ({
    id,
    shapes,
    plant(planting, chance) {
      const { content, spot } = write(planting, chance);
      return { path: nameOf(file, chance), content, spots: [spot] };
    },
  })),
  archive: containers.map((container) => ({
    id: `in-${container.id}`,
    shapes: [...VALUES, 'file'],
    plant(planting, chance, file) {
      const inner = file === null ? plantAnyText(planting, chance) : plantFile(planting, file);
      return packInto(container, inner, chance);
    },
  })),
  binary: [
    {
      id: 'elf',
      shapes: VALUES,
      plant(planting, chance) {
        const content = elfWith(assigned(planting), chance);
        return { path: nameOf('bin/{n}', chance), content, spots: [spotInBinary(content, planting)] };
      },
    },
    {
      id: 'elf-wide',
      shapes: ['token', 'named'],
      plant(planting, chance) {
        const content = elfWith(Buffer.from(assigned(planting), 'utf16le'), chance);
        const spot = spotInBinary(content, planting, Buffer.from(planting.secret, 'utf16le'), ['utf-16']);
        return { path: nameOf('lib/{n}.so', chance), content, spots: [spot] };
      },
    },
    {
      id: 'pyc',
      shapes: ['token'],
      plant(planting, chance) {
        const content = pycWith(planting.name, planting.secret);
        if (content === null) return null;
        const path = nameOf('__pycache__/{n}.cpython-311.pyc', chance);
        return { path, content, spots: [spotInBinary(content, planting)] };
      },
    },
    {
      id: 'class',
      shapes: ['token'],
      plant(planting) {
        const content = classWith(planting.name, planting.secret);
        return { path: 'com/acme/shop/Settings.class', content, spots: [spotInBinary(content, planting)] };
      },
    },
    {
      id: 'class-in-jar',
      shapes: ['token'],
      plant(planting, chance) {
        const member = 'com/acme/shop/Settings.class';
        const inner = classWith(planting.name, planting.secret);
        const spot = { ...spotInBinary(inner, planting), member };
        const content = buildZip([{ name: member, content: inner }]);
        return { path: nameOf('{n}.jar', chance), content, spots: [spot] };
      },
    },
  ],
};

/** Programs keep settings as `NAME=value`; what tells itself may stand alone. */
function assigned({ name, secret }: Planting): string {
  return secret.includes('\n') ? secret : `${name}=${secret}`;
}

function plantText(form: TextForm, planting: Planting, chance: Chance): PlantedFile {
  const { text, written } = writeText(form, planting, chance);
  const content = Buffer.from(text);
  return { path: nameOf(form.file, chance), content, spots: [spotIn(content, planting, written)] };
}

function plantAnyText(planting: Planting, chance: Chance): PlantedFile {
  const shape: SecretShape = planting.secret.includes('\n') ? 'block' : 'named';
  return plantText(chance.pick(textForms.filter(({ shapes }) => shapes.includes(shape))), planting, chance);
}

function plantFile(planting: Planting, { name, content, written, encodings }: KindFile): PlantedFile {
  const spot = written === '' ? spotOfWhole(planting) : spotIn(content, planting, written, encodings);
  return { path: name, content, spots: [spot] };
}

function packInto(container: Container, inner: PlantedFile, chance: Chance): PlantedFile | null {
  const packed = container.pack(container.folder + inner.path.replace(/^.*\//, ''), inner.content, chance);
  if (packed === null) return null;
  const { variant } = packed;
  const name = nameOf(container.file, chance);
  const path = variant === undefined ? name : name.replace('_1.0_', `_1.0+${variant}_`);
  // A compressed single file is a member without a name of its own.
  const member = packed.member === '' ? path.replace(/^.*\/|\.gz$/g, '') : packed.member;
  return { path, content: packed.content, spots: inner.spots.map((spot): Spot => ({ ...spot, member })) };
}

function nameOf(template: string, chance: Chance): string {
  return template.replace('{n}', `${chance.pick(NAMES)}${chance.int(90) + 10}`);
}

const NAMES = ['settings', 'app', 'prod', 'deploy', 'service', 'main', 'local', 'worker', 'site'];
