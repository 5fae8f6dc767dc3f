import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { verbName } from '../../../src/core/xapi/verbs.ts';
import { statementsOf } from '../../../src/device/record.ts';
import { aPhone, au, course, install, openLesson, recorded, serverSaid, type Phone } from './a-lesson.tsx';
import { registrationOf } from '../../../src/core/registration.ts';

let phone: Phone;
beforeEach(async () => {
  phone = await aPhone();
});
const press = (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }));

test('a reading is done when every page was seen, and says that it is kept', async () => {
  openLesson(phone, 1);
  expect(await screen.findByRole('heading', { name: 'Gifts' })).toBeInTheDocument();
  await screen.findByText('First page.');
  await press('Next page');
  await screen.findByText('Second page.');
  expect(await recorded(phone)).not.toContain('completed');
  await press('Next page');
  await screen.findByText('Third page.');
  await screen.findByText('Kept on this phone');
  expect(await recorded(phone)).toEqual(['launched', 'initialized', 'completed']);
});

test('one comes back to the page where one stopped, and leaving ends the sitting once', async () => {
  const view = openLesson(phone, 1);
  await screen.findByText('First page.');
  await press('Next page');
  await screen.findByText('Second page.');
  view.unmount();
  await waitFor(async () => expect(await recorded(phone)).toEqual(['launched', 'initialized', 'terminated']));
  openLesson(phone, 1);
  await screen.findByText('Second page.');
});

test('a lesson read twice is completed once', async () => {
  const view = openLesson(phone, 1);
  for (const words of ['First page.', 'Second page.']) {
    await screen.findByText(words);
    await press('Next page');
  }
  await screen.findByText('Kept on this phone');
  view.unmount();
  openLesson(phone, 1);
  await screen.findByText('Third page.');
  await waitFor(async () => expect((await recorded(phone)).filter((each) => each === 'initialized')).toHaveLength(2));
  expect((await recorded(phone)).filter((each) => each === 'completed')).toHaveLength(1);
});

test('the text is read in the language that one chooses, and what nobody reviewed says so', async () => {
  openLesson(phone, 1);
  await screen.findByText('First page.');
  expect(screen.queryByText('machine translation, not checked')).toBeNull();
  await press('Language of the text');
  await userEvent.click(screen.getByRole('radio', { name: /Azərbaycanca/ }));
  await screen.findByText('Birinci.');
  expect(document.querySelector('.prose')).toHaveAttribute('lang', 'az');
  expect(screen.getAllByText('machine translation, not checked').length).toBeGreaterThan(0);
});

test('a part that is not on the phone is said to be missing, with the way to get it', async () => {
  await phone.db.pieces.clear();
  openLesson(phone, 1);
  expect(await screen.findByRole('heading', { name: 'A part of this lesson is not on this phone' })).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Get the missing part' })).toBeInTheDocument();
});

test('a lesson that has not come yet opens by itself when it is whole', async () => {
  await phone.db.ready.clear();
  openLesson(phone, 1);
  await screen.findByRole('heading', { name: 'A part of this lesson is not on this phone' });
  await phone.db.ready.put({ edition: phone.edition, au: au('gifts') });
  await screen.findByText('First page.');
});

test('a lesson that asks for what this Karvan cannot do is refused, not the course', async () => {
  openLesson(phone, 4);
  expect(await screen.findByText('This lesson needs a newer Karvan')).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'To the course' })).toHaveAttribute('href', `/course/${course}`);
});

test('of a film whose words alone are here the words can be read, and that is said', async () => {
  openLesson(phone, 3);
  expect(await screen.findByText('What the film says.')).toBeInTheDocument();
  expect(screen.getByText(/Only the words of this film are on this phone/)).toBeInTheDocument();
  expect(screen.getByText('English: machine translation, not checked.')).toBeInTheDocument();
  await press('I have read all of it');
  await screen.findByText('Kept on this phone');
  expect(await recorded(phone)).toContain('completed');
});

test('after a return, lessons done in the round before stay done: that is said before anything else of the new round', async () => {
  const view = openLesson(phone, 1);
  for (const words of ['First page.', 'Second page.']) {
    await screen.findByText(words);
    await press('Next page');
  }
  await screen.findByText('Kept on this phone');
  view.unmount();
  const [first, second] = [1, 2].map((cycle) => registrationOf(phone.open.id, course, cycle));
  await serverSaid(phone, { decisions: [{ id: 'd', registration: first!, course, cycle: 1, kind: 'returned', reason: 'Once more, please.', by: 'Leyla', at: '2026-11-25T10:00:00.000Z' }] });
  const again = openLesson(phone, 2);
  await screen.findByRole('button', { name: 'Begin the quiz' });
  const inSecond = async () => (await statementsOf(phone.open)).filter(({ s }) => s.context?.registration === second);
  await waitFor(async () => expect((await inSecond()).map(({ s }) => verbName(s.verb.id))).toEqual(['waived', 'launched', 'initialized']));
  again.unmount();
  openLesson(phone, 2);
  await waitFor(async () => expect((await inSecond()).filter(({ s }) => verbName(s.verb.id) === 'initialized')).toHaveLength(2));
  expect((await inSecond()).filter(({ s }) => verbName(s.verb.id) === 'waived')).toHaveLength(1);
});

test('a lesson finished under one edition is finished under the next', async () => {
  const view = openLesson(phone, 1);
  for (const words of ['First page.', 'Second page.']) {
    await screen.findByText(words);
    await press('Next page');
  }
  await screen.findByText('Kept on this phone');
  view.unmount();
  await install(phone.db, { release: 2, reading: '# Gifts\n\nNew first page.\n\n---\n\nNew second page.\n\n---\n\nNew third page.' });
  openLesson(phone, 1);
  await screen.findByText('New third page.');
  expect(screen.getByText('This lesson is done.')).toBeInTheDocument();
});
