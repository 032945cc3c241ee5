/** Short texts: references, vectors, licences, package URLs, settings. */
import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual, stripVTControlCharacters } from 'node:util';
import { Command } from 'commander';
import { scoreOf } from '../../../src/base/cvss.ts';
import { cvssVersion } from '../../../src/base/cvss-version.ts';
import { InputError, UsageError } from '../../../src/base/errors.ts';
import { parseJsonText } from '../../../src/base/json.ts';
import { findReference, formatReference, parseReference } from '../../../src/base/reference.ts';
import {
  displayWidth,
  pad,
  paint,
  sanitize,
  truncate,
  truncateStart,
  wrap,
} from '../../../src/base/terminal.ts';
import { applySettings } from '../../../src/cli/settings.ts';
import { chainIds, type Digest, digestAlgorithm, isDigest } from '../../../src/model/digest.ts';
import { formatPlatform, hostPlatform, parsePlatform } from '../../../src/model/platform.ts';
import { makePurl, purlWithoutVersion } from '../../../src/model/purl.ts';
import { toExpression, toLicences } from '../../../src/report/cyclonedx/licences.ts';
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
  sources: ['base/reference.ts', 'model/digest.ts', 'model/platform.ts'],
  seeds: texts(
    'debian',
    'docker.io/library/debian:12',
    `localhost:5000/a/b__c-d@sha256:${'a'.repeat(64)}`,
    '[::1]:80/x:tag',
    'Registry.example/team/app:1',
    'linux/arm64/v8',
    `sha256:${'a'.repeat(64)}\nsha256:${'b'.repeat(64)}\nsha512:${'c'.repeat(128)}`,
    `a/${'b'.repeat(256)}`,
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
    mustBePlatform(text);
    mustHaveChain(text.split('\n').filter(isDigest));
    const found = findReference(text);
    const parsed = parseReference(text);
    mustHold(isDeepStrictEqual(found, parsed), 'it is another reference, or none');
    const full = formatReference(parsed);
    mustHold(formatReference(parseReference(full)) === full, 'the full form means something else');
    return parsed;
  }),
};

function mustBePlatform(text: string): void {
  const platform = parsePlatform(text);
  const again = platform === null ? null : parsePlatform(formatPlatform(platform));
  mustHold(isDeepStrictEqual(again, platform), 'a platform means something else');
  mustHold(hostPlatform(text).os === 'linux', 'a host has another system');
}

/** Each link names all below it: as many as there are digests, none of them twice. */
function mustHaveChain(diffIds: readonly Digest[]): void {
  const chain = chainIds(diffIds);
  const isSound = chain.every((id) => isDigest(id) && digestAlgorithm(id) === id.slice(0, 6));
  mustHold(chain.length === diffIds.length && isSound, 'the chain is no list of digests');
}

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
    'PLIMSOLL_CACHE=off\n---\nformat: a\n',
    '1\nfail-on: 7\n',
    'PLIMSOLL_FORMATS=x\n',
    'PLIMSOLL_QUIET=perhaps\n',
    '# 1\nfail-onn: high\n',
    '# 0\ncache: maybe\n',
    'fail-on: 7\n',
    'false\n',
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
      .option('--fail-on <word>', '', toLevel)
      .option('--format <word...>')
      .option('--quiet')
      .option('--no-cache');
    await applySettings(scan, { env: { ...variableOf(bytes), PLIMSOLL_CONFIG: path }, cwd: '/' } as never);
    return { ...scan.opts() };
  },
};

/** A first line like `PLIMSOLL_QUIET=1` is one of the environment. */
function variableOf(bytes: Uint8Array): Record<string, string> {
  const [, name, value = ''] = /^(PLIMSOLL_\w+)=(.*)/.exec(new TextDecoder().decode(bytes)) ?? [];
  return name === undefined ? {} : { [name]: value };
}

function toLevel(word: string): string {
  if (/^[a-z]+$/.test(word)) return word;
  throw new Error('it is no level');
}

const terminal: Target = {
  id: 'terminal-text',
  sources: ['base/terminal.ts'],
  seeds: texts(
    'plain text',
    'wide \u4e2d\u6587 text',
    '\x1b[31mred\x1b[0m',
    'e\u0301 \u{1f469}\u200d\u{1f469}',
    '\u202e\u2066bidi',
    `much longer text than fits \u{1f600}\u4e2d ${'x'.repeat(30)}\u4e2d\u{1f600}`,
  ),
  tokens: ['\x1b[', '\x9b', '\x07', '\x7f'],
  maxBytes: SHORT,
  errors: [],
  run: ofText((text) => {
    const shown = sanitize(text);
    mustHold(!/[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(shown), 'a control character is left');
    const cut = WIDTHS.flatMap((width) =>
      mustFit([truncate(shown, width), truncateStart(shown, width)], width),
    );
    const padded = pad(shown, 20);
    mustHold(padded.trimEnd() === shown.trimEnd() && displayWidth(padded) >= 20, 'it is not filled up');
    const coloured = paint(shown, ['bold', 'red'], true);
    mustHold(stripVTControlCharacters(coloured) === shown, 'in colour it is another text');
    return [shown, cut, mustFit(wrap(shown, 20), 20), paint(shown, ['bold'], false)];
  }),
};

const WIDTHS = [0, 1, 2, 20];

function mustFit(lines: readonly string[], width: number): readonly string[] {
  for (const line of lines) mustHold(displayWidth(line) <= width, 'a line is wider than it may be');
  return lines;
}

export const wordTargets: readonly Target[] = [cvss, json, licences, purl, reference, settings, terminal];
