/**
 * Programs with secrets among their strings: ELF (gABI), Python's compiled modules (PEP 3147, by `python3` itself), Java
 * classes (Java Virtual Machine Specification, chapter 4).
 */
import { execFileSync } from 'node:child_process';
import { buildElf } from '../../../test/elf-builder.ts';
import type { Chance } from '../chance.ts';

/** An ELF program; each text ends with a zero byte, among bytes that mean nothing. */
export function elfWith(text: string | Buffer, chance: Chance): Buffer {
  const strings = ['/lib64/ld-linux-x86-64.so.2', 'libc.so.6', 'usage: %s [options]', 'connection refused'];
  const bytes = Buffer.concat([
    noise(chance, 9000),
    Buffer.from(strings.map((string) => `${string}\0`).join('')),
    ...[Buffer.from(text as string), Buffer.from([0])],
    noise(chance, 5000),
  ]);
  return buildElf({ segments: [{ offset: 0x1000, address: 0x401000, bytes }] });
}

/** A compiled module that holds the value as a constant, or null where there is no `python3`. */
export function pycWith(name: string, value: string): Buffer | null {
  const source = `import os\n\nclass Settings:\n    retries = 3\n    ${name.toLowerCase()} = ${JSON.stringify(value)}\n\n    def region(self):\n        return os.environ.get("REGION", "eu-central-1")\n`;
  try {
    const encoded = execFileSync('python3', ['-I', '-c', COMPILE, source], { encoding: 'utf8' });
    return Buffer.from(encoded, 'base64');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const COMPILE =
  'import sys,base64,marshal,importlib.util as u;' +
  'c=compile(sys.argv[1],"settings.py","exec");' +
  'print(base64.b64encode(u.MAGIC_NUMBER+bytes(4)+bytes(4)+len(sys.argv[1]).to_bytes(4,"little")+marshal.dumps(c)).decode())';

/** `public final class Settings { public static final String NAME = "value"; }`. */
export function classWith(name: string, value: string): Buffer {
  const pool: Buffer[] = [];
  const add = (tag: number, ...parts: readonly Buffer[]): number =>
    pool.push(Buffer.concat([Buffer.from([tag]), ...parts]));
  const utf8 = (text: string): number => add(1, u16(Buffer.byteLength(text)), Buffer.from(text));
  const classOf = (text: string): number => add(7, u16(utf8(text)));
  const own = classOf('com/acme/shop/Settings');
  const object = classOf('java/lang/Object');
  const [field, type, attribute] = [utf8(name), utf8('Ljava/lang/String;'), utf8('ConstantValue')];
  const constant = add(8, u16(utf8(value)));
  return Buffer.concat([
    Buffer.from('cafebabe', 'hex'),
    ...[u16(0), u16(61), u16(pool.length + 1), ...pool],
    ...[0x0031, own, object, 0, 1].map(u16),
    ...[0x0019, field, type, 1, attribute].map(u16),
    ...[u16(0), u16(2), u16(constant)],
    ...[u16(0), u16(0)],
  ]);
}

/** Bytes as machine code has them: few runs of printable ones. */
function noise(chance: Chance, length: number): Buffer {
  const bytes = chance.bytes(length);
  for (let i = 0; i < length; i += 3) bytes[i] = 0x80 | bytes[i]!;
  return bytes;
}

function u16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}
