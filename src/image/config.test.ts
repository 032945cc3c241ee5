import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PlimsollError } from '../base/errors.ts';
import { sha256 } from '../model/digest.ts';
import { layerInstructions, parseConfig } from './config.ts';

const DIFF_ID = sha256('layer');
const ROOTFS = { type: 'layers', diff_ids: [DIFF_ID] };

function parse(value: unknown): ReturnType<typeof parseConfig> {
  return parseConfig(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), 'here');
}

describe('parseConfig', () => {
  it('reads every field', () => {
    const { platform, diffIds, config } = parse({
      os: 'linux',
      architecture: 'arm64',
      variant: 'v8',
      config: {
        Env: ['A=1', 'B=2'],
        Entrypoint: ['/bin/app'],
        Cmd: ['--serve'],
        User: '1000:1000',
        Labels: { b: '2', a: '1', number: 3 },
        ExposedPorts: { '8080/tcp': {}, '443/tcp': {} },
        Healthcheck: { Test: ['CMD', 'true'], Interval: 1 },
      },
      rootfs: ROOTFS,
      history: [
        { created_by: 'COPY a b', comment: 'c' },
        { created_by: 'ENV A=1', empty_layer: true },
      ],
    });
    assert.deepEqual(platform, { os: 'linux', architecture: 'arm64', variant: 'v8' });
    assert.deepEqual(diffIds, [DIFF_ID]);
    assert.deepEqual(
      { ...config, labels: { ...config.labels } },
      {
        env: ['A=1', 'B=2'],
        entrypoint: ['/bin/app'],
        cmd: ['--serve'],
        user: '1000:1000',
        labels: { b: '2', a: '1' },
        exposedPorts: ['443/tcp', '8080/tcp'],
        healthcheck: ['CMD', 'true'],
        history: [
          { createdBy: 'COPY a b', comment: 'c', emptyLayer: false },
          { createdBy: 'ENV A=1', comment: '', emptyLayer: true },
        ],
      },
    );
  });

  it('refuses lists and maps that no builder makes', () => {
    const many = <T>(make: (i: number) => T): T[] => Array.from({ length: 10_001 }, (_, i) => make(i));
    const texts = many(String);
    const map = Object.fromEntries(texts.map((text) => [text, text]));
    for (const [field, document] of [
      ['history', { rootfs: ROOTFS, history: many(() => ({ created_by: 'x' })) }],
      ['rootfs.diff_ids', { rootfs: { diff_ids: many(() => DIFF_ID) } }],
      ['Env', { rootfs: ROOTFS, config: { Env: texts } }],
      ['Cmd', { rootfs: ROOTFS, config: { Cmd: texts } }],
      ['Labels', { rootfs: ROOTFS, config: { Labels: map } }],
      ['ExposedPorts', { rootfs: ROOTFS, config: { ExposedPorts: map } }],
    ] as const) {
      const told = `has more than 10000 members in ${field}`;
      assert.throws(
        () => parse(document),
        (error) =>
          error instanceof PlimsollError && error.code === 'damaged-config' && error.message.includes(told),
      );
    }
  });

  it('tolerates what old and sloppy builders write', () => {
    const { platform, config } = parse({
      config: { Env: null, Entrypoint: 'app', Cmd: null, Labels: null, ExposedPorts: null, User: 5 },
      rootfs: ROOTFS,
      history: [null, 'x'],
    });
    assert.deepEqual(platform, { os: 'linux', architecture: 'unknown', variant: '' });
    assert.deepEqual([config.env, config.entrypoint, config.cmd, config.user], [[], ['app'], [], '']);
    assert.equal(config.history.length, 2);
  });

  it('takes an image without layers', () => {
    assert.deepEqual(parse({ rootfs: { type: 'layers', diff_ids: null } }).diffIds, []);
  });

  const damagedRows: readonly (readonly [value: unknown, message: RegExp])[] = [
    ['{', /not valid JSON/],
    ['[]', /not a JSON object/],
    [{}, /no `rootfs`/],
    [{ rootfs: {} }, /no list `rootfs.diff_ids`/],
    [{ rootfs: { diff_ids: ['x'] } }, /diff_ids\[0\]/],
    [{ rootfs: { diff_ids: [DIFF_ID, 1] } }, /diff_ids\[1\]/],
  ];
  for (const [value, message] of damagedRows) {
    it(`refuses ${JSON.stringify(value)}`, () => {
      assert.throws(() => parse(value), {
        name: 'InputError',
        code: 'damaged-config',
        where: 'here',
        message,
      });
    });
  }

  it('never throws anything else', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        try {
          parse(`{"rootfs":{"diff_ids":[]},"config":${json},"history":[${json}]}`);
        } catch (error) {
          assert.ok(error instanceof PlimsollError);
        }
      }),
    );
  });
});

describe('layerInstructions', () => {
  const step = (
    createdBy: string,
    emptyLayer = false,
  ): { createdBy: string; comment: string; emptyLayer: boolean } => ({
    createdBy,
    comment: '',
    emptyLayer,
  });
  const rows = [
    { history: [step('a'), step('env', true), step('b')], count: 2, expected: ['a', 'b'] },
    { history: [step('a')], count: 2, expected: ['', ''] },
    { history: [], count: 1, expected: [''] },
    { history: [step('a'), step('b')], count: 1, expected: [''] },
  ];
  for (const { history, count, expected } of rows) {
    it(`${history.length} steps for ${count} layers`, () => {
      assert.deepEqual(layerInstructions(history, count), expected);
    });
  }
});
