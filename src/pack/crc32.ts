/** CRC-32 (ISO 3309) of bytes, going on from `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  const words = bytes.length - (bytes.length % 8);
  let at = 0;
  // Eight bytes at a time: a film is read at the speed of the disk.
  for (; at < words; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      tables[1792 + (crc & 255)]! ^ tables[1536 + ((crc >>> 8) & 255)]! ^ tables[1280 + ((crc >>> 16) & 255)]! ^ tables[1024 + (crc >>> 24)]! ^
      tables[768 + bytes[at + 4]!]! ^ tables[512 + bytes[at + 5]!]! ^ tables[256 + bytes[at + 6]!]! ^ tables[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at++) crc = tables[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

const tables = crcTables();

function crcTables(): Uint32Array {
  const out = new Uint32Array(8 * 256);
  for (let n = 0; n < 256; n++) {
    let value = n;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    out[n] = value;
  }
  for (let n = 256; n < out.length; n++) out[n] = out[out[n - 256]! & 255]! ^ (out[n - 256]! >>> 8);
  return out;
}
