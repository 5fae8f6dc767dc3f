/** Where the film of a line is looked for: on this device first, then in the server's pack, of which only the film's bytes travel. */
import { expect, test } from 'vitest';
import { fetchFilm, findFilm } from '../../../src/app/desk/film-of-line.ts';
import { openDb } from '../../../src/device/db.ts';
import { manifestHeld } from '../../../src/device/packs.ts';
import { aFilm, aPhone, course, type Phone } from '../play/a-lesson.tsx';

const FILM = 'not a real film';
const nobody = () => Promise.reject(new TypeError('Failed to fetch'));

async function wanted({ db, edition }: Phone) {
  const file = (await manifestHeld(db, edition))!.files.find(({ path }) => path === 'media/film.mp4')!;
  return { course, medium: file.sha256, file };
}

/** Gives what a phone holds as a server would; `bytes` answers for the pack's own bytes. */
function aServer({ edition }: Phone, manifest: Uint8Array<ArrayBuffer>, bytes: (range: string) => Response) {
  return async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const at = String(input);
    if (at === '/api/catalogue') return Response.json({ karvan: 1, courses: [{ course, edition, release: 1, issued: '', title: { en: 'Ethics' }, source: 'en', languages: ['en'], voices: [], machine: [], lessons: 4, sizes: {} }] });
    if (at === `/packs/${course}/${edition}/manifest.json`) return new Response(manifest);
    if (at === `/packs/${course}/${edition}/bytes`) return bytes(new Headers(init.headers).get('range') ?? '');
    return new Response(null, { status: 404 });
  };
}

test('a film that lies on this device is found without a server; one of which only the words are here is not', async () => {
  const phone = await aPhone();
  expect(await findFilm(phone.db, nobody, await wanted(phone))).toEqual({ kind: 'none' });
  await aFilm(phone);
  expect(await findFilm(phone.db, nobody, await wanted(phone))).toEqual({ kind: 'here', edition: phone.edition, path: 'media/film.mp4' });
  expect(await findFilm(phone.db, nobody, { course, medium: '0'.repeat(64) })).toEqual({ kind: 'none' });
});

test('else it is the server’s, and of its pack no other byte is asked for', async () => {
  const phone = await aPhone();
  const { file, ...film } = await wanted(phone);
  const manifest = (await phone.db.editions.get(phone.edition))!.bytes;
  let asked = '';
  const fetch = aServer(phone, manifest, (range) => {
    asked = range;
    return new Response(FILM, { status: 206 });
  });
  const place = await findFilm(openDb('nothing-here'), fetch, film);
  expect(place).toEqual({ kind: 'server', at: `/packs/${course}/${phone.edition}/bytes`, file });
  if (place.kind !== 'server') return;
  expect(await (await fetchFilm(fetch, place))?.text()).toBe(FILM);
  expect(asked).toBe(`bytes=${file.at}-${file.at + file.size - 1}`);
  for (const answer of [new Response(FILM.slice(1), { status: 206 }), new Response(`more than ${FILM}`), new Response(null, { status: 404 })]) {
    expect(await fetchFilm(aServer(phone, manifest, () => answer), place)).toBeUndefined();
  }
  expect(await fetchFilm(nobody, place)).toBeUndefined();
});
