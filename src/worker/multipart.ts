/**
 * A form with files as it arrives (RFC 7578, RFC 2046 §5.1), read in a stream: a course of a gigabyte must never lie in memory as a
 * whole, and that is what the browser's own `formData()` would do with it.
 */

/** Gets the bytes of one part; `end` after the last. */
export type Part = { readonly bytes: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>; readonly end: () => Promise<void> };

const HEAD_LIMIT = 16 * 1024;
const text = new TextEncoder();
const HEAD_END = text.encode('\r\n\r\n');

/** What stands between the parts; undefined when this is no such form. */
export function boundaryOf(type: string | null): string | undefined {
  const [, quoted, plain] = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type ?? '') ?? [];
  return quoted ?? plain;
}

/** Reads all parts. `open` says where the bytes of one go, by its file name; a part without one is a field of text. False: it does not end as a form does. */
export async function readParts(body: ReadableStream<Uint8Array<ArrayBuffer>>, boundary: string, open: (fileName: string | undefined) => Promise<Part>): Promise<boolean> {
  const between = text.encode(`\r\n--${boundary}`);
  const reader = body.getReader();
  // The first boundary may stand at the very beginning, with no line before it.
  let held: Uint8Array<ArrayBuffer> = text.encode('\r\n');
  const more = async () => {
    const { done, value } = await reader.read();
    if (!done) held = joined(held, value);
    return !done;
  };
  /** Takes all before `mark`, and the mark itself, out of what is held. */
  const until = async (mark: Uint8Array, take: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>, limit = Infinity) => {
    for (let seen = 0; seen <= limit; ) {
      const at = indexOf(held, mark);
      const safe = at === -1 ? Math.max(0, held.length - mark.length + 1) : at;
      if (safe > 0) await take(held.slice(0, safe));
      seen += safe;
      held = held.subarray(at === -1 ? safe : at + mark.length);
      if (at !== -1) return true;
      if (!(await more())) return false;
    }
    return false;
  };

  if (!(await until(between, async () => {}))) return false;
  for (;;) {
    while (held.length < 2) if (!(await more())) return false;
    if (held[0] === 0x2d && held[1] === 0x2d) return true;
    let head = '';
    const isHead = await until(HEAD_END, async (bytes) => void (head += new TextDecoder().decode(bytes)), HEAD_LIMIT);
    if (!isHead) return false;
    const part = await open(fileNameIn(head));
    if (!(await until(between, part.bytes))) return false;
    await part.end();
  }
}

function fileNameIn(head: string): string | undefined {
  return /^content-disposition:.*?;\s*filename="([^"\r\n]*)"/im.exec(head)?.[1];
}

export function joined(a: Uint8Array<ArrayBuffer>, b: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Where `mark` begins; its first byte is a carriage return, which is rare enough to look for alone. */
function indexOf(bytes: Uint8Array, mark: Uint8Array): number {
  for (let at = bytes.indexOf(mark[0]!); at !== -1; at = bytes.indexOf(mark[0]!, at + 1)) {
    if (at + mark.length > bytes.length) return -1;
    if (mark.every((byte, n) => bytes[at + n] === byte)) return at;
  }
  return -1;
}
