/** The tools whose orders the schemes of distributions follow, asked about many pairs at once. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { SchemeId } from '../src/model/advisory.ts';

export type Pair = readonly [string, string];

/** -1, 0, 1, or null where the tool does not read one of the two. */
export type Answer = -1 | 0 | 1 | null;

/** The tool's standard output, or null if it is not installed. */
export function runTool(command: string, args: readonly string[], input = ''): string | null {
  const done = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (done.error !== undefined) return null;
  assert.equal(done.status, 0, done.stderr.slice(0, 2000));
  return done.stdout;
}

/** One pair a line, with a tab between the two. */
export const toLines = (pairs: readonly Pair[]): string => pairs.map(([a, b]) => `${a}\t${b}\n`).join('');

const RPM = `%{lua: for line in io.stdin:lines() do
  local a, b = line:match("(.*)\\t(.*)")
  local isRead, order = pcall(function()
    local x, y = rpm.ver(a), rpm.ver(b)
    return x < y and "<" or x == y and "=" or ">"
  end)
  print((isRead and order or "?") .. "\\n")
end}`;

const DPKG = `while IFS='\t' read -r a b; do
  if ! dpkg --validate-version "$a" >&2 || ! dpkg --validate-version "$b" >&2; then echo '?'
  elif dpkg --compare-versions "$a" lt "$b"; then echo '<'
  elif dpkg --compare-versions "$a" eq "$b"; then echo '='
  else echo '>'; fi
done 2>/dev/null`;

const APK = `while IFS='\t' read -r a b; do
  if apk version -c "$a" "$b" >&2; then apk version -t "$a" "$b"; else echo '?'; fi
done 2>/dev/null`;

/** pacman's own vercmp is not packaged everywhere; the library behind it is. */
const ALPM = `import ctypes, glob, sys
found = sorted(glob.glob('/usr/lib/*/libalpm.so.*') + glob.glob('/usr/lib/libalpm.so.*'))
if not found:
    sys.exit(0)
compare = ctypes.CDLL(found[0]).alpm_pkg_vercmp
compare.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
for line in sys.stdin:
    a, b = line.rstrip("\\n").encode().split(b"\\t")
    order = compare(a, b)
    print('<' if order < 0 else '>' if order > 0 else '=')
`;

const COMPOSER = `require '/usr/share/php/Composer/Semver/autoload.php';
$parser = new Composer\\Semver\\VersionParser();
while (($line = fgets(STDIN)) !== false) {
  [$a, $b] = explode("\t", rtrim($line, "\n"));
  try {
    $x = $parser->normalize($a);
    $y = $parser->normalize($b);
    $isBranch = str_starts_with($x, 'dev-') || str_starts_with($y, 'dev-');
    echo $isBranch ? '?' : ['<', '=', '>'][version_compare($x, $y) + 1], "\n";
  } catch (Exception $refused) {
    echo "?\n";
  }
}`;

const GEM = `STDIN.each_line do |line|
  a, b = line.chomp.split("\t", -1)
  begin
    puts ['<', '=', '>'][(Gem::Version.new(a) <=> Gem::Version.new(b)) + 1]
  rescue ArgumentError
    puts '?'
  end
end`;

interface Tool {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** A program that the command needs; empty if none. */
  readonly needs: string;
}

const TOOLS: ReadonlyMap<SchemeId, Tool> = new Map([
  ['alpm', { name: 'libalpm', command: 'python3', args: ['-c', ALPM], needs: '' }],
  ['apk', { name: 'apk', command: 'bash', args: ['-c', APK], needs: 'apk' }],
  ['composer', { name: 'composer/semver', command: 'php', args: ['-r', COMPOSER], needs: 'php' }],
  ['deb', { name: 'dpkg', command: 'bash', args: ['-c', DPKG], needs: 'dpkg' }],
  ['gem', { name: 'RubyGems', command: 'ruby', args: ['-e', GEM], needs: 'ruby' }],
  ['rpm', { name: 'rpm', command: 'rpm', args: ['--eval', RPM], needs: '' }],
]);

export function toolOf(id: SchemeId): string {
  return TOOLS.get(id)!.name;
}

/** One answer a pair; null if the tool is not installed. */
export function askTool(id: SchemeId, pairs: readonly Pair[]): readonly Answer[] | null {
  const { command, args, needs } = TOOLS.get(id)!;
  if (needs !== '' && runTool('bash', ['-c', `command -v ${needs} || true`]) === '') return null;
  const signs =
    runTool(command, args, toLines(pairs))
      ?.split('\n')
      .filter((line) => line !== '') ?? [];
  if (signs.length === 0) return null;
  assert.equal(signs.length, pairs.length);
  return signs.map((sign) => ANSWERS.get(sign) ?? null);
}

const ANSWERS: ReadonlyMap<string, Answer> = new Map([
  ['<', -1],
  ['=', 0],
  ['>', 1],
]);
