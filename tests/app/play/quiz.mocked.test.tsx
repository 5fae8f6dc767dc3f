import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { problem } from '../../../src/core/problem.ts';
import * as device from '../../../src/device/record.ts';
import { aPhone, install, openLesson, quiz, recorded, type Phone } from './a-lesson.tsx';

vi.mock('../../../src/device/record.ts', { spy: true });

const press = (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }));
const saved = () => screen.findByText(/14:\d\d/);
const isSaid = () => screen.queryByText('Kept on this phone') !== null;

let phone: Phone;
beforeEach(async () => {
  vi.mocked(device.record).mockReset();
  phone = await aPhone();
});

const questionShown = () => Number(/Question (\d)/.exec(screen.getByRole('heading', { level: 1 }).textContent ?? '')?.[1]);

/** Goes on to the next question and waits until it is there. */
async function goOn(times = 1) {
  for (let n = 0; n < times; n++) {
    const at = questionShown();
    await press('Next question');
    await screen.findByText(`Question ${at + 1} / 5`);
  }
}

async function lookOver() {
  await goOn(5 - questionShown());
  await press('Look over the answers');
  await screen.findByRole('button', { name: 'Hand in' });
}

async function begin(n = 2) {
  const view = openLesson(phone, n);
  await screen.findByRole('button', { name: 'Begin the quiz' });
  await press('Begin the quiz');
  await screen.findByText('Question 1 / 5');
  return view;
}

test('all five kinds are answered, looked over, handed in and marked', async () => {
  await begin();
  await userEvent.click(screen.getByRole('radio', { name: 'en second' }));
  await goOn();
  await userEvent.click(await screen.findByRole('checkbox', { name: 'en first' }));
  await userEvent.click(screen.getByRole('checkbox', { name: 'en third' }));
  await goOn();
  await userEvent.click(await screen.findByRole('radio', { name: 'True' }));
  await goOn();
  await userEvent.type(await screen.findByRole('textbox', { name: 'en: how many?' }), '15');
  await goOn();
  await userEvent.type(await screen.findByRole('textbox', { name: 'en: which word?' }), 'ICRA');
  await press('Look over the answers');
  await screen.findByText('Every question has an answer.');
  await press('Hand in');
  await screen.findByRole('heading', { name: 'You have passed' });
  expect(screen.getByText('100%')).toBeInTheDocument();
  const said = await recorded(phone);
  expect(said.slice(0, 3)).toEqual(['launched', 'initialized', 'attempted']);
  expect(said).toEqual(expect.arrayContaining(['answered one=b', 'answered many=a[,]c', 'answered yes=true', 'answered days=15', 'answered word=ICRA']));
  expect(said.slice(-2)).toEqual(['passed', 'completed']);
});

/** Chooses an answer whose keeping takes until the function that this gives is called. */
async function chooseUnkept(choice: string): Promise<() => void> {
  let keep: (() => void) | undefined;
  vi.mocked(device.record).mockImplementationOnce(async (...all) => {
    await new Promise<void>((resolve) => (keep = resolve));
    const { record } = await vi.importActual<typeof device>('../../../src/device/record.ts');
    await record(...all);
  });
  await userEvent.click(screen.getByRole('radio', { name: choice }));
  await waitFor(() => expect(keep).toBeDefined());
  return keep!;
}

test('"kept" is said only after the answer is kept', async () => {
  await begin();
  const keep = await chooseUnkept('en second');
  expect(isSaid()).toBe(false);
  expect(await recorded(phone)).not.toContain('answered one=b');
  keep();
  await saved();
  expect(isSaid()).toBe(true);
  expect(await recorded(phone)).toContain('answered one=b');
});

test('an answer changed while the one before it is being kept is not called kept with it', async () => {
  await begin();
  const keep = await chooseUnkept('en second');
  await userEvent.click(screen.getByRole('radio', { name: 'en first' }));
  keep();
  await waitFor(async () => expect(await recorded(phone)).toContain('answered one=b'));
  if (!(await recorded(phone)).includes('answered one=a')) expect(isSaid()).toBe(false);
  await saved();
  expect(await recorded(phone)).toContain('answered one=a');
});

test('an answer that could not be kept stays on the screen, says so, and is kept at the next try', async () => {
  await begin();
  await userEvent.click(screen.getByRole('radio', { name: 'en second' }));
  await saved();
  await goOn();
  vi.mocked(device.record).mockRejectedValueOnce(problem('storage-full'));
  await userEvent.click(screen.getByRole('checkbox', { name: 'en first' }));
  await press('Next question');
  const card = await screen.findByRole('alert');
  expect(card).toHaveTextContent('There is not enough room on this phone');
  expect(card).toHaveTextContent('all that was saved before is safe');
  expect(isSaid()).toBe(false);
  expect(screen.getByText('Question 2 / 5')).toBeInTheDocument();
  expect(screen.getByRole('checkbox', { name: 'en first' })).toBeChecked();
  expect(await recorded(phone)).toContain('answered one=b');
  await userEvent.click(within(card).getByRole('button', { name: 'Try again' }));
  await saved();
  expect(await recorded(phone)).toContain('answered many=a');
});

test('a quiz left in the middle goes on in the same attempt at the first question without an answer', async () => {
  const view = await begin();
  await userEvent.click(screen.getByRole('radio', { name: 'en first' }));
  await saved();
  view.unmount();
  openLesson(phone, 2);
  await screen.findByText('Question 2 / 5');
  await press('Back');
  expect(await screen.findByRole('radio', { name: 'en first' })).toBeChecked();
  expect((await recorded(phone)).filter((each) => each === 'attempted')).toHaveLength(1);
});

test('what was typed is kept when the lesson is left without another tap', async () => {
  const view = await begin();
  await goOn(3);
  await userEvent.type(await screen.findByRole('textbox'), '12');
  view.unmount();
  await waitFor(async () => expect((await recorded(phone)).at(-1)).toBe('terminated'));
  expect(await recorded(phone)).toContain('answered days=12');
});

test('of two answers to a question the last one counts', async () => {
  await begin();
  await userEvent.click(screen.getByRole('radio', { name: 'en first' }));
  await saved();
  await userEvent.click(screen.getByRole('radio', { name: 'en second' }));
  await waitFor(async () => expect(await recorded(phone)).toContain('answered one=b'));
  await lookOver();
  expect(await screen.findByText('4 questions have no answer and give no points.')).toBeInTheDocument();
  await press('Hand in');
  await screen.findByRole('heading', { name: 'Not passed this time' });
  expect(screen.getByText('1 of 6')).toBeInTheDocument();
});

test('the language can change in the middle and nothing typed is lost', async () => {
  await begin();
  await goOn(3);
  await userEvent.type(await screen.findByRole('textbox', { name: 'en: how many?' }), '1');
  await press('Language of the text');
  await userEvent.click(screen.getByRole('radio', { name: /Azərbaycanca/ }));
  const field = await screen.findByRole('textbox', { name: 'az: how many?' });
  expect(field).toHaveValue('1');
  expect(screen.getByText('az: how many?')).toHaveAttribute('lang', 'az');
});

async function failOnce() {
  await lookOver();
  await press('Hand in');
  await screen.findByRole('heading', { name: 'Not passed this time' });
}

test('the right answer is not shown while another attempt could use it; after the last it is, and the supervisor decides', async () => {
  await begin();
  await userEvent.click(screen.getByRole('radio', { name: 'en first' }));
  await failOnce();
  expect(screen.getByText('en: look again')).toBeInTheDocument();
  expect(screen.queryByText('Right would be:')).toBeNull();
  expect(screen.getByText('You have 1 attempt.')).toBeInTheDocument();
  await press('Try again');
  await screen.findByText('Question 1 / 5');
  expect(screen.getByRole('radio', { name: 'en first' })).not.toBeChecked();
  await failOnce();
  expect(screen.getByText(/Your supervisor sees the result and decides/)).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  expect(screen.getAllByText('Right would be:')).toHaveLength(5);
  expect((await recorded(phone)).filter((each) => each === 'completed')).toHaveLength(1);
});

test('an attempt begun on one edition is gone on with, and marked, on that edition', async () => {
  const view = await begin();
  await userEvent.click(screen.getByRole('radio', { name: 'en second' }));
  await saved();
  view.unmount();
  const items = quiz.items.map((item) => (item.id === 'one' ? { ...item, correct: 'a' } : item)) as typeof quiz.items;
  await install(phone.db, { release: 2, quiz: { ...quiz, items } });
  openLesson(phone, 2);
  await screen.findByText('Question 2 / 5');
  await lookOver();
  await press('Hand in');
  await screen.findByText('en: well seen');
  const editions = (await device.statementsOf(phone.open)).filter(({ s }) => s.result).map((line) => line.edition);
  expect(new Set(editions)).toEqual(new Set([phone.edition]));
});

test('a quiz is taken with the keyboard alone', async () => {
  openLesson(phone, 2);
  (await screen.findByRole('button', { name: 'Begin the quiz' })).focus();
  await userEvent.keyboard('{Enter}');
  await screen.findByText('Question 1 / 5');
  screen.getByRole('radio', { name: 'en first' }).focus();
  await userEvent.keyboard(' ');
  await saved();
  await goOn(3);
  (await screen.findByRole('textbox', { name: 'en: how many?' })).focus();
  await userEvent.keyboard('15{Enter}');
  await screen.findByText('Question 5 / 5');
  expect(await recorded(phone)).toEqual(expect.arrayContaining(['answered one=a', 'answered days=15']));
});
