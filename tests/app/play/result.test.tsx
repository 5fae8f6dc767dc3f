import { screen, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { completed, judged, sitting } from '../../../src/core/session.ts';
import { registrationOf } from '../../../src/core/registration.ts';
import { ausOf } from '../../../src/core/cmi5/structure.ts';
import { manifestHeld } from '../../../src/device/packs.ts';
import { record } from '../../../src/device/record.ts';
import type { Decision } from '../../../src/sync/reply.ts';
import { aPhone, course, openResult, serverSaid, type Phone } from './a-lesson.tsx';

let phone: Phone;
beforeEach(async () => {
  phone = await aPhone();
});

async function quizTaken(scaled: number, cycle = 1) {
  const au = ausOf((await manifestHeld(phone.db, phone.edition))!.structure)[1]!;
  const { world } = phone.real;
  const s = sitting(world, { profile: phone.open.id, registration: registrationOf(phone.open.id, course, cycle), course, au, language: 'en' });
  await record(phone.open, [judged(world, s, 'a1', { scaled, raw: scaled * 10, max: 10 }), completed(world, s)], phone.edition);
}
const receipts = [{ seq: 99, code: 'K7QF-2M9X', received: '2026-11-24T16:00:00.000Z' }];
const decided = (kind: Decision['kind'], reason?: string, cycle = 1): Decision => ({ id: kind, registration: registrationOf(phone.open.id, course, cycle), course, cycle, kind, by: 'Leyla Hüseynova', at: '2026-11-25T09:05:00.000Z', ...(reason ? { reason } : {}) });
const stations = () => within(screen.getByRole('list', { name: 'Where the result is' })).getAllByRole('listitem').map((each) => `${each.dataset['state']}: ${each.textContent}`);

test('a course without a result says how one comes to be', async () => {
  openResult(phone);
  expect(await screen.findByRole('heading', { name: 'No result in this course yet' })).toBeInTheDocument();
});

test('a result that has gone nowhere says that it is on this phone, and since when', async () => {
  await quizTaken(0.9);
  openResult(phone);
  await screen.findByRole('heading', { name: 'Your result is kept on this phone' });
  expect(stations()).toEqual([expect.stringMatching(/^here: Kept on this phone.*14:32$/), expect.stringMatching(/^ahead: Received/), expect.stringMatching(/^ahead: Approved/)]);
  expect(screen.getByText('Quiz passed: 90%.')).toBeInTheDocument();
});

test('a received result shows its receipt', async () => {
  await quizTaken(0.9);
  await serverSaid(phone, { receipts });
  openResult(phone);
  await screen.findByRole('heading', { name: 'Your institution has your result' });
  expect(stations()[1]).toMatch(/^here: .*Receipt K7QF-2M9X/);
});

test('a returned result says the reason word for word, and the way to try again', async () => {
  await quizTaken(0.5);
  await serverSaid(phone, { receipts, decisions: [decided('returned', '“İkinci nişanı da təsvir edin.”')] });
  openResult(phone);
  await screen.findByRole('heading', { name: 'Your result was returned' });
  expect(screen.getByText('“İkinci nişanı da təsvir edin.”').tagName).toBe('BLOCKQUOTE');
  expect(stations().map((each) => each.split(':')[0])).toEqual(['done', 'done', 'here', 'ahead']);
  expect(screen.getByRole('link', { name: 'Try again' })).toHaveAttribute('href', expect.stringContaining(`/learn/${course}/`));
});

test('an approved result is a wholly travelled road', async () => {
  await quizTaken(1);
  await serverSaid(phone, { receipts, decisions: [decided('approved')] });
  openResult(phone);
  await screen.findByRole('heading', { name: 'Your result is approved' });
  expect(stations().map((each) => each.split(':')[0])).toEqual(['done', 'done', 'done']);
  expect(screen.getByText(/Leyla Hüseynova/)).toBeInTheDocument();
});

test('a refused result is not called returned', async () => {
  await quizTaken(0.2);
  await serverSaid(phone, { receipts, decisions: [decided('refused', 'Not your own work.')] });
  openResult(phone);
  await screen.findByRole('heading', { name: 'Your result was not accepted' });
  expect(stations().at(-2)).toMatch(/^halt: Not accepted/);
});

test('the round before stays in sight with its mark and its decision', async () => {
  await quizTaken(0.4);
  await quizTaken(0.95, 2);
  await serverSaid(phone, { receipts, decisions: [decided('returned', 'Once more, please.')] });
  openResult(phone);
  await screen.findByRole('heading', { name: 'Your institution has your result' });
  expect(screen.getByText('Quiz passed: 95%.')).toBeInTheDocument();
  const earlier = screen.getByRole('heading', { name: 'Earlier rounds' }).closest('section')!;
  expect(earlier).toHaveTextContent('Quiz not passed: 40%.');
  expect(earlier).toHaveTextContent('Once more, please.');
});

test('a second phone shows what the first one did', async () => {
  const registration = registrationOf(phone.open.id, course, 1);
  const progress = { course, aus: { x: { isOpened: true, isCompleted: true, isPassed: true, isWaived: false, best: 0.8, attempts: {} } } };
  await serverSaid(phone, { registrations: [{ registration, course, cycle: 1, progress }], decisions: [decided('approved')] });
  openResult(phone);
  await screen.findByRole('heading', { name: 'Your result is approved' });
  expect(stations()[0]).toMatch(/^done: Done on another phone/);
});
