/** Reversed polynomial of CRC-32. */
const polynomial = 0xedb88320;

const table = new Uint32Array(256);
for (let byte = 0; byte < table.length; byte++) {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
  table[byte] = value;
}

/**
 * CRC-32 of the bytes from `start` to `end`. For a few bytes only: for eight, a call of the native
 * one costs five times as much; from fifty on it is the faster one.
 */
export function shortChecksum(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0xffffffff;
  for (let at = start; at < end; at++) {
    crc = (crc >>> 8) ^ (table[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  }
  return ~crc >>> 0;
}
