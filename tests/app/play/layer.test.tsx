/** Lessons in a language that another institution brought to the course. */
import { cleanup, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { progressOf, setPreference } from '../../../src/device/learning.ts';
import { parseLine } from '../../../src/sync/envelope.ts';
import { lineText, rowsOf } from '../../../src/device/record.ts';
import { aFilm, aPhone, install, openLesson, quiz, recorded, type Phone } from './a-lesson.tsx';
import { aLayerHere } from './a-layer.ts';

let phone: Phone;
beforeEach(async () => {
  phone = await aPhone();
  await setPreference(phone.open, 'languages', ['ru', 'en']);
});

test('a reading stands in the layer’s words and under its title, and the record names the layer', async () => {
  const edition = await aLayerHere(phone);
  openLesson(phone, 1);
  await screen.findByText('Первая страница.');
  expect(screen.getByRole('heading', { name: 'Подарки' })).toBeInTheDocument();
  expect(document.querySelector('.prose')).toHaveAttribute('lang', 'ru');
  await expect.poll(() => recorded(phone)).toContain('initialized');
  const lines = await Promise.all((await rowsOf(phone.open)).map(async (row) => parseLine((await lineText(phone.open, row))!)));
  expect(lines.map((line) => [line?.edition, line?.layers])).toEqual(lines.map(() => [phone.edition, [edition]]));
});

test('without the layer the same lesson says in which language it is instead, and its record names none', async () => {
  openLesson(phone, 1);
  await screen.findByText('First page.');
  expect(screen.getByText('This lesson is not on this phone in this language: Russian. It is shown in: English.')).toBeInTheDocument();
  await expect.poll(() => recorded(phone)).toContain('initialized');
  expect(parseLine((await lineText(phone.open, (await rowsOf(phone.open))[0]!))!)).not.toHaveProperty('layers');
});

test('quiz words that nobody endorsed are not asked in; endorsed ones are, and the answer is the course’s own', async () => {
  await aLayerHere(phone);
  const view = openLesson(phone, 2);
  await userEvent.click(await screen.findByRole('button', { name: 'Begin the quiz' }));
  await screen.findByText('en: which one?');
  view.unmount();
  const other = (phone = await aPhone());
  await setPreference(other.open, 'languages', ['ru', 'en']);
  await aLayerHere(other, { isEndorsed: true });
  openLesson(other, 2);
  expect(await screen.findByRole('heading', { name: 'Проверка' })).toBeInTheDocument();
  await userEvent.click(await screen.findByRole('button', { name: 'Begin the quiz' }));
  await screen.findByText('ru: one?');
  await userEvent.click(screen.getByRole('radio', { name: 'ru second' }));
  await expect.poll(() => recorded(other)).toContain('answered one=b');
});

/** Types an answer to the last question, hands in the quiz, and gives the recorded score with the layers that the lines name. */
async function handIn(typed: string) {
  openLesson(phone, 2);
  await userEvent.click(await screen.findByRole('button', { name: 'Begin the quiz' }));
  for (let n = 2; n <= 5; n++) {
    await userEvent.click(await screen.findByRole('button', { name: 'Next question' }));
    await screen.findByText(`Question ${n} / 5`);
  }
  await userEvent.type(await screen.findByRole('textbox'), typed);
  await userEvent.click(screen.getByRole('button', { name: 'Look over the answers' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Hand in' }));
  await screen.findByText('Not passed this time');
  const lines = await Promise.all((await rowsOf(phone.open)).map(async (row) => parseLine((await lineText(phone.open, row))!)!));
  const result = lines.find(({ s }) => s.result?.score?.scaled !== undefined && s.object.id?.includes('#') === false)!.s.result!;
  return { raw: result.score!.raw, layers: [...new Set(lines.flatMap(({ layers = [] }) => layers))] };
}

test('who types the word of an endorsed layer is right, and the record names the layer', async () => {
  const edition = await aLayerHere(phone, { isEndorsed: true });
  expect(await handIn('Срок  исполнения')).toEqual({ raw: 1, layers: [edition] });
  expect(screen.getByText('Right')).toBeInTheDocument();
});

test('taken off the phone afterwards, the language leaves what was right in it right', async () => {
  const edition = await aLayerHere(phone, { isEndorsed: true });
  await handIn('срок');
  cleanup();
  await phone.db.layers.delete(edition);
  openLesson(phone, 2);
  await screen.findByText('Not passed this time');
  expect(screen.getAllByText('Right')).toHaveLength(1);
  expect(screen.getByText('1 of 6')).toBeInTheDocument();
});

test('a corrected key counts beside it, on the phone as on the server', async () => {
  const edition = await aLayerHere(phone, { isEndorsed: true });
  await handIn('срок');
  const items = quiz.items.map((item) => (item.kind === 'text' ? item : { ...item, points: 0 }));
  const by = await install(phone.db, { release: 2, quiz: { ...quiz, items }, corrects: [phone.edition] });
  const here = Object.values([...(await progressOf(phone.open)).values()][0]!.progress.aus).find(({ best }) => best !== undefined)!;
  expect(Object.values(here.attempts)[0]!.judged).toEqual({ scaled: 1, isPassed: true, by });
  // Control: once the layer is gone the phone cannot know, and its first judgement stands until the server says otherwise.
  await phone.db.layers.delete(edition);
  const then = Object.values([...(await progressOf(phone.open)).values()][0]!.progress.aus).find(({ best }) => best !== undefined)!;
  expect(Object.values(then.attempts)[0]!.judged).toMatchObject({ isPassed: false });
});

test('it counts in whatever language the quiz is read', async () => {
  await setPreference(phone.open, 'languages', ['en']);
  const edition = await aLayerHere(phone, { isEndorsed: true });
  expect(await handIn('срок')).toEqual({ raw: 1, layers: [edition] });
});

test('control: the word of a layer that nobody endorsed is wrong, and the course’s own stays right', async () => {
  await aLayerHere(phone);
  expect(await handIn('срок')).toEqual({ raw: 0, layers: [] });
  cleanup();
  phone = await aPhone();
  await aLayerHere(phone, { isEndorsed: true });
  expect(await handIn('deadline')).toMatchObject({ raw: 1 });
});

test('a film has the layer’s voice and subtitles, and says what is a computer’s and what is out of date', async () => {
  await aFilm(phone);
  await aLayerHere(phone, { isStale: true });
  openLesson(phone, 3);
  expect(await screen.findByText('Russian: computer voice.')).toBeInTheDocument();
  expect(screen.getByText('Russian: machine translation, not checked.')).toBeInTheDocument();
  expect(screen.getByText('Russian: made from an earlier wording.')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Language and voice' }));
  const sheet = within(screen.getByRole('dialog', { name: 'Language and voice' }));
  expect(sheet.getByRole('radio', { name: /Русский/ })).toBeChecked();
  expect(sheet.getByRole('checkbox', { name: /Русский/ })).toBeChecked();
});

test('a layer that was taken back is not read, and the lesson says so in the language that is left', async () => {
  await aLayerHere(phone);
  const held = (await phone.db.meta.get('trust'))!.value as { list: { withdrawn: unknown[] } };
  held.list.withdrawn.push({ course: 'neighbour/ethics-ru', reason: { en: 'wrong' } });
  await phone.db.meta.put({ key: 'trust', value: held });
  openLesson(phone, 1);
  await screen.findByText('First page.');
  expect(screen.getByText(/^This lesson is not on this phone in this language: Russian/)).toBeInTheDocument();
});

/** The phone's own voices; `localService` false: they speak over the network. */
function phoneSpeaks(lang: string, localService: boolean) {
  const speech = Object.assign(new EventTarget(), { getVoices: () => [{ lang, localService }], speak: () => {}, cancel: () => {} });
  vi.stubGlobal('speechSynthesis', speech);
}

test('where no voice is packed the phone’s own reads the subtitles, and is called that; one from the network does not', async () => {
  await aFilm(phone);
  await aLayerHere(phone, { isSilent: true });
  phoneSpeaks('ru-RU', true);
  const view = openLesson(phone, 3);
  await screen.findByText('Russian: computer voice.');
  await userEvent.click(screen.getByRole('button', { name: 'Language and voice' }));
  expect(screen.getByRole('radio', { name: /Русский.*voice of this phone/ })).toBeChecked();
  view.unmount();
  phoneSpeaks('ru-RU', false);
  openLesson(phone, 3);
  await screen.findByText('Russian: machine translation, not checked.');
  await userEvent.click(screen.getByRole('button', { name: 'Language and voice' }));
  expect(screen.queryByRole('radio', { name: /Русский/ })).toBeNull();
  expect(screen.getByRole('checkbox', { name: /Русский/ })).toBeChecked();
  vi.unstubAllGlobals();
});
