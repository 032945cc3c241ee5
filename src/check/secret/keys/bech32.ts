/** The checksum of Bech32 (BIP 173, "Checksum"), as age's keys carry it. */
const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** `text` in lower case, its checksum included. */
export function hasBech32Checksum(text: string): boolean {
  return bech32Checksum(text.slice(0, -6)) === text.slice(-6);
}

/** The six characters that belong behind `text`, a name, `1` and data in lower case; empty if it is none. */
export function bech32Checksum(text: string): string {
  const separator = text.lastIndexOf('1');
  const name = [...text.slice(0, Math.max(0, separator))].map((character) => character.charCodeAt(0));
  const data = [...text.slice(separator + 1)].map((character) => ALPHABET.indexOf(character));
  if (separator < 1 || data.includes(-1)) return '';
  const spread = [...name.map((code) => code >> 5), 0, ...name.map((code) => code & 31)];
  const sum = polymod([...spread, ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  return [25, 20, 15, 10, 5, 0].map((shift) => ALPHABET[(sum >>> shift) & 31]).join('');
}

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [bit, word] of GENERATOR.entries()) if ((top >>> bit) & 1) sum ^= word;
  }
  return sum;
}
