import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chooseSource, fileProbe, type PathKind, type Probe } from './choose-source.ts';

function probe(kinds: Readonly<Record<string, PathKind>> = {}): Probe {
  return { home: '/home/me', look: async (path) => kinds[path] ?? 'missing' };
}

describe('chooseSource', () => {
  const rows: readonly (readonly [
    text: string,
    kinds: Record<string, PathKind>,
    sourceId: string,
    reference: string,
  ])[] = [
    ['debian', {}, 'registry', 'debian'],
    ['debian:12', {}, 'registry', 'debian:12'],
    ['host.test/app', {}, 'registry', 'host.test/app'],
    ['folder/app', {}, 'registry', 'folder/app'],
    ['-', {}, 'archive', '-'],
    ['./app', { './app': 'folder' }, 'rootfs', './app'],
    ['./app', { './app': 'layout' }, 'archive', './app'],
    ['./app', { './app': 'file' }, 'archive', './app'],
    ['./app', {}, 'archive', './app'],
    ['../app', { '../app': 'folder' }, 'rootfs', '../app'],
    ['.', { '.': 'folder' }, 'rootfs', '.'],
    ['/', { '/': 'folder' }, 'rootfs', '/'],
    ['/srv/x', { '/srv/x': 'file' }, 'archive', '/srv/x'],
    ['~/x', { '/home/me/x': 'folder' }, 'rootfs', '/home/me/x'],
    ['app.tar', {}, 'archive', 'app.tar'],
    ['app.tgz', {}, 'archive', 'app.tgz'],
    ['app.tar.gz', {}, 'archive', 'app.tar.gz'],
    ['app.TAR.ZST', {}, 'archive', 'app.TAR.ZST'],
    ['out/app.tar', {}, 'archive', 'out/app.tar'],
    ['app.tar.xz', {}, 'registry', 'app.tar.xz'],
    ['docker-archive:app', {}, 'docker-archive', 'app'],
    ['docker-archive:-', {}, 'docker-archive', '-'],
    ['docker-archive:~/app', {}, 'docker-archive', '/home/me/app'],
    ['oci-layout:app', {}, 'oci-layout', 'app'],
    ['rootfs:/', {}, 'rootfs', '/'],
    ['registry:app.tar', {}, 'registry', 'app.tar'],
    ['registry:./x', {}, 'registry', './x'],
    ['docker:debian:12', {}, 'docker', 'debian:12'],
    ['podman:localhost/x', {}, 'podman', 'localhost/x'],
  ];
  for (const [text, kinds, sourceId, reference] of rows) {
    it(`${text} with ${JSON.stringify(kinds)} is ${sourceId} ${reference}`, async () => {
      assert.deepEqual(await chooseSource(text, probe(kinds)), { sourceId, reference, notes: [] });
    });
  }

  const ambiguous: readonly (readonly [
    text: string,
    kind: PathKind,
    sourceId: string,
    prefixes: readonly string[],
  ])[] = [
    ['debian', 'folder', 'registry', ['registry:debian', 'rootfs:debian']],
    ['debian', 'layout', 'registry', ['registry:debian', 'oci-layout:debian']],
    ['debian', 'file', 'registry', ['registry:debian', 'docker-archive:debian']],
    ['docker:27', 'missing', 'docker', ['registry:docker.io/library/docker:27']],
    ['docker:27-dind', 'missing', 'docker', ['registry:docker.io/library/docker:27-dind']],
    ['registry:2', 'missing', 'registry', ['registry:docker.io/library/registry:2']],
  ];
  for (const [text, kind, sourceId, prefixes] of ambiguous) {
    it(`${text} beside a ${kind} gets a note`, async () => {
      const choice = await chooseSource(text, probe({ [text]: kind }));
      assert.equal(choice.sourceId, sourceId);
      assert.deepEqual(
        choice.notes.map(({ code, effect, path }) => ({ code, effect, path })),
        [{ code: 'ambiguous-reference', effect: 'note', path: text }],
      );
      for (const prefix of prefixes)
        assert.ok(choice.notes[0]!.wayOut.includes(prefix), choice.notes[0]!.wayOut);
    });
  }
});

describe('chooseSource, misused', () => {
  for (const text of ['docker:', 'rootfs:', 'registry:']) {
    it(`refuses ${text} alone`, () =>
      assert.rejects(chooseSource(text, probe()), { name: 'UsageError', where: text }));
  }
});

describe('fileProbe', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-'));
    const make = (path: string, names: readonly string[]): void => {
      mkdirSync(join(folder, path));
      for (const name of names) writeFileSync(join(folder, path, name), '{}');
    };
    make('empty', []);
    make('layout', ['oci-layout']);
    make('index', ['index.json']);
    make('saved', ['manifest.json', 'repositories']);
    make('dir', ['manifest.json', 'version']);
    make('site', ['manifest.json']);
    writeFileSync(join(folder, 'file'), '');
  });
  after(() => rmSync(folder, { recursive: true }));

  const kinds = {
    empty: 'folder',
    layout: 'layout',
    index: 'layout',
    saved: 'layout',
    dir: 'layout',
    site: 'folder',
    file: 'file',
    nothing: 'missing',
  };
  for (const [name, kind] of Object.entries(kinds)) {
    it(`${name} is ${kind}`, async () => assert.equal(await fileProbe('/').look(join(folder, name)), kind));
  }
});
