import { expect, test } from 'vitest';
import { install } from '../../src/device/install.ts';
import { rangeOf } from '../../src/pack/range.ts';
import { answerLocal, isLocal } from '../../src/worker/local.ts';
import { aPack, course } from '../device/a-course.ts';
import { aHost } from '../device/a-host.ts';
import { aDb, aWorld } from '../device/a-phone.ts';

const pack = await aPack();
const film = pack.manifest.files.find((each) => each.path === 'media/film.mp4')!;
const db = aDb();
const host = await aHost(pack);
await install(db, host.fetch, { course, edition: pack.edition, choice: { languages: ['az'], rendition: 'video' } }, () => {}, new AbortController().signal, aWorld());

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') => answerLocal(db, new Request(`https://karvan.example/local/${pack.edition}/${path}`, { method, headers }));
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());
const range = (value: string) => ({ range: value });

test('a range is read as RFC 9110 says', () => {
  const cases: [string | null, ReturnType<typeof rangeOf>][] = [
    ['bytes=0-', { from: 0, to: 100 }],
    ['bytes=0-0', { from: 0, to: 1 }],
    ['bytes=10-19', { from: 10, to: 20 }],
    ['bytes=90-999', { from: 90, to: 100 }],
    ['bytes=-10', { from: 90, to: 100 }],
    ['bytes=-999', { from: 0, to: 100 }],
    ['bytes=99-', { from: 99, to: 100 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=100-200', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=20-10', 'whole'],
    ['bytes=0-1,4-5', 'whole'],
    ['bytes=-', 'whole'],
    ['items=0-1', 'whole'],
    [null, 'whole'],
  ];
  for (const [header, expected] of cases) expect(rangeOf(header, 100), String(header)).toEqual(expected);
  expect(rangeOf('bytes=0-', 0)).toBe('unsatisfiable');
});

test('a whole file: 200, its type and its length', async () => {
  const response = await ask('media/film.mp4');
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({ 'content-type': 'video/mp4', 'content-length': '9000', 'accept-ranges': 'bytes' });
  expect(await bytesOf(response)).toEqual(pack.bytes.slice(film.at, film.at + film.size));
});

test('a part: 206, and exactly those bytes', async () => {
  for (const [asked, from, to] of [['bytes=0-', 0, 9000], ['bytes=1234-5678', 1234, 5679], ['bytes=-1', 8999, 9000]] as const) {
    const response = await ask('media/film.mp4', range(asked));
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/9000`);
    expect(response.headers.get('content-length')).toBe(String(to - from));
    expect(await bytesOf(response)).toEqual(pack.bytes.slice(film.at + from, film.at + to));
  }
});

test('beyond the end: 416, with the length', async () => {
  const response = await ask('media/film.mp4', range('bytes=9000-'));
  expect(response.status).toBe(416);
  expect(response.headers.get('content-range')).toBe('bytes */9000');
});

test('a question for the head gets no body, another method is refused, and what is not here is not found', async () => {
  const head = await ask('media/film.mp4', {}, 'HEAD');
  expect([head.status, head.headers.get('content-length'), (await bytesOf(head)).length]).toEqual([200, '9000', 0]);
  expect((await ask('media/film.mp4', {}, 'POST')).status).toBe(405);
  expect((await ask('media/none.mp4')).status).toBe(404);
  expect((await ask('%E0%A4%A')).status).toBe(404);
  expect((await ask('media%2Ffilm.mp4')).status).toBe(200);
});

test('a range of another edition’s file is not mixed into this one', async () => {
  expect((await ask('media/film.mp4', { ...range('bytes=5-'), 'if-range': '"other"' })).status).toBe(200);
  expect((await ask('media/film.mp4', { ...range('bytes=5-'), 'if-range': `"${film.sha256}"` })).status).toBe(206);
});

test('a page inside a pack gets no script and no place in the app', async () => {
  const response = await ask('media/film.mp4');
  expect(response.headers.get('content-security-policy')).toMatch(/^sandbox;/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect([isLocal(`/local/${pack.edition}/a`), isLocal('/local/a/b'), isLocal('/api/local')]).toEqual([true, false, false]);
});
