import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { ausOf, type Lesson } from '../../../src/core/cmi5/structure.ts';
import { extension } from '../../../src/core/xapi/statement.ts';
import { extensions, verbName } from '../../../src/core/xapi/verbs.ts';
import { statementsOf } from '../../../src/device/record.ts';
import type { Manifest } from '../../../src/pack/manifest.ts';
import { aFilm, aPhone, openLesson, recorded, type Phone } from './a-lesson.tsx';

let phone: Phone;
beforeEach(async () => {
  phone = await aPhone();
  await aFilm(phone);
});

/** happy-dom plays nothing: the element is moved by hand, and says what a browser's would say. */
async function openFilm() {
  const view = openLesson(phone, 3);
  const film = await waitFor(() => {
    const found = document.querySelector('video');
    expect(found?.src).toMatch(/^blob:/);
    return found!;
  });
  let [now, paused] = [0, true];
  Object.defineProperties(film, {
    currentTime: {
      get: () => now,
      set: (to: number) => {
        now = to;
      },
    },
    duration: { value: 100 },
    readyState: { value: 4 },
    paused: { get: () => paused },
    play: { value: async () => void ((paused = false), fireEvent(film, new Event('play'))) },
    pause: { value: () => void ((paused = true), fireEvent(film, new Event('pause'))) },
  });
  fireEvent(film, new Event('loadedmetadata'));
  const seek = (to: number) => {
    now = to;
    fireEvent(film, new Event('seeking'));
  };
  const play = async (to: number) => {
    await act(() => film.play());
    while (now < to) {
      now += 1;
      fireEvent(film, new Event('timeupdate'));
    }
  };
  return { view, film, seek, play };
}
const stretches = async () => (await statementsOf(phone.open)).filter(({ s }) => verbName(s.verb.id) === 'experienced').map(({ s }) => extension(s, extensions.segment));

test('a film is done when nine tenths of it were played', async () => {
  const { play } = await openFilm();
  await play(85);
  expect(await recorded(phone)).not.toContain('completed');
  await play(92);
  await screen.findByText('Kept on this phone');
  expect(await recorded(phone)).toContain('completed');
});

test('a film whose end was only looked at is not done', async () => {
  const { play, seek } = await openFilm();
  await play(3);
  seek(90);
  await play(100);
  await waitFor(async () => expect(await recorded(phone)).toContain('initialized'));
  expect(await recorded(phone)).not.toContain('completed');
});

test('on leaving, the stretches that were played are told once, not one for each pause', async () => {
  const { view, film, play, seek } = await openFilm();
  await play(10);
  act(() => film.pause());
  await play(20);
  seek(60);
  await play(70);
  view.unmount();
  await waitFor(async () => expect((await recorded(phone)).at(-1)).toBe('terminated'));
  expect(await stretches()).toEqual([[0, 20], [60, 70]]);
});

test('one comes back to the second where one stopped', async () => {
  const first = await openFilm();
  await first.play(42);
  act(() => first.film.pause());
  first.view.unmount();
  await waitFor(async () => expect((await recorded(phone)).at(-1)).toBe('terminated'));
  const { film } = await openFilm();
  expect(film.currentTime).toBe(42);
});

test('what was played in an earlier sitting counts', async () => {
  const first = await openFilm();
  await first.play(50);
  act(() => first.film.pause());
  first.view.unmount();
  await waitFor(async () => expect((await recorded(phone)).at(-1)).toBe('terminated'));
  const { play } = await openFilm();
  await play(95);
  await screen.findByText('Kept on this phone');
});

test('keys play and pause, and subtitles of a machine say so', async () => {
  const { film } = await openFilm();
  expect(screen.getByText('English: machine translation, not checked.')).toBeInTheDocument();
  await userEvent.keyboard('k');
  expect(film.paused).toBe(false);
  await userEvent.keyboard('k');
  expect(film.paused).toBe(true);
  await screen.findByText('What the film says.');
  await userEvent.keyboard('c');
  await waitFor(() => expect(screen.queryByText('What the film says.')).toBeNull());
});

test.each([
  ['whose voice is a computer’s says so, also where it is its own sound', { engine: 'espeak-ng 1.51' }, 1],
  ['that people speak says nothing of the kind', {}, 0],
])('a film %s', async (_, made, times) => {
  const row = (await phone.db.editions.toArray())[0]!;
  const manifest = JSON.parse(new TextDecoder().decode(row.bytes)) as Manifest;
  const film = ausOf(manifest.structure).find(({ lesson }) => lesson.kind === 'video')!.lesson as Lesson & { kind: 'video' };
  const tracks = [...manifest.tracks, { kind: 'voice', lang: manifest.source, of: film.medium, path: manifest.files[0]!.path, state: 'approved', ...made }];
  await phone.db.editions.put({ ...row, bytes: new TextEncoder().encode(JSON.stringify({ ...manifest, tracks })) });
  await openFilm();
  await screen.findByRole('button', { name: 'Language and voice' });
  expect(screen.queryAllByText(/: computer voice\.$/)).toHaveLength(times);
});

test('a line that is wrong is reported with what stood on the screen, and kept like all else', async () => {
  const { film, play } = await openFilm();
  await play(3);
  await userEvent.click(screen.getByRole('button', { name: 'A line is wrong' }));
  expect(film.paused).toBe(true);
  await screen.findByRole('radio', { name: 'What the film says.' });
  await userEvent.type(screen.getByRole('textbox'), 'What the film shows.');
  await userEvent.click(screen.getByRole('button', { name: 'Keep the report' }));
  await screen.findByText(/^Thank you\./);
  const [said, ...more] = (await statementsOf(phone.open)).filter(({ s }) => verbName(s.verb.id) === 'commented').map(({ s }) => s);
  expect(more).toEqual([]);
  expect(said!.result).toEqual({ response: 'What the film shows.' });
  expect(extension(said!, extensions.line)).toMatchObject({ lang: 'en', text: 'What the film says.' });
});
