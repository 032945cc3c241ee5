/** The documents in docs are true in what can be checked: paths, problem codes, and guides of under ten steps. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '..');

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** What stands between single back quotes; blocks of commands are left out. */
function quotedIn(text: string): string[] {
  return [...text.replace(/```.*?```/gs, '').matchAll(/`([^`\n]+)`/g)].map(([, quoted]) => quoted!);
}

/** Sources, tools and what tests share, without the tests themselves. */
const SOURCES = ['src', 'test', 'tools']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map(read)
  .join('\n');

for (const name of readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md'))) {
  describe(`docs/${name}`, () => {
    const text = read(join('docs', name));

    it('names paths that are there', () => {
      const paths = quotedIn(text).filter((quoted) =>
        /^(?:src|test|tools|schemas|docs)\/[\w./-]+$/.test(quoted),
      );
      assert.deepEqual(
        paths.filter((path) => !existsSync(join(ROOT, path))),
        [],
      );
    });

    it('names codes, functions and words that the sources have', () => {
      const words = quotedIn(text).filter((quoted) =>
        /^(?:[a-z]+(?:-[a-z]+)+|[a-z]+[A-Z][A-Za-z]+)$/.test(quoted),
      );
      assert.deepEqual(
        words.filter((word) => !SOURCES.includes(word)),
        [],
      );
    });

    if (!name.startsWith('add-')) return;
    it('has under ten steps', () => {
      const steps = [...text.matchAll(/^\d+\. /gm)].map(([number]) => Number.parseInt(number, 10));
      assert.deepEqual(
        steps,
        steps.map((_, index) => index + 1),
      );
      assert.ok(steps.length > 0 && steps.length < 10);
    });
  });
}
