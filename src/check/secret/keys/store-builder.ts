/** Key stores for tests, of made-up content or keys that are made for the moment. */
import { createHash, createHmac } from 'node:crypto';

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function javaText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)]);
}

/** `private` entries have a key and a certificate of bytes that mean nothing; `trusted` ones the certificate; `secret` ones a serialized object. */
export function javaKeyStore(
  entries: readonly ('private' | 'trusted' | 'secret')[],
  { magic = 0xfeedfeed, password = 'changeit' }: { readonly magic?: number; readonly password?: string } = {},
): Buffer {
  const sized = (bytes: Buffer): Buffer => Buffer.concat([u32(bytes.length), bytes]);
  const x509 = Buffer.concat([javaText('X.509'), sized(Buffer.alloc(40, 1))]);
  const content = {
    private: [u32(1), javaText('a'), Buffer.alloc(8), sized(Buffer.alloc(90, 7)), u32(1), x509],
    trusted: [u32(2), javaText('t'), Buffer.alloc(8), x509],
    secret: [u32(3), javaText('s'), Buffer.alloc(8), Buffer.from('aced0005', 'hex')],
  };
  const body = Buffer.concat([
    ...[u32(magic), u32(2), u32(entries.length)],
    ...entries.flatMap((entry) => content[entry]),
  ]);
  const digest = createHash('sha1')
    .update(Buffer.concat([utf16(password), Buffer.from('Mighty Aphrodite'), body]))
    .digest();
  return Buffer.concat([body, digest]);
}

function utf16(text: string): Buffer {
  return Buffer.from([...text].flatMap((character) => [0, character.charCodeAt(0)]));
}

/** One element of DER. */
export function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  const { length } = bytes;
  const header = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(header), bytes]);
}

const oid = (digits: string): Buffer => der(0x06, Buffer.from(digits, 'hex'));
const DATA = oid('2a864886f70d010701');
const SHA256 = oid('608648016503040201');

/** A PKCS #12 store (RFC 7292) with one bag of a kind (1 a key, 2 an encrypted key, 3 a certificate) and a MAC by SHA-256. */
export function pkcs12(bag: number, password: string, iterations = 3): Buffer {
  const bags = der(
    0x30,
    der(
      0x30,
      oid(`2a864886f70d010c0a01${bag.toString(16).padStart(2, '0')}`),
      der(0xa0, Buffer.alloc(200, 5)),
    ),
  );
  const safe = der(0x30, der(0x30, DATA, der(0xa0, der(0x04, bags))));
  const salt = Buffer.from('0a58cf64530d823f', 'hex');
  const mac = createHmac('sha256', deriveKey(password, salt, iterations))
    .update(safe)
    .digest();
  const info = der(0x30, der(0x30, SHA256, der(0x05)), der(0x04, mac));
  const macData = der(0x30, info, der(0x04, salt), der(0x02, Buffer.from([iterations])));
  return der(0x30, der(0x02, Buffer.from([3])), der(0x30, DATA, der(0xa0, der(0x04, safe))), macData);
}

/** RFC 7292, appendix B.2, steps 1 to 6 for purpose 3, word by word. */
function deriveKey(password: string, salt: Buffer, rounds: number): Buffer {
  const v = 64;
  const diversifier = Buffer.alloc(v, 3);
  const fill = (bytes: Buffer): Buffer =>
    Buffer.from(Array.from({ length: v * Math.ceil(bytes.length / v) }, (_, i) => bytes[i % bytes.length]!));
  let a: Buffer = Buffer.concat([
    diversifier,
    fill(salt),
    fill(Buffer.concat([utf16(password), Buffer.alloc(2)])),
  ]);
  for (let i = 0; i < rounds; i++) a = createHash('sha256').update(a).digest();
  return a;
}
