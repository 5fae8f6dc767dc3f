/**
 * How the second copy lies in its file: frames, one after the other, each with a mark, its length and a checksum. A write that a
 * pulled battery tore, or bytes that went bad, cost the frames they lie in and no other.
 */

/** Mark, length and CRC-32 of what follows: four bytes each, little-endian. */
const HEAD = 12;
/** "KARV" */
const MARK = 0x5652_414b;

/** One value as a frame; it must be plain JSON. */
export function writeFrame(value: unknown): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(value));
  const frame = new Uint8Array(HEAD + text.length);
  const head = new DataView(frame.buffer);
  head.setUint32(0, MARK, true);
  head.setUint32(4, text.length, true);
  head.setUint32(8, crc32(text), true);
  frame.set(text, HEAD);
  return frame;
}

/** `end`: where the last whole frame ends; what stands behind is torn and may be cut off. */
export type Frames = { readonly values: readonly unknown[]; readonly end: number };

/** All whole frames, in order. */
export function readFrames(bytes: Uint8Array): Frames {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: unknown[] = [];
  let end = 0;
  for (let at = 0; at + HEAD <= bytes.length; ) {
    const text = view.getUint32(at, true) === MARK ? textAt(bytes, view, at) : undefined;
    if (!text) {
      // Behind a damaged frame the next one is found by its mark.
      at += 1;
      continue;
    }
    at += HEAD + text.length;
    end = at;
    values.push(JSON.parse(new TextDecoder().decode(text)));
  }
  return { values, end };
}

function textAt(bytes: Uint8Array, view: DataView, at: number): Uint8Array | undefined {
  const length = view.getUint32(at + 4, true);
  if (at + HEAD + length > bytes.length) return undefined;
  const text = bytes.subarray(at + HEAD, at + HEAD + length);
  return crc32(text) === view.getUint32(at + 8, true) ? text : undefined;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb8_8320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffff_ffff) >>> 0;
}
