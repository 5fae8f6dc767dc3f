/** What other programs share: the form as it arrives, cut at any byte, too large, and full of what is none of Karvan's. */
import { afterEach, expect, test, vi } from 'vitest';
import { dropRead, dropShared, noteOpened, sharedFiles } from '../../src/device/shared.ts';
import { MOST_CARRIED, writeBundle } from '../../src/sync/bundle.ts';
import { boundaryOf, readParts } from '../../src/worker/multipart.ts';
import { answerShare, isShare } from '../../src/worker/share.ts';
import { noise } from '../device/a-course.ts';
import { aDb, aWorld } from '../device/a-phone.ts';

vi.setConfig({ testTimeout: 60_000 });

const db = aDb();
const course = Uint8Array.from([0x50, 0x4b, 3, 4, ...noise(200_000, 3)]);
const work = writeBundle({ kind: 'work', made: '2026-11-27T10:00:00.000Z', envelopes: [] });

afterEach(async () => {
  vi.restoreAllMocks();
  await dropShared(db, await names());
});

test('courses and carried work are put by as they are; what is neither is not, and that is said', async () => {
  expect(await share(new File([course], 'ethics-1.karvan'), new File([work], 'village.karvan-work'))).toBe('/open');
  expect(await names()).toEqual(['0-ethics-1.karvan', '0-village.karvan-work']);
  const [first, second] = (await sharedFiles(db)).toSorted((a, b) => b.file.size - a.file.size);
  expect(isSame(new Uint8Array(await first!.file.arrayBuffer()), course)).toBe(true);
  expect(await second!.file.text()).toBe(work);
  expect(await share(new File([noise(90_000, 5)], 'film.karvan'), new File([work], 'again.txt'))).toBe('/open?refused=pack-file-foreign');
  expect(await names()).toEqual(['0-again.txt', '0-ethics-1.karvan', '0-village.karvan-work']);
});

test('a form that holds no file, and what is no form, is answered with a reason and never with an error', async () => {
  expect(await share()).toBe('/open?refused=pack-file-foreign');
  expect(await share(new File([], 'empty.karvan'))).toBe('/open?refused=pack-file-foreign');
  const plain = (body: BodyInit, type: string) => new Request('/share', { method: 'POST', body, headers: { 'content-type': type } });
  expect(await asked(plain('title=x', 'application/x-www-form-urlencoded'))).toBe('/open?refused=pack-file-foreign');
  expect(await asked(plain('no boundary', 'multipart/form-data'))).toBe('/open?refused=pack-file-foreign');
  expect(await asked(plain(new Uint8Array(100_000), 'multipart/form-data; boundary=x'))).toBe('/open?refused=pack-file-short');
  expect(await asked(plain(`--x\r\n${'a'.repeat(100_000)}`, 'multipart/form-data; boundary=x'))).toBe('/open?refused=pack-file-short');
  expect(await sharedFiles(db)).toEqual([]);
});

test('of a form that was cut off, whole files stay and the last one leaves nothing', async () => {
  const { type, bytes } = await aForm(new File([work], 'whole.karvan-work'), new File([course], 'half.karvan'));
  expect(await asked(new Request('/share', { method: 'POST', body: bytes.slice(0, bytes.length - 1000), headers: { 'content-type': type } }))).toBe('/open?refused=pack-file-short');
  expect(await names()).toEqual(['0-whole.karvan-work']);
});

test('carried work is never as large as a film: such a file is refused, and what came of it is gone', async () => {
  const piece = new Uint8Array(1024 * 1024);
  const head = (name: string) => new TextEncoder().encode(`--x\r\ncontent-disposition: form-data; name="files"; filename="${name}"\r\n\r\n`);
  const end = new TextEncoder().encode('\r\n');
  const parts = [head('huge.karvan-work'), new TextEncoder().encode(work), ...Array.from({ length: MOST_CARRIED / piece.length }, () => piece), end, head('after.karvan'), course, end, new TextEncoder().encode('--x--')];
  const body = new ReadableStream({ pull: (controller) => (parts.length > 0 ? controller.enqueue(parts.shift()) : controller.close()) }, { highWaterMark: 0 });
  const request = new Request('/share', { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'multipart/form-data; boundary=x' } } as RequestInit);
  expect(await asked(request)).toBe('/open?refused=carried-too-large');
  expect(await names()).toEqual(['0-after.karvan']);
});

test('what the phone has no room for is refused before answers lose theirs, and too many files are too', async () => {
  vi.spyOn(navigator.storage, 'estimate').mockResolvedValue({ usage: 0, quota: 20 * 1024 * 1024 + 150_000 });
  expect(await share(new File([course], 'large.karvan'))).toBe('/open?refused=carried-no-room');
  expect(await sharedFiles(db)).toEqual([]);
  vi.restoreAllMocks();
  expect(await names()).toEqual([]);
  expect(await share(...Array.from({ length: 61 }, () => new File([work], 'w')))).toBe('/open?refused=carried-no-room');
  expect(await sharedFiles(db)).toHaveLength(60);
});

test('a name made to harm is only a name', async () => {
  expect(await share(new File([work], '../../../karvan-journal/x'), new File([work], `${'ə'.repeat(400)}.karvan-work`), new File([work], '"\r\n\u202Etxt.exe'))).toBe('/open');
  expect(await names()).toHaveLength(3);
  for (const name of await names()) expect(name).toMatch(/^\d+-[\p{L}\p{N}._-]{1,80}$/u);
});

test('what was opened waits no longer, is let go an hour later, and nothing else is', async () => {
  const world = aWorld();
  await share(new File([work], 'a'), new File([work], 'b'));
  await noteOpened(db, ['0-a'], world);
  expect(await names()).toEqual(['0-b']);
  await dropRead(db, world);
  await share(new File([work], 'a'));
  expect(await names()).toEqual(['0-b', '1-a']);
  world.pass(61 * 60_000);
  await dropRead(db, world);
  await share(new File([work], 'a'));
  expect(await names()).toEqual(['0-a', '0-b', '1-a']);
});

test('wherever the bytes are parted on the way, the same files come out, and nothing waits in memory', async () => {
  const tricky = new Blob(['PK\x03\x04\r\n--', 'x'.repeat(50), '\r\n------WebKit\r\n\r', '\r\n--'.repeat(20)]);
  const { type, bytes } = await aForm(new File([tricky], 'a'), new File([], 'b'), new File(['\r\n'], 'c'));
  const expected = [['a', await tricky.text()], ['b', ''], ['c', '\r\n'], ['none', 'x']];
  for (let size = 1; size < 40; size++) {
    const seen: string[][] = [];
    let ahead = 0;
    let at = 0;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(at, at + size));
        at += size;
      },
    }, { highWaterMark: 0 });
    const isWhole = await readParts(body, boundaryOf(type)!, async (name) => {
      const file = [name ?? 'none', ''];
      seen.push(file);
      return { bytes: async (part) => { file[1] += new TextDecoder().decode(part); ahead = Math.max(ahead, part.length); }, end: async () => {} };
    });
    expect([isWhole, seen], `parts of ${size}`).toEqual([true, expected]);
    expect(ahead).toBeLessThan(size + 100);
  }
});

test('only a POST to the door is a share', () => {
  expect(isShare(new Request('/share', { method: 'POST' }))).toBe(true);
  expect(isShare(new Request('/share'))).toBe(false);
  expect(isShare(new Request('/shared', { method: 'POST' }))).toBe(false);
});

function share(...files: File[]): Promise<string> {
  return aForm(...files).then(({ type, bytes }) => asked(new Request('/share', { method: 'POST', body: bytes, headers: { 'content-type': type } })));
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

async function names(): Promise<readonly string[]> {
  return (await sharedFiles(db)).map(({ name }) => name).toSorted();
}

async function asked(request: Request): Promise<string> {
  const answer = await answerShare(request);
  expect(answer.status).toBe(303);
  return answer.headers.get('location')!;
}

/** As the browser itself writes it. */
async function aForm(...files: File[]): Promise<{ readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const form = new FormData();
  for (const file of files) form.append('files', file);
  form.append('title', 'x');
  const request = new Request('/share', { method: 'POST', body: form });
  return { type: request.headers.get('content-type')!, bytes: new Uint8Array(await request.arrayBuffer()) };
}
