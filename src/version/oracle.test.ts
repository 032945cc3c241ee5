/**
 * Each scheme against the tool whose order it is, over thousands of generated pairs; one process a tool. In CI the tools of
 * distributions are also asked about pairs that nobody saw before; a failure names their seed.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import npmSemver from 'semver';
import { neighbours } from '../../test/version-pairs.ts';
import { strictSemver, versionText, wildMaven } from '../../test/version-text.ts';
import { askTool, type Pair, runTool, toLines, toolOf } from '../../test/version-tools.ts';
import type { SchemeId } from '../model/advisory.ts';
import { getScheme } from './list.ts';

const SEED = 20_261_124;

function samplePairs(text: fc.Arbitrary<string>, count: number, seed = SEED): readonly Pair[] {
  return fc.sample(fc.tuple(text, text), { numRuns: count, seed });
}

/** A half of them near to each other. */
function pairsOf(id: SchemeId, count: number, seed: number): readonly Pair[] {
  const groups = fc.sample(neighbours(getScheme(id), 8), { numRuns: count / 16, seed });
  const near = groups.flatMap(([a, others]) => others.map((b): Pair => [a, b]));
  return [...near, ...samplePairs(versionText(id), count / 2, seed)];
}

/** Skips where a tool is missing; in CI, where it must be installed, that is a failure. */
function missing(t: TestContext, tool: string, required: boolean): void {
  assert.ok(!(required && process.env['CI'] !== undefined), `${tool} must be installed in CI`);
  t.skip(`${tool} is not installed here`);
}

function assertSame(id: SchemeId, pairs: readonly Pair[], answers: readonly number[]): void {
  const scheme = getScheme(id);
  assert.equal(answers.length, pairs.length);
  pairs.forEach(([a, b], i) => {
    assert.equal(scheme.compare(a, b), answers[i], `${a} | ${b}`);
  });
}

function toNumbers(output: string): readonly number[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
}

const PACKAGING_LOOP = `import sys
try:
    from packaging.version import Version
except ImportError:
    try:
        from pip._vendor.packaging.version import Version
    except ImportError:
        sys.exit(0)
for line in sys.stdin:
    a, b = map(Version, line.rstrip("\\n").split("\\t"))
    print((a > b) - (a < b))
`;

const MAVEN_LOOP = `import java.io.*;
import org.apache.maven.artifact.versioning.ComparableVersion;
public class Order {
  public static void main(String[] args) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    StringBuilder out = new StringBuilder();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] pair = line.split("\\t");
      int order = new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1]));
      out.append(Integer.signum(order)).append('\\n');
    }
    System.out.print(out);
  }
}
`;

const GO_LOOP = `package main
import ("bufio"; "fmt"; "go/version"; "os"; "strings")
func main() {
  in := bufio.NewScanner(os.Stdin)
  for in.Scan() {
    pair := strings.Split(in.Text(), "\\t")
    fmt.Println(version.Compare(pair[0], pair[1]))
  }
}
`;

const MAVEN_FOLDERS = ['/usr/share/maven/lib', '/usr/share/java'];

function findMavenJars(): readonly string[] | null {
  const folder = MAVEN_FOLDERS.find((f) => existsSync(join(f, 'maven-artifact-3.x.jar')));
  if (folder === undefined) return null;
  return ['maven-artifact-3.x.jar', 'commons-lang3.jar'].map((name) => join(folder, name));
}

/** Runs `use` with a source file in a folder of its own. */
function withSource<T>(name: string, text: string, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-oracle-'));
  try {
    writeFileSync(join(folder, name), text);
    return use(join(folder, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** dpkg takes three processes for each pair; no package of Debian has apk. */
const PAIRS = [
  ['alpm', 4000],
  ['apk', 320],
  ['deb', 240],
  ['rpm', 4000],
] as const;

describe('version order against real tools', () => {
  const seeds = process.env['CI'] === undefined ? [SEED] : [SEED, Date.now() % 2 ** 31];
  for (const seed of seeds) {
    for (const [id, count] of PAIRS) {
      test(`${id}: ${toolOf(id)}, seed ${seed}`, (t) => {
        const pairs = pairsOf(id, count, seed);
        const answers = askTool(id, pairs);
        if (answers === null) return missing(t, toolOf(id), id !== 'apk');
        const known = pairs.filter((_, at) => answers[at] !== null);
        assert.ok(known.length > count * 0.9);
        assertSame(
          id,
          known,
          answers.filter((answer) => answer !== null),
        );
      });
    }
  }

  test('pep440: packaging', (t) => {
    const pairs = samplePairs(versionText('pep440'), 4000);
    const output = runTool('python3', ['-c', PACKAGING_LOOP], toLines(pairs));
    if (output === null || output === '') return missing(t, 'Python with packaging or pip', true);
    assertSame('pep440', pairs, toNumbers(output));
  });

  test('maven: ComparableVersion', (t) => {
    const jars = findMavenJars();
    if (jars === null || runTool('javac', ['--version']) === null)
      return missing(t, 'Maven with a JDK', false);
    const pairs = [...samplePairs(versionText('maven'), 4000), ...samplePairs(wildMaven, 4000)];
    const output = withSource('Order.java', MAVEN_LOOP, (path) =>
      runTool('java', ['-cp', jars.join(':'), path], toLines(pairs)),
    );
    assertSame('maven', pairs, toNumbers(output!));
  });

  test('semver: the semver package', () => {
    const pairs = samplePairs(strictSemver, 4000);
    const answers = pairs.map(([a, b]) => npmSemver.compare(a, b));
    assertSame('semver', pairs, answers);
    assertSame('golang', pairs, answers);
  });

  test('golang: tool chains as go/version orders them', (t) => {
    // A version without patch number is a language version there, unless it is a pre-release.
    const isToolchain = (v: string): boolean => /^go1\.(0|[1-9]\d*)(\.(0|[1-9]\d*)|(rc|beta)\d+)$/.test(v);
    const pairs = samplePairs(versionText('golang').filter(isToolchain), 1000);
    const release = /go1\.(\d+)/.exec(runTool('go', ['version']) ?? '');
    if (Number(release?.[1]) < 22 || release === null) return missing(t, 'go 1.22', false);
    const output = withSource('order.go', GO_LOOP, (path) => runTool('go', ['run', path], toLines(pairs)));
    assertSame('golang', pairs, toNumbers(output!));
  });
});
