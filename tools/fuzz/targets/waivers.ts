/** What people write about findings that they accept: YAML as a tree, files of waivers, other scanners' exceptions. */
import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../../../src/base/errors.ts';
import { compileName, matchesName, matchesPath } from '../../../src/base/glob.ts';
import { parseYamlTree, YamlError, type YamlNode } from '../../../src/base/yaml-tree.ts';
import type { Waiver } from '../../../src/model/waiver.ts';
import { appendWaiver, removeWaivers } from '../../../src/policy/waiver/edit-waivers.ts';
import { importExceptions } from '../../../src/policy/waiver/import/import-exceptions.ts';
import { parseWaivers } from '../../../src/policy/waiver/parse-waivers.ts';
import { createWaivers, toWaiverFindings } from '../../../src/policy/waiver/waivers.ts';
import { toItem } from '../../../src/policy/waiver/write-entry.ts';
import { flaw, secret, waiverContext } from '../../../test/waivers.ts';
import { mustHold, ofText, type Target, texts } from '../target.ts';

const YAML_WORDS = [
  '- ',
  ': ',
  '\n',
  '\n  ',
  '# ',
  '|',
  '>-',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ', ',
  '&a ',
  '*a',
  '!!str ',
  '---\n',
  '...\n',
  '~',
  '? ',
  '\r\n',
  '\t',
  '\ufeff',
];

const tree: Target = {
  id: 'yaml-tree',
  sources: ['base/yaml-tree.ts'],
  seeds: texts(
    'a: 1\nb: [x, {y: z}]\nc:\n  - d: |\n      e\n    f: >-\n      g\n  - "h"\n',
    '{"a": [1, null, {"b": "\\u0041"}]}',
    '# c\n---\na: ~\n...\n',
    "- - a\n  - b\n- c: 'd'\r\n  e:\r\n",
    'a: &x 1\nb: *x\n',
    'a: !!int 1\n',
    '? [a]\n: b\n',
    'a: 1\na: 2\n',
    '',
  ),
  tokens: YAML_WORDS,
  maxBytes: 4096,
  errors: [YamlError],
  run: ofText((text) => {
    const root = parseYamlTree(text);
    if (root !== null) mustLieIn(root, text.length, text.split(/\r\n?|\n/).length);
    return root === null ? null : toPlain(root);
  }),
};

function mustLieIn(node: YamlNode, end: number, lines: number): void {
  mustHold(node.start >= 0 && node.start <= node.end && node.end <= end, 'a value lies outside');
  mustHold(node.line >= 1 && node.line <= lines, 'a line is none of the text');
  for (const child of childrenOf(node)) {
    mustHold(child.start >= node.start && child.end <= node.end, 'a value lies outside of what it is in');
    mustHold(child.line >= node.line, 'a value stands above what it is in');
    mustLieIn(child, end, lines);
  }
}

function childrenOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === 'list') return node.items;
  return node.kind === 'text' ? [] : [...node.fields.values()].flatMap(({ name, value }) => [name, value]);
}

function toPlain(node: YamlNode): unknown {
  if (node.kind === 'text') return [node.text, node.line];
  if (node.kind === 'list') return node.items.map(toPlain);
  return [...node.fields].map(([name, { value }]) => [name, toPlain(value)]);
}

const FILE = {
  document: { reference: 'w.yaml', digest: `sha256:${'0'.repeat(64)}` },
  policyDocument: 0,
  isSigned: false,
} as const;
const FOUND = [
  flaw(['1.2.3', '2.0.0']),
  flaw(['1.0'], { ecosystem: 'pypi', packagePurl: 'pkg:pypi/a' }),
  secret('github-token', ['srv/a']),
];
const RULE = { final: false, document: 0, waivable: true };

const files: Target = {
  id: 'waiver-files',
  sources: [
    'policy/waiver/parse-waivers.ts',
    'policy/waiver/edit-waivers.ts',
    'policy/waiver/write-entry.ts',
    'policy/waiver/package-glob.ts',
    'policy/waiver/version-range.ts',
    'policy/waiver/waivers.ts',
    'policy/waiver/fits.ts',
    'policy/waiver/standing.ts',
    'base/glob.ts',
  ],
  seeds: texts(
    `# ours\nversion: 1\nwaivers:\n  # first\n  - id: a   # comment\n    advisory: CVE-2024-1\n    package: pkg:npm/lib@1.2.3\n    reason: |\n      x\n      # y\n\n  # second\n  - {check: github-token,\n     path: "srv/** || a"}\n# end\n`,
    `waivers:\n- advisory: GHSA-aaaa-bbbb-cccc\n  versions: ">=1 <2 || 2.0.0"\n  layer: own\n  image: host.test/*\n  reason: r\n  owner: o\n  approver: p\n  expires: 2027-01-31\n- package: pkg:*/l*\n  image: "*"\nversion: 1\n`,
    `waivers:\r\n  - fingerprint: v1:${'a'.repeat(64)}\r\n    owner: ~\r\n  - advisory: CVE-2024-1\r\n    layer: base\r\n    path: x\r\n`,
    '{\n  "waivers": [\n    {"advisory": "CVE-2024-1", "expires": "2020-01-01"}\n  ]\n}\n',
    'waivers: []\n',
    'waivers: ~ # none\n',
    'waivers: [{id: a}, {id: b}]\n',
    'waivers:\n- package: pkg:pypi/A_b\n  versions: <1.0\n  advisory: CVE-2024-1\n...\n',
    '# nothing',
    'waivers:\n- package: pkg:npm/a?x=y\n',
    'waivers:\n- expires: 2027-02-30\n- advisry: x\n',
  ),
  tokens: [
    ...YAML_WORDS,
    'waivers:\n',
    '- id: ',
    'advisory: ',
    'versions: ',
    'package: pkg:npm/',
    '||',
    '>=',
    '@',
    '%40',
    'expires: 2027-01-31',
  ],
  maxBytes: 4096,
  errors: [UsageError],
  run: ofText((text) => {
    const waivers = parseWaivers(text, FILE);
    mustBeEditable(text, waivers);
    const held = createWaivers(waivers, waiverContext());
    for (const found of FOUND) held.find(found, RULE);
    const judged = held.judged();
    mustHold(judged.length === waivers.length, 'a waiver is not judged');
    return [judged, toWaiverFindings(judged)];
  }),
};

/** Or refused: what is written must say what it should. */
function mustBeEditable(text: string, waivers: readonly Waiver[]): void {
  const more = edited(() =>
    appendWaiver(text, { id: 'one more', advisory: 'CVE-9', reason: 'a: b # c' }, 'w.yaml'),
  );
  if (more !== null) {
    mustHold(isDeepStrictEqual(more.slice(0, -1), contentOf(waivers)), 'another waiver was changed');
    mustHold(more.at(-1)?.includes('CVE-9') === true, 'the waiver was not added');
  }
  const fewer = edited(() => removeWaivers(text, new Set(waivers.length === 0 ? [] : [0]), 'w.yaml'));
  if (fewer !== null)
    mustHold(isDeepStrictEqual(fewer, contentOf(waivers.slice(1))), 'more than one was removed');
}

function edited(edit: () => string): readonly string[] | null {
  try {
    return contentOf(parseWaivers(edit(), FILE));
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

/** Without ids that are made of numbers, and lines. */
function contentOf(waivers: readonly Waiver[]): readonly string[] {
  return waivers.map(({ id, source, ...rest }) => JSON.stringify([id.includes('#') ? '' : id, rest]));
}

const imports: Target = {
  id: 'waiver-imports',
  sources: ['policy/waiver/import/'],
  seeds: texts(
    '# why\nCVE-2024-1 exp:2027-01-31\nCVE-2024-2 # b\nAVD-DS-0002\n\nCVE-3 exp:x\r\nrule\n',
    'vulnerabilities:\n  - id: CVE-2024-1\n    paths: ["a/**/b", "/c"]\n    purls: ["pkg:npm/a@1", "pkg:deb/debian/b?arch=c", "x"]\n    expired_at: 2027-01-31T00:00:00Z\n    statement: s\n  - id: x\n  - id: CVE-1\n    paths: ["a[b"]\n  - id: CVE-1\n    expired_at: x\nsecrets:\n  - id: y\n',
    'ignore:\n  - vulnerability: CVE-2024-1\n    reason: r\n    package: {name: "linux-.*", type: deb, version: "1", location: "/a/**"}\n  - fix-state: wont-fix\n  - vulnerability: CVE-1\n    fix-state: other\n  - package: {type: npm, name: a}\n  - vulnerability: CVE-2\n    namespace: n\n  - vulnerability: CVE-3\n    package: {type: gem}\n  - vulnerability: CVE-4\n    package: {name: "(a)"}\n  - vulnerability: CVE-5\n    package: {location: "a?"}\n  - vulnerability: x\n  - vex-status: fixed\n  - vulnerability: CVE-6\n    package: {upstream-name: a}\n',
    'ignore: []\n',
    '---\n',
  ),
  tokens: [
    ...YAML_WORDS,
    'CVE-2024-1',
    ' exp:',
    'ignore:\n',
    'vulnerabilities:\n',
    'package:',
    'purls: ',
    'paths: ',
    'pkg:npm/',
  ],
  maxBytes: 4096,
  errors: [UsageError],
  run: ofText((text) => {
    const where = /^(?:ignore|vulnerabilities|secrets|-|\{)/.test(text) ? '.x.yaml' : '.trivyignore';
    const imported = importExceptions(text, where);
    const lines = imported.waivers.flatMap(({ entry, remarks }) => toItem(entry, '  ', remarks));
    const read = parseOurs(['waivers:', ...lines].join('\n'));
    mustHold(read === null || read.length === imported.waivers.length, 'a waiver is lost');
    const unsure = read?.find(
      ({ expires }, at) => expires !== (imported.waivers[at]!.entry['expires'] ?? ''),
    );
    mustHold(unsure === undefined, 'an expiry is made up');
    return imported;
  }),
};

/** Null where a value that was taken over is refused, with its line: a version that is none. */
function parseOurs(text: string): readonly Waiver[] | null {
  try {
    return parseWaivers(text, FILE);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

const globs: Target = {
  id: 'globs',
  sources: ['base/glob.ts'],
  seeds: texts(
    'a*b\naxb',
    '**/a/*.js\nsrc/a/b.js',
    'pkg:npm/*\npkg:npm/%40a/b',
    '***\n',
    'a/**\na/b',
    '*a*b*c*\nxaybzc',
    'x\nx',
    'x/**/y\nx/y',
  ),
  tokens: ['*', '**', '/', '\n', 'a'],
  maxBytes: 4096,
  errors: [],
  run: ofText((text) => {
    const [glob = '', name = ''] = text.split('\n');
    mustHold(matchesName(name, '*') && matchesPath(name, '**'), 'a star does not stand for all');
    if (!name.includes('*'))
      mustHold(matchesName(name, name) && matchesPath(name, name), 'a name is not itself');
    const found = [matchesName(name, glob), matchesPath(name, glob)];
    mustHold(compileName(glob)(name) === found[0], 'a compiled glob says something else');
    if (found[1] && !glob.includes('**')) mustHold(found[0]!, 'a path matches and as a name does not');
    return found;
  }),
};

export const waiverTargets: readonly Target[] = [tree, files, imports, globs];
