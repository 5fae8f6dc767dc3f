/** Words of a layer as they lie deflated in it, honest and made to harm. Made by what every platform has: phones' tests read them too. */
import { digestOf } from '../../src/pack/digest.ts';
import type { PackFile } from '../../src/pack/manifest.ts';

export type Lying = { readonly bytes: Uint8Array<ArrayBuffer>; readonly deflated: NonNullable<PackFile['deflated']> };

export async function deflatedWords(words: string): Promise<Lying> {
  const text = new TextEncoder().encode(words);
  return { bytes: await deflate(text), deflated: { size: text.length, sha256: await digestOf(text) } };
}

/** Every one is to be refused. `isTakenByOthers`: a reader that unpacks what it is given takes it for good. */
export async function hostileWords(): Promise<readonly { readonly name: string; readonly lying: Lying; readonly isTakenByOthers: boolean }[]> {
  const { bytes, deflated } = await deflatedWords('Сыйлық алмаңыз. '.repeat(40));
  const { size } = deflated;
  const bomb = await deflate(new Uint8Array(16 * 1024 * 1024));
  const hostile = (name: string, change: Partial<Lying>, isTakenByOthers = true) => ({ name, lying: { bytes, deflated, ...change }, isTakenByOthers });
  return [
    hostile('a bomb of a thousand times its size', { bytes: bomb }),
    hostile('a bomb as large as it may say', { bytes: bomb, deflated: { ...deflated, size: 4 * 1024 * 1024 } }),
    hostile('an end that is missing', { bytes: bytes.slice(0, -1) }, false),
    hostile('nothing but its beginning', { bytes: bytes.slice(0, 1) }, false),
    hostile('a byte behind its end', { bytes: joined(bytes, new Uint8Array(1)) }),
    hostile('a second stream behind its end', { bytes: joined(bytes, bytes) }),
    hostile('a head of gzip', { bytes: joined(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255), bytes) }, false),
    hostile('no such stream', { bytes: new Uint8Array(bytes.length).fill(7) }, false),
    hostile('plain words', { bytes: new TextEncoder().encode('Сыйлық алмаңыз.') }, false),
    hostile('a size too small by one', { deflated: { ...deflated, size: size - 1 } }),
    hostile('a size too large by one', { deflated: { ...deflated, size: size + 1 } }),
    hostile('the digest of other words', { deflated: { ...deflated, sha256: await digestOf(bytes) } }),
  ];
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer());
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
