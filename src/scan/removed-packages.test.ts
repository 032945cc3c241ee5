import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { osPackage } from '../../test/advisories.ts';
import { imageInfo } from '../../test/image-info.ts';
import { apk } from '../ecosystem/apk/apk.ts';
import type { LayerInfo } from '../model/image.ts';
import type { Inventory } from '../model/inventory.ts';
import { withRemovedPackages } from './removed-packages.ts';

const bash = osPackage('apk', 'bash', '5.2.26-r0');

function inventory(...instructions: readonly string[]): Inventory {
  const layers = instructions.map(
    (createdBy, index): LayerInfo => ({
      index,
      digest: null,
      diffId: null,
      chainId: null,
      sizeBytes: 1,
      createdBy,
    }),
  );
  return {
    image: imageInfo({ layers }),
    layers: [],
    distros: [bash.distro!],
    packages: [bash],
    secrets: null,
    unidentifiedExecutables: 0,
    problems: [],
  };
}

describe('packages that the build removed again', () => {
  const { packages, problems } = withRemovedPackages(
    inventory('', 'RUN apk add -t .x gcc bash openssl-dev=3.1.4-r1 && apk del .x'),
  );

  it('are declared, without those that are there', () => {
    assert.deepEqual(
      packages.map(({ purl, confidence, foundAt }) => [purl, confidence, foundAt.layerIndex]),
      [
        ['pkg:apk/alpine/bash@5.2.26-r0?arch=amd64', 'installed', 0],
        ['pkg:apk/alpine/gcc?distro=alpine-3.20', 'declared', 1],
        ['pkg:apk/alpine/openssl-dev@3.1.4-r1?distro=alpine-3.20', 'declared', 1],
      ],
    );
    assert.deepEqual(
      problems.map(({ code, effect }) => [code, effect]),
      [['removed-build-packages', 'note']],
    );
  });

  it('are looked up where a version was asked for', () => {
    assert.deepEqual(
      packages.map((pkg) => apk.advisoryQueries(pkg).length),
      [1, 0, 1],
    );
  });

  it('are none of an image without apk, or without such a history', () => {
    const plain = inventory('RUN apk add bash');
    assert.equal(withRemovedPackages(plain), plain);
    const other = { ...inventory('RUN apk add gcc && apk del gcc'), distros: [] };
    assert.equal(withRemovedPackages(other), other);
  });
});
