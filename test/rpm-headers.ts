/** Package headers as rpm's databases hold them. */

/** Type 3: 16 bits, 4: 32 bits, 6: text, 8: texts. */
export type Tag = readonly [tag: number, type: number, values: readonly (string | number)[]];

/** Two counts, an index, and the values. */
export function header(tags: readonly Tag[], magic: Uint8Array = Buffer.alloc(0)): Buffer {
  const index: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = 0;
  for (const [tag, type, values] of tags) {
    const bytes = Buffer.concat(values.map((value) => toBytes(type, value)));
    const entry = Buffer.alloc(16);
    for (const [at, number] of [tag, type, offset, values.length].entries())
      entry.writeUInt32BE(number, 4 * at);
    index.push(entry);
    data.push(bytes);
    offset += bytes.length;
  }
  const counts = Buffer.alloc(8);
  counts.writeUInt32BE(index.length, 0);
  counts.writeUInt32BE(offset, 4);
  return Buffer.concat([magic, counts, ...index, ...data]);
}

function toBytes(type: number, value: string | number): Buffer {
  if (typeof value === 'string') return Buffer.from(`${value}\0`);
  const bytes = Buffer.alloc(type === 3 ? 2 : 4);
  if (type === 3) bytes.writeUInt16BE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
}

/** A small right one. */
export function packageHeader(name: string): Buffer {
  return header([
    [1000, 6, [name]],
    [1001, 6, ['1.0']],
    [1002, 6, ['2.el9']],
    [1003, 4, [1]],
    [1011, 6, ['Example']],
    [1014, 6, ['MIT']],
    [1022, 6, ['x86_64']],
    [1030, 3, [0o100644, 0o040755]],
    [1044, 6, [`${name}-1.0-2.el9.src.rpm`]],
    [1116, 4, [0, 1]],
    [1117, 8, ['tool', 'doc']],
    [1118, 8, ['/usr/bin/', '/usr/share/']],
    [5096, 6, ['nodejs:18:1:a']],
  ]);
}
