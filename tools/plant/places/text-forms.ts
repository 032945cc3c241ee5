/** Settings in the text formats that images are full of. */
import type { Chance } from '../chance.ts';
import type { SecretShape } from '../kind.ts';
import type { Planting } from './spot.ts';

export interface TextForm {
  readonly id: string;
  /** File name, with `{n}` for something unique. */
  readonly file: string;
  readonly shapes: readonly SecretShape[];
  /** What the value looks like in this format. */
  escape(value: string): string;
  /** The line or lines with the setting, given the name and the escaped value. */
  line(name: string, value: string): string;
  /** The lines around it. */
  readonly frame: Frame;
}

/** Lines before and behind, and a harmless line that may come as often as one likes. */
export interface Frame {
  readonly head: readonly string[];
  readonly tail: readonly string[];
  filler(word: string, n: number): string;
}

export function writeText(
  form: TextForm,
  { name, secret }: Planting,
  chance: Chance,
): { text: string; written: string } {
  const { head, tail, filler } = form.frame;
  const count = chance.int(40);
  const fillers = Array.from({ length: count }, (_, n) => filler(chance.pick(WORDS), n));
  const at = chance.int(count + 1);
  const written = form.escape(secret);
  const lines = [...head, ...fillers.slice(0, at), form.line(name, written), ...fillers.slice(at), ...tail];
  return { text: `${lines.join('\n')}\n`, written };
}

export const WORDS: readonly string[] =
  'retry timeout queue cache worker batch region locale theme layout width height order cart stock index page limit'.split(
    ' ',
  );

const ONE_LINE: readonly SecretShape[] = ['token', 'named'];
const TOKEN: readonly SecretShape[] = ['token'];
const ALL: readonly SecretShape[] = ['token', 'named', 'block'];

const plain = (value: string): string => value;
const json = (value: string): string => JSON.stringify(value).slice(1, -1);
const xml = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const snake = (name: string): string => name.toLowerCase();
const kebab = (name: string): string => snake(name).replaceAll('_', '-');
const dotted = (name: string): string => snake(name).replaceAll('_', '.');
export const camel = (name: string): string =>
  snake(name).replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const NO_FRAME = { head: [], tail: [] };
const hashed: Frame = { ...NO_FRAME, filler: (word, n) => `# ${word} ${n} is set elsewhere` };
const envs: Frame = { ...NO_FRAME, filler: (word, n) => `APP_${word.toUpperCase()}_${n}=${n * 10}` };
const keyed: Frame = { ...NO_FRAME, filler: (word, n) => `${word}_${n} = ${n * 5}` };
const yaml: Frame = {
  head: ['---', 'service:', '  name: shop'],
  tail: ['  replicas: 2'],
  filler: (word, n) => `  ${word}${n}: ${n}`,
};
const braces: Frame = {
  head: ['{', '  "name": "shop",'],
  tail: ['  "version": 3', '}'],
  filler: (word, n) => `  "${word}${n}": ${n},`,
};
const slashed: Frame = { ...NO_FRAME, filler: (word, n) => `// ${word} ${n} comes from the defaults` };
const elements: Frame = {
  head: ['<?xml version="1.0" encoding="UTF-8"?>', '<configuration>'],
  tail: ['</configuration>'],
  filler: (word, n) => `  <${word}${n}>${n}</${word}${n}>`,
};

export const textForms: readonly TextForm[] = [
  {
    id: 'env',
    file: '.env',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `${name}=${v}`,
    frame: envs,
  },
  {
    id: 'env-quoted',
    file: '{n}.env',
    shapes: ALL,
    escape: json,
    line: (name, v) => `${name}="${v}"`,
    frame: envs,
  },
  {
    id: 'shell',
    file: '{n}.sh',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `export ${name}='${v}'`,
    frame: { ...hashed, head: ['#!/bin/sh', 'set -eu'] },
  },
  {
    id: 'yaml',
    file: '{n}.yaml',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `  ${camel(name)}: "${v}"`,
    frame: yaml,
  },
  {
    id: 'yaml-block',
    file: '{n}.yml',
    shapes: ['block'],
    escape: (v) => v.trimEnd().replaceAll('\n', '\n    '),
    line: (name, v) => `  ${camel(name)}: |\n    ${v}`,
    frame: yaml,
  },
  {
    id: 'compose',
    file: 'docker-compose.yml',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `      - ${name}=${v}`,
    frame: {
      head: ['services:', '  web:', '    image: shop:1', '    environment:'],
      tail: [],
      filler: (word, n) => `      - APP_${word.toUpperCase()}${n}=${n}`,
    },
  },
  {
    id: 'ansible-vars',
    file: 'group_vars/{n}.yml',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `${snake(name)}: "${v}"`,
    frame: { head: ['---'], tail: [], filler: (word, n) => `${word}_${n}: ${n}` },
  },
  {
    id: 'kubernetes-string-data',
    file: 'k8s/{n}.yaml',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `  ${name}: "${v}"`,
    frame: {
      head: ['apiVersion: v1', 'kind: Secret', 'metadata:', '  name: shop', 'type: Opaque', 'stringData:'],
      tail: [],
      filler: (word, n) => `  ${word}-${n}: "${n}"`,
    },
  },
  {
    id: 'json',
    file: '{n}.json',
    shapes: ALL,
    escape: json,
    line: (name, v) => `  "${camel(name)}": "${v}",`,
    frame: braces,
  },
  {
    id: 'toml',
    file: '{n}.toml',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `${snake(name)} = "${v}"`,
    frame: { ...keyed, head: ['[service]'] },
  },
  {
    id: 'ini',
    file: '{n}.ini',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `${snake(name)} = ${v}`,
    frame: { ...keyed, head: ['[service]'] },
  },
  {
    id: 'conf',
    file: '{n}.conf',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `${kebab(name)}: ${v}`,
    frame: hashed,
  },
  {
    id: 'properties',
    file: '{n}.properties',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `${dotted(name)}=${v}`,
    frame: { ...NO_FRAME, filler: (word, n) => `shop.${word}.${n}=${n}` },
  },
  {
    id: 'xml-element',
    file: '{n}.xml',
    shapes: ONE_LINE,
    escape: xml,
    line: (name, v) => `  <${camel(name)}>${v}</${camel(name)}>`,
    frame: elements,
  },
  {
    id: 'xml-attribute',
    file: '{n}.config',
    shapes: ONE_LINE,
    escape: xml,
    line: (name, v) => `  <add key="${camel(name)}" value="${v}" />`,
    frame: elements,
  },
  {
    id: 'terraform',
    file: '{n}.tf',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `  ${snake(name)} = "${v}"`,
    frame: { head: ['provider "shop" {'], tail: ['}'], filler: (word, n) => `  ${word}_${n} = ${n}` },
  },
  {
    id: 'tfvars',
    file: 'terraform.tfvars',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `${snake(name)} = "${v}"`,
    frame: keyed,
  },
  {
    id: 'python',
    file: '{n}.py',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `${name} = "${v}"`,
    frame: { ...hashed, head: ['import os', ''] },
  },
  {
    id: 'python-block',
    file: '{n}_keys.py',
    shapes: ['block'],
    escape: plain,
    line: (name, v) => `${name} = """${v}"""`,
    frame: hashed,
  },
  {
    id: 'javascript',
    file: '{n}.js',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `const ${camel(name)} = '${v}';`,
    frame: slashed,
  },
  {
    id: 'typescript',
    file: '{n}.ts',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `  ${camel(name)}: '${v}',`,
    frame: { ...slashed, head: ['export const settings = {'], tail: ['};'] },
  },
  {
    id: 'java',
    file: '{n}.java',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `  private static final String ${name} = "${v}";`,
    frame: { ...slashed, head: ['final class Settings {'], tail: ['}'] },
  },
  {
    id: 'go',
    file: '{n}.go',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `const ${camel(name)} = "${v}"`,
    frame: { ...slashed, head: ['package settings', ''] },
  },
  {
    id: 'ruby',
    file: '{n}.rb',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `  config.${snake(name)} = '${v}'`,
    frame: { ...hashed, head: ['Shop.configure do |config|'], tail: ['end'] },
  },
  {
    id: 'php',
    file: '{n}.php',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `    '${snake(name)}' => '${v}',`,
    frame: { head: ['<?php', 'return ['], tail: ['];'], filler: (word, n) => `    '${word}${n}' => ${n},` },
  },
  {
    id: 'dockerfile',
    file: 'Dockerfile',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `ENV ${name}=${v}`,
    frame: { ...hashed, head: ['FROM debian:12'], tail: ['CMD ["shop"]'] },
  },
  {
    id: 'systemd',
    file: '{n}.service',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `Environment="${name}=${v}"`,
    frame: { ...hashed, head: ['[Service]'], tail: ['ExecStart=/usr/bin/shop'] },
  },
  {
    id: 'shell-history',
    file: '.bash_history',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `export ${name}=${v}`,
    frame: { ...NO_FRAME, filler: (word, n) => `cd /srv/${word} && ls -${'la'.slice(n % 2)}` },
  },
  {
    id: 'history-curl',
    file: '.zsh_history',
    shapes: TOKEN,
    escape: plain,
    line: (_, v) => `: 1700000000:0;curl -sS -H "Authorization: Bearer ${v}" https://api.acme.internal/v1/me`,
    frame: { ...NO_FRAME, filler: (word, n) => `: 17000000${n + 10}:0;cd /srv/${word}` },
  },
  {
    id: 'log',
    file: '{n}.log',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) => `2024-03-01T10:00:00Z DEBUG settings loaded ${snake(name)}=${v} in 12 ms`,
    frame: {
      ...NO_FRAME,
      filler: (word, n) => `2024-03-01T09:${String(n).padStart(2, '0')}:00Z INFO ${word} done in ${n} ms`,
    },
  },
  {
    id: 'sql',
    file: '{n}.sql',
    // The name stands in no assignment: only what tells itself can be known.
    shapes: TOKEN,
    escape: plain,
    line: (name, v) => `INSERT INTO settings (name, value) VALUES ('${snake(name)}', '${v}');`,
    frame: {
      ...NO_FRAME,
      filler: (word, n) => `INSERT INTO settings (name, value) VALUES ('${word}', '${n}');`,
    },
  },
  {
    id: 'html',
    file: '{n}.html',
    shapes: ONE_LINE,
    escape: json,
    line: (name, v) => `<script>window.settings = {"${camel(name)}": "${v}"};</script>`,
    frame: { head: ['<!doctype html>'], tail: ['</html>'], filler: (word, n) => `<p>${word} ${n}</p>` },
  },
  {
    id: 'minified',
    file: '{n}.min.js',
    shapes: ONE_LINE,
    escape: json,
    line: (name, v) => `!function(){${filled('a')};var t={${camel(name)}:"${v}"};${filled('b')}}();`,
    frame: { ...NO_FRAME, filler: () => '' },
  },
  {
    id: 'source-map',
    file: '{n}.js.map',
    shapes: ONE_LINE,
    escape: plain,
    line: (name, v) =>
      `{"version":3,"sources":["src/settings.ts"],"sourcesContent":["import x from 'y';\\n\\nconst ${camel(name)} = \\"${v}\\";\\nexport { ${camel(name)} };\\n"],"mappings":"${'AAAA,'.repeat(4000)}AACA"}`,
    frame: { ...NO_FRAME, filler: () => '' },
  },
  {
    id: 'key-file',
    file: '{n}.key',
    shapes: ['block'],
    escape: plain,
    line: (_, v) => v.trimEnd(),
    frame: { ...NO_FRAME, filler: () => '' },
  },
];

function filled(letter: string): string {
  return Array.from({ length: 3000 }, (_, n) => `var ${letter}${n}=${n}`).join(';');
}
