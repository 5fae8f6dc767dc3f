/** Readings that are heard: by their packed voice, by one of the phone's own, or not at all. */
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { passagesIn, pageAt } from '../../../src/app/play/read-along.ts';
import { setPreference } from '../../../src/device/learning.ts';
import { aPhone, openLesson, recorded, type Phone } from './a-lesson.tsx';
import { aLayerHere } from './a-layer.ts';

let phone: Phone;
beforeEach(async () => {
  phone = await aPhone();
  await setPreference(phone.open, 'languages', ['ru', 'en']);
});
afterEach(() => vi.unstubAllGlobals());
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

/** happy-dom plays nothing: the element is moved by hand, and says what a browser's would say. */
async function aVoice() {
  const voice = await waitFor(() => {
    const found = document.querySelector('audio');
    expect(found?.src).toMatch(/^blob:/);
    return found!;
  });
  let [now, paused] = [0, true];
  const say = (event: string) => fireEvent(voice, new Event(event));
  Object.defineProperties(voice, {
    currentTime: {
      get: () => now,
      set: (to: number) => {
        now = to;
        say('seeking');
      },
    },
    duration: { value: 30 },
    paused: { get: () => paused },
    play: { value: async () => void ((paused = false), say('play')) },
    pause: { value: () => void ((paused = true), say('pause')) },
  });
  say('loadedmetadata');
  return { at: () => now, isPlaying: () => !paused, playTo: (second: number) => void ((now = second), say('timeupdate')) };
}

test('a packed voice reads the page that is open, turns it when it is said, and goes where one turns to oneself', async () => {
  await aLayerHere(phone, { isReadAloud: true });
  openLesson(phone, 1);
  await screen.findByText('Первая страница.');
  const voice = await aVoice();
  expect(screen.getByText('Russian: computer voice.')).toBeInTheDocument();
  await press('Listen');
  expect([voice.isPlaying(), voice.at()]).toEqual([true, 0.4]);
  voice.playTo(9.5);
  expect(screen.getByText('Первая страница.')).toBeInTheDocument();
  voice.playTo(10.2);
  await screen.findByText('Вторая.');
  await press('Next page');
  await screen.findByText('Третья.');
  await waitFor(() => expect(voice.at()).toBe(20));
  await press('Back');
  await screen.findByText('Вторая.');
  await waitFor(() => expect(voice.at()).toBe(10));
  await userEvent.selectOptions(screen.getByLabelText('Speed'), '1.25×');
  await waitFor(() => expect(document.querySelector('audio')!.playbackRate).toBe(1.25));
  await press('Pause');
  expect(voice.isPlaying()).toBe(false);
});

test('who has heard every page has done the lesson, and comes back to the page where the voice was', async () => {
  await aLayerHere(phone, { isReadAloud: true });
  const view = openLesson(phone, 1);
  await screen.findByText('Первая страница.');
  const voice = await aVoice();
  await press('Listen');
  voice.playTo(10);
  await screen.findByText('Вторая.');
  expect(await recorded(phone)).not.toContain('completed');
  voice.playTo(20);
  await screen.findByText('Третья.');
  await expect.poll(() => recorded(phone)).toContain('completed');
  view.unmount();
  openLesson(phone, 1);
  await screen.findByText('Третья.');
  const again = await aVoice();
  expect(again.at()).toBe(20);
});

/** The phone's own voice; it says what it is given when it is told to have said it. */
function phoneSpeaks(lang: string, localService: boolean) {
  const said: EventTarget[] = [];
  class Utterance extends EventTarget {
    readonly text: string;
    constructor(text: string) {
      super();
      this.text = text;
    }
  }
  vi.stubGlobal('SpeechSynthesisUtterance', Utterance);
  vi.stubGlobal('speechSynthesis', Object.assign(new EventTarget(), { getVoices: () => [{ lang, localService }], speak: (each: Utterance) => said.push(each), cancel: vi.fn() }));
  return { texts: () => said.map((each) => (each as Utterance).text), done: () => said.at(-1)!.dispatchEvent(new Event('end')) };
}

test('with no packed voice one of the phone reads, page after page, and goes on where it was paused', async () => {
  await aLayerHere(phone);
  const { texts, done } = phoneSpeaks('ru-RU', true);
  openLesson(phone, 1);
  await userEvent.click(await screen.findByRole('button', { name: 'Listen' }));
  await waitFor(() => expect(texts()).toEqual(['Первая страница.']));
  done();
  await screen.findByText('Вторая.');
  await waitFor(() => expect(texts().at(-1)).toBe('Вторая.'));
  await press('Pause');
  await press('Listen');
  await waitFor(() => expect(texts().slice(-2)).toEqual(['Вторая.', 'Вторая.']));
  done();
  await screen.findByText('Третья.');
  await waitFor(() => expect(texts().at(-1)).toBe('Третья.'));
  done();
  await screen.findByRole('button', { name: 'Listen' });
});

test.each([['from the network', 'ru-RU', false], ['for another language', 'tr-TR', true]])('a voice %s reads nothing, and nothing is offered', async (_, lang, localService) => {
  await aLayerHere(phone);
  phoneSpeaks(lang, localService);
  openLesson(phone, 1);
  await screen.findByText('Первая страница.');
  await new Promise((done) => setTimeout(done, 600));
  expect(screen.queryByRole('button', { name: 'Listen' })).toBeNull();
});

test('which page is said at a second, and what is said of a page', () => {
  const pages: [number, number][] = [[0.4, 9], [10, 19]];
  expect([0, 9.5, 9.95, 10, 99].map((at) => pageAt(pages, at))).toEqual([0, 0, 1, 1, 1]);
  expect(pageAt([], 3)).toBeUndefined();
  const page = document.createRange().createContextualFragment('<h2>A</h2><p>B <em>c</em></p><ul><li>D<ul><li>E</li></ul></li><li><p>F</p></li></ul><table><tr><td>G</td><td>–</td></tr></table>');
  expect(passagesIn(page)).toEqual(['A', 'B c', 'D', 'E', 'F', 'G']);
});
