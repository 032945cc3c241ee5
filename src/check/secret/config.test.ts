/** Secrets in the config: what the texts alone do not show. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ImageInfo } from '../../model/image.ts';
import { findInConfig } from './create-reader.ts';
import { expand } from './detectors/example.ts';

function layersOfHits(steps: readonly string[], layers: number): readonly (number | null)[] {
  const history = steps.map((createdBy) => ({ createdBy, comment: '', emptyLayer: false }));
  const config = {
    env: [],
    entrypoint: [],
    cmd: [],
    user: '',
    labels: {},
    exposedPorts: [],
    healthcheck: [],
    history,
  };
  const image = {
    config,
    annotations: {},
    layers: Array.from({ length: layers }, (_, index) => ({ index, createdBy: '' })),
  } as unknown as ImageInfo;
  const settings = { key: '00', keyIsOwn: false, detectors: [], without: [] };
  return findInConfig(image, settings).hits.map(({ layerIndex }) => layerIndex);
}

describe('secrets of the config', () => {
  it('name the layer of a step only where each layer has its step', () => {
    const steps = ['A', `RUN |1 T=${expand('glpat-{alnum:20}', 'step')} make`];
    assert.deepEqual(layersOfHits(steps, 2), [1]);
    assert.deepEqual(layersOfHits(steps, 1), [null]);
    assert.deepEqual(layersOfHits(steps, 3), [null]);
  });
});
