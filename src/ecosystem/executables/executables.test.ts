import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildElf } from '../../../test/elf-builder.ts';
import { readWith } from '../../../test/facts-of.ts';
import { executablesReader } from './executables.ts';

const EMPTY = Buffer.alloc(0);
const INTERPRETER = { type: 3, flags: 4, offset: 0x200, address: 0x200, bytes: Buffer.from('/lib/ld.so\0') };
const LOAD = { offset: 0x300, address: 0x300, bytes: EMPTY };

function isProgram(bytes: Uint8Array, path: string = 'usr/bin/a', mode: number = 0o755): boolean {
  return readWith(executablesReader, { path, bytes, mode }) !== null;
}

describe('executablesReader', () => {
  it('takes programs of all classes and byte orders', () => {
    for (const is64 of [true, false]) {
      for (const littleEndian of [true, false]) {
        assert.ok(isProgram(buildElf({ is64, littleEndian, segments: [LOAD] })));
        assert.ok(isProgram(buildElf({ is64, littleEndian, type: 3, segments: [INTERPRETER] })));
      }
    }
  });
  it('takes position-independent programs that are linked statically', () => {
    assert.ok(isProgram(buildElf({ type: 3, entryPoint: 0x1000, segments: [LOAD] })));
  });
  it('takes no shared objects', () => {
    assert.ok(!isProgram(buildElf({ type: 3, segments: [LOAD] })));
    for (const path of ['lib/libc.so.6', 'lib/ld-linux-x86-64.so.2', 'lib/x.so']) {
      assert.ok(!isProgram(buildElf({ type: 3, entryPoint: 1, segments: [INTERPRETER] }), path));
    }
  });
  it('takes nothing without an execute bit, and nothing that is no ELF program', () => {
    assert.ok(!isProgram(buildElf({ segments: [LOAD] }), 'a', 0o644));
    assert.ok(!isProgram(buildElf({ type: 1, segments: [LOAD] })));
    assert.ok(!isProgram(Buffer.from(`#!/bin/sh\n${' '.repeat(100)}`)));
    assert.ok(!isProgram(buildElf({ segments: [LOAD] }).subarray(0, 60)));
    assert.ok(!isProgram(Buffer.alloc(100, 0xff)));
  });
});
