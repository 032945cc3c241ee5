/** Bundles whose few bytes are named again and again: what is read of them is counted, and limited. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dockerArchiveFiles, ociLayoutFiles } from '../../../test/image-builder.ts';
import { APP, edit, type Files, inFolder, unpack } from '../../../test/stored-images.ts';
import { DEFAULT_LIMITS, type Limits } from '../../base/limits.ts';
import { parsePlatform } from '../../model/platform.ts';
import { type Bundle, folderBundle } from './bundle.ts';
import { documentBudget, type StoredContext } from './context.ts';
import { openDockerForm } from './docker-form.ts';
import { openOciForm } from './oci-form.ts';

const CONFIG = `${APP.configDigest.slice(7)}.json`;
const LAYERS = APP.layers.map(({ digest }) => `${digest.slice(7)}/layer.tar`);
const SAVED = dockerArchiveFiles([APP]);

function contextOf(bundle: Bundle, limits: Limits = DEFAULT_LIMITS, imageName = ''): StoredContext {
  const platform = { platform: null, host: parsePlatform('linux/amd64')!, anyPlatform: false };
  const request = { reference: 'x', imageName, ...platform, signal: AbortSignal.timeout(60_000) };
  const close = async (): Promise<void> => {};
  return { bundle, request, limits, documents: documentBudget(limits), source: null, close };
}

function used({ limits, documents }: StoredContext): number {
  return documentBudget(limits).leftBytes - documents.leftBytes;
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const code =
  (expected: string) =>
  (error: unknown): boolean =>
    (error as { readonly code?: unknown }).code === expected;

describe('documents of a bundle', () => {
  inFolder();

  const bundleOf = (name: string, files: Files): Bundle => folderBundle(unpack(name, files), 'here');

  it('are read once, however many images have one config', async () => {
    const images = Array.from({ length: 1000 }, (_, i) => ({
      Config: `${'./'.repeat(i % 3)}${CONFIG}`,
      RepoTags: [`app:${i}`, `app:${i}`],
      Layers: LAYERS,
    }));
    const manifest = json(images);
    const bundle = bundleOf('same', edit(SAVED, { 'manifest.json': manifest }));
    const context = contextOf(bundle);
    const image = await openDockerForm(context);
    assert.equal(image.info.names.length, 1000);
    assert.equal(used(context), manifest.length + 2 * APP.config.length);
  });

  it('may have so many bytes together', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `c${i}.json`);
    const configs = names.map((name, i) => [name, Buffer.alloc(50_000, `${i} `)] as const);
    const images = names.map((Config) => ({ Config, RepoTags: [Config], Layers: [] }));
    const bundle = bundleOf(
      'large',
      edit(SAVED, { 'manifest.json': json(images), ...Object.fromEntries(configs) }),
    );
    const limits = { ...DEFAULT_LIMITS, documentBytes: 100_000 };
    await assert.rejects(openDockerForm(contextOf(bundle, limits)), code('document-too-large'));
  });

  it('end where a layout names damaged manifests without end', async () => {
    const digests = Array.from({ length: 500 }, (_, i) => String(i).padStart(64, '0'));
    const blobs = digests.map((hex) => [`blobs/sha256/${hex}`, Buffer.alloc(50_000, ' ')] as const);
    const manifests = digests.map((hex) => ({
      mediaType: 'application/vnd.oci.image.index.v1+json',
      digest: `sha256:${hex}`,
      size: 50_000,
    }));
    const files = { ...Object.fromEntries(blobs), 'index.json': json({ manifests }) };
    const limits = { ...DEFAULT_LIMITS, documentBytes: 100_000 };
    const context = contextOf(bundleOf('damaged', edit(SAVED, files)), limits);
    const { info } = await openDockerForm(context);
    assert.equal(info.id, APP.configDigest);
    assert.ok(used(context) < 17 * 100_000, `${used(context)} bytes`);
  });

  it('give an image no more names than can be listed', async () => {
    const tags = Array.from({ length: 10_001 }, (_, i) => `app:${i}`);
    const images = [{ Config: CONFIG, RepoTags: tags, Layers: LAYERS }];
    const bundle = bundleOf('names', edit(SAVED, { 'manifest.json': json(images) }));
    await assert.rejects(openDockerForm(contextOf(bundle)), code('damaged-manifest'));
  });

  it('are told in errors of bounded length', async () => {
    const layout = ociLayoutFiles([APP]);
    const manifests = Array.from({ length: 5000 }, (_, i) => ({
      digest: `sha256:${String(i).padStart(64, '0')}`,
      size: 1,
      annotations: { 'org.opencontainers.image.ref.name': `${i}${'x'.repeat(2000)}` },
    }));
    const bundle = bundleOf('long', edit(layout, { 'index.json': json({ manifests }) }));
    await assert.rejects(openOciForm(contextOf(bundle)), (error: Error) => error.message.length < 10_000);
  });
});
