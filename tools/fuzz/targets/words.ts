/** Short texts: references, versions, vectors, licences, package URLs, settings. */
import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { scoreOf } from '../../../src/base/cvss.ts';
import { cvssVersion } from '../../../src/base/cvss-version.ts';
import { InputError, UsageError } from '../../../src/base/errors.ts';
import { parseJsonText } from '../../../src/base/json.ts';
import { sanitize, wrap } from '../../../src/base/terminal.ts';
import { applySettings } from '../../../src/cli/settings.ts';
import { formatReference, parseReference } from '../../../src/image/reference.ts';
import { parsePlatform } from '../../../src/model/platform.ts';
import { makePurl, purlWithoutVersion } from '../../../src/model/purl.ts';
import { toExpression, toLicences } from '../../../src/report/cyclonedx/licences.ts';
import { schemes } from '../../../src/version/list.ts';
import { type Scheme, VersionError } from '../../../src/version/scheme.ts';
import { mutateJson } from '../mutate/json.ts';
import { scratchFile } from '../scratch.ts';
import { mustHold, ofText, type Target, texts } from '../target.ts';

const SHORT = 2048;

const cvss: Target = {
  id: 'cvss',
  sources: ['base/cvss.ts'],
  seeds: texts(
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    'CVSS:3.0/AV:P/AC:H/PR:H/UI:R/S:C/C:L/I:N/A:L/E:P/RL:O/RC:C/',
    'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/MSI:S/U:Clear',
    'AV:N/AC:L/Au:N/C:P/I:P/A:P',
    'AV:L/AC:H/Au:M/C:N/I:N/A:C/E:POC/RL:OF/RC:UC/CDP:LM/TD:H',
  ),
  tokens: [
    'CVSS:3.1/',
    'CVSS:4.0/',
    '/AV:N',
    '/AC:L',
    '/PR:N',
    '/UI:N',
    '/S:C',
    '/C:H',
    '/E:X',
    '/Au:N',
    '/MSI:S',
    '/',
  ],
  maxBytes: 512,
  errors: [],
  run: ofText((text) => {
    const score = scoreOf(text);
    mustHold(score === null || (score >= 0 && score <= 10), 'a score lies outside 0 to 10');
    return [score, cvssVersion(text)];
  }),
};

const json: Target = {
  id: 'json-text',
  sources: ['base/json.ts'],
  seeds: texts('{"a":[1,{"b":"\\"]"}],"c":"\\\\"}', '[[[[]]],[[]],{}]', '"\\\\\\""'),
  tokens: ['[', ']', '{', '}', '"', '\\', '\\"', '[1,', '{"a":', '[1,'.repeat(400)],
  mutators: [mutateJson],
  errors: [SyntaxError],
  run: ofText((text) => {
    const value = parseJsonText(text);
    mustHold(depthOf(value) <= 1000, 'it is nested deeper than the limit');
    return JSON.stringify(value);
  }),
};

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Object.values(value).reduce((most: number, member) => Math.max(most, depthOf(member)), 0);
}

const licences: Target = {
  id: 'licences',
  sources: ['report/cyclonedx/licences.ts'],
  seeds: texts(
    'MIT',
    '(MIT OR Apache-2.0) AND GPL-2.0+ WITH Classpath-exception-2.0',
    'LicenseRef-x',
    'DocumentRef-a:LicenseRef-b',
    'gpl-2.0-or-later',
    'BSD 3 Clause',
  ),
  tokens: [
    'MIT',
    ' AND ',
    ' OR ',
    ' WITH ',
    '(',
    ')',
    '+',
    'GPL-2.0',
    'LicenseRef-',
    'Classpath-exception-2.0',
  ],
  maxBytes: SHORT,
  errors: [],
  run: ofText((text) => {
    const expression = toExpression(text);
    const isStable = expression === null || toExpression(expression) === expression;
    mustHold(isStable, 'a canonical expression has another canonical form');
    return [expression, toLicences(text.split('\n'))];
  }),
};

const PURL_TYPES = ['npm', 'pypi', 'golang', 'maven', 'deb', 'apk', 'rpm', 'generic', 'oci'];

const purl: Target = {
  id: 'purl',
  sources: ['model/purl.ts'],
  seeds: texts(
    'golang\ngithub.com/a\nb\nv1.0\nx y\nsub/path',
    'npm\n@scope\nName\n1.0',
    'deb\nDebian\nlibstdc++\n1:2~3\namd64',
    '\n\n',
  ),
  tokens: ['\n', '/', '@', '?', '#', '%', ':', '..', 'npm\n'],
  maxBytes: SHORT,
  errors: [],
  run: ofText((text) => {
    const [type = '', namespace = '', name = '', version = '', arch = '', subpath = ''] = text.split('\n');
    const known = PURL_TYPES.includes(type) ? type : 'generic';
    const made = makePurl({ type: known, namespace, name, version, qualifiers: { arch }, subpath });
    const bare = purlWithoutVersion(made);
    mustHold(/^pkg:[a-z]+\/[\x21-\x7e]*$/.test(made), 'a package URL has other characters than are allowed');
    mustHold(
      bare === makePurl({ type: known, namespace, name }),
      'without its version it is another package',
    );
    return made;
  }),
};

const reference: Target = {
  id: 'reference',
  sources: ['image/reference.ts', 'model/digest.ts', 'model/platform.ts'],
  seeds: texts(
    'debian',
    'docker.io/library/debian:12',
    `localhost:5000/a/b__c-d@sha256:${'a'.repeat(64)}`,
    '[::1]:80/x:tag',
    'Registry.example/team/app:1',
    'linux/arm64/v8',
  ),
  tokens: [
    ':',
    '@',
    '/',
    'sha256:',
    'localhost',
    'docker.io/',
    '.',
    '__',
    '--',
    '[::1]',
    ':5000',
    'a'.repeat(64),
    'https://',
  ],
  maxBytes: SHORT,
  errors: [InputError],
  run: ofText((text) => {
    parsePlatform(text);
    const parsed = parseReference(text);
    const full = formatReference(parsed);
    mustHold(formatReference(parseReference(full)) === full, 'the full form means something else');
    return parsed;
  }),
};

const settings: Target = {
  id: 'settings',
  sources: ['cli/settings.ts'],
  seeds: texts(
    'fail-on: high\nformat: [json, sarif]\nquiet: true\n',
    'a: &x [1, 2]\nfail-on: *x\n',
    '{"fail-on": critical}',
    '# none\n',
    '--- \nfail-on: !!str 1\n...\n---\nb\n',
    'fail-on: >\n  folded\n  text\ncache: no\n',
  ),
  tokens: [
    'fail-on: ',
    '&a ',
    '*a',
    '!!binary ',
    '!!timestamp ',
    '<<: ',
    '- ',
    '? ',
    '|\n',
    '>\n',
    '---\n',
    '{',
    '}',
    '[',
    ']',
    '__proto__: ',
    '\n  ',
    '"',
    "'",
  ],
  maxBytes: SHORT,
  errors: [UsageError],
  async run(bytes) {
    const path = scratchFile();
    writeFileSync(path, bytes);
    const program = new Command('plimsoll');
    const scan = program
      .command('scan')
      .option('--fail-on <word>')
      .option('--format <word...>')
      .option('--quiet')
      .option('--no-cache');
    await applySettings(scan, { env: { PLIMSOLL_CONFIG: path }, cwd: '/' } as never);
    return { ...scan.opts() };
  },
};

const terminal: Target = {
  id: 'terminal-text',
  sources: ['base/terminal.ts'],
  seeds: texts(
    'plain text',
    'wide \u4e2d\u6587 text',
    '\x1b[31mred\x1b[0m',
    'e\u0301 \u{1f469}\u200d\u{1f469}',
    '\u202e\u2066bidi',
  ),
  tokens: ['\x1b[', '\x9b', '\x07', '\x7f'],
  maxBytes: SHORT,
  errors: [],
  run: ofText((text) => {
    const shown = sanitize(text);
    mustHold(!/[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(shown), 'a control character is left');
    return [shown, wrap(shown, 20)];
  }),
};

const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  apk: ['1.2.3-r4', '1.0_alpha1', '2.0a_p1~abc-r0', '1.2.3_git20240101'],
  deb: ['1:2.3~rc1-1ubuntu2', '0:1', '1.0-1+b1', '2.36-9+deb12u4'],
  golang: ['v1.2.3-0.20240101000000-abcdefabcdef', 'v2.0.0+incompatible', 'go1.22rc1', '1.21.3'],
  maven: ['1.0-alpha-1', '2.0.RELEASE', '1.0-SNAPSHOT', '1.2.3.Final-redhat-1'],
  pep440: ['1!2.0rc1.post2.dev3+local.1', '2024.1', '1.0-1', 'v1.0a'],
  rpm: ['1:1.1.1k-6.el8_5', '2.0~rc1^git1-1', '1.0', '3.10.0-1160.el7'],
  semver: ['1.2.3-rc.1+build', 'v1.0', '=1.2.3', '1.2.3-0a.b'],
};

/** Two or three versions, one a line: their order must be one. */
function versions(scheme: Scheme): Target {
  const seeds = VERSIONS[scheme.id] ?? [];
  return {
    id: `versions-${scheme.id}`,
    sources: [`version/${scheme.id}.ts`, 'base/version-text.ts'],
    seeds: texts(...seeds.map((version, at) => `${version}\n${seeds[(at + 1) % seeds.length]}\n${version}0`)),
    tokens: [
      '\n',
      '.',
      '-',
      '~',
      '+',
      '_',
      ':',
      '^',
      '!',
      '0',
      '00',
      'rc1',
      'alpha',
      '9'.repeat(30),
      'v',
      '-r1',
      '.post1',
      '.dev0',
    ],
    maxBytes: 512,
    errors: [VersionError],
    run: ofText((text) => {
      const [a = '', b = '', c = ''] = text.split('\n');
      const ab = scheme.compare(a, b);
      mustHold(scheme.compare(a, a) === 0, 'a version is not equal to itself');
      mustHold(
        scheme.compare(b, a) === -ab || (ab === 0 && scheme.compare(b, a) === 0),
        'the order depends on the side',
      );
      const bc = scheme.compare(b, c);
      if (ab <= 0 && bc <= 0) mustHold(scheme.compare(a, c) <= 0, 'a <= b and b <= c, but a > c');
      return [ab, bc];
    }),
  };
}

export const wordTargets: readonly Target[] = [
  cvss,
  json,
  licences,
  purl,
  reference,
  settings,
  terminal,
  ...schemes.map(versions),
];
