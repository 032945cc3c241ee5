/** Each scheme against the tool whose order it is, over thousands of generated pairs; one process a tool. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import npmSemver from 'semver';
import { strictSemver, versionText, wildMaven } from '../../test/version-text.ts';
import type { SchemeId } from '../model/advisory.ts';
import { getScheme } from './list.ts';

type Pair = readonly [string, string];

function samplePairs(text: fc.Arbitrary<string>, count: number): readonly Pair[] {
  return fc.sample(fc.tuple(text, text), { numRuns: count, seed: 20_261_124 });
}

/** The tool's standard output, or null if it is not installed. */
function runTool(command: string, args: readonly string[], input = ''): string | null {
  const done = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (done.error !== undefined) return null;
  assert.equal(done.status, 0, done.stderr.slice(0, 2000));
  return done.stdout;
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

const lines = (pairs: readonly Pair[]): string => pairs.map(([a, b]) => `${a}\t${b}\n`).join('');

/** One process a relation is all that dpkg offers: it is asked whether ours holds. */
const DPKG_LOOP = `while IFS='\t' read -r a relation b; do
  dpkg --compare-versions "$a" "$relation" "$b" 2>/dev/null || echo "not $a $relation $b"
done`;

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

/** pacman's own vercmp is not packaged everywhere; the library behind it is. */
const ALPM_LOOP = `import ctypes, glob, sys
found = sorted(glob.glob('/usr/lib/*/libalpm.so.*') + glob.glob('/usr/lib/libalpm.so.*'))
if not found:
    sys.exit(0)
compare = ctypes.CDLL(found[0]).alpm_pkg_vercmp
compare.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
for line in sys.stdin:
    a, b = line.rstrip("\\n").encode().split(b"\\t")
    order = compare(a, b)
    print((order > 0) - (order < 0))
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

describe('version order against real tools', () => {
  test('deb: dpkg --compare-versions', (t) => {
    const relations = samplePairs(versionText('deb'), 1500).map(
      ([a, b]) => `${a}\t${['lt', 'eq', 'gt'][getScheme('deb').compare(a, b) + 1]}\t${b}\n`,
    );
    const output =
      runTool('dpkg', ['--version']) === null ? null : runTool('bash', ['-c', DPKG_LOOP], relations.join(''));
    if (output === null) return missing(t, 'dpkg', true);
    assert.equal(output, '');
  });

  test('rpm: rpm.ver and rpm.vercmp', (t) => {
    const pairs = samplePairs(versionText('rpm'), 4000);
    const script = `%{lua: for line in io.stdin:lines() do
      local a, b = line:match("(.*)\\t(.*)")
      local x, y = rpm.ver(a), rpm.ver(b)
      print((x < y and -1 or x == y and 0 or 1) .. "\\n")
    end}`;
    const output = runTool('rpm', ['--eval', script], lines(pairs));
    if (output === null) return missing(t, 'rpm', true);
    assertSame('rpm', pairs, toNumbers(output));
  });

  test('alpm: alpm_pkg_vercmp of libalpm', (t) => {
    const pairs = samplePairs(versionText('alpm'), 4000);
    const output = runTool('python3', ['-c', ALPM_LOOP], lines(pairs));
    if (output === null || output === '') return missing(t, 'libalpm', true);
    assertSame('alpm', pairs, toNumbers(output));
  });

  test('pep440: packaging', (t) => {
    const pairs = samplePairs(versionText('pep440'), 4000);
    const output = runTool('python3', ['-c', PACKAGING_LOOP], lines(pairs));
    if (output === null || output === '') return missing(t, 'Python with packaging or pip', true);
    assertSame('pep440', pairs, toNumbers(output));
  });

  test('maven: ComparableVersion', (t) => {
    const jars = findMavenJars();
    if (jars === null || runTool('javac', ['--version']) === null)
      return missing(t, 'Maven with a JDK', false);
    const pairs = [...samplePairs(versionText('maven'), 4000), ...samplePairs(wildMaven, 4000)];
    const output = withSource('Order.java', MAVEN_LOOP, (path) =>
      runTool('java', ['-cp', jars.join(':'), path], lines(pairs)),
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
    const output = withSource('order.go', GO_LOOP, (path) => runTool('go', ['run', path], lines(pairs)));
    assertSame('golang', pairs, toNumbers(output!));
  });
});
