import { screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { json, row, sitDown } from './a-desk.tsx';

afterEach(() => sessionStorage.clear());
const person = '/desk/people/p-aysel';

test('a row says in words what its pictures show', async () => {
  sitDown('/desk/people');
  const shown = (await screen.findByRole('rowheader', { name: 'Aysel Quliyeva' })).closest('tr')!;
  expect(within(shown).getByRole('img', { name: '1 of 2 finished' })).toBeInTheDocument();
  expect(within(shown).getByRole('img', { name: 'Records a week, the oldest first: 0, 0, 1, 2, 0, 0, 3, 1' })).toBeInTheDocument();
  expect(shown).toHaveTextContent('1 overdue');
  expect(shown).toHaveAttribute('data-state', 'halt');
});

test('work that stands still is said with its phone, since when, and what helps; work that has only just been told of is not', async () => {
  const phone = { enrolled: '2026-10-01T09:00:00Z', lines: 2, isWhole: true };
  const still = { ...phone, device: '7c1f22aa-0000', waiting: 40, behind: { since: '2026-11-20T09:00:00Z', isStuck: true } };
  const fresh = { ...phone, device: '8d2f22aa-0000', waiting: 3, behind: { since: '2026-11-24T09:00:00Z', isStuck: false } };
  sitDown(person, { role: 'trainer', instead: ({ path }) => (path === '/api/desk/people/p-aysel' ? json(200, { person: { ...row, quiet: 'stuck' }, courses: [], devices: [still, fresh] }) : undefined) });
  expect(await screen.findByText('Phone 7c1f22aa: 40 records have not come yet. Nothing of it has moved since 20 November.')).toBeInTheDocument();
  expect(screen.getByText(/Ask Aysel Quliyeva to open Karvan where there is a signal/)).toBeInTheDocument();
  expect(screen.queryByText(/Phone 8d2f22aa/)).toBeNull();
});

test('rescued work that no phone signed counts only with a reason; without an answer the same decision is sent again', async () => {
  const sent: { id: string; reason: string }[] = [];
  let isDown = true;
  const { user } = sitDown(person, {
    instead: ({ method, path, body }) => {
      if (path === '/api/desk/people/p-aysel') return json(200, { person: row, unsigned: 7, courses: [], devices: [] });
      if (method !== 'POST' || !path.endsWith('/unsigned')) return undefined;
      sent.push(JSON.parse(body) as (typeof sent)[number]);
      return isDown ? new Error('cut') : json(201, { id: sent[0]!.id, counted: 7 });
    },
  });
  expect(await screen.findByText(/^7 records of Aysel Quliyeva were saved from a phone without its PIN/)).toBeInTheDocument();
  const count = screen.getByRole('button', { name: 'Let them count' });
  expect(count).toBeDisabled();
  await user.type(screen.getByLabelText(/Why they may count/), 'I was there.');
  await user.click(count);
  expect(await screen.findByRole('alert')).toBeInTheDocument();
  isDown = false;
  await user.click(screen.getByRole('button', { name: 'Let them count' }));
  expect(await screen.findByText(/what could be read of the rescued work counts now/)).toBeInTheDocument();
  expect([sent.length, new Set(sent.map(({ id }) => id)).size, sent[0]!.reason]).toEqual([2, 1, 'I was there.']);
});

test('a trainer is not asked to decide about rescued work', async () => {
  sitDown(person, { role: 'trainer', instead: ({ path }) => (path === '/api/desk/people/p-aysel' ? json(200, { person: row, unsigned: 7, courses: [], devices: [] }) : undefined) });
  await screen.findByRole('button', { name: 'Make an enrolment code' });
  expect(screen.queryByRole('button', { name: 'Let them count' })).toBeNull();
});

test('an enrolment code is shown large with its picture, and is gone once it was passed on', async () => {
  const { user } = sitDown(person);
  await user.click(await screen.findByRole('button', { name: 'Make an enrolment code' }));
  expect(await screen.findByText('K7QF2-M9XTR')).toBeInTheDocument();
  expect(await screen.findByRole('img', { name: /QR code with the enrolment code: Aysel/ })).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'I have passed it on' }));
  expect(screen.queryByText('K7QF2-M9XTR')).toBeNull();
  expect(document.body.innerHTML).not.toContain('K7QF2');
});

test('a PIN reset says what it does and is made only after a second yes', async () => {
  const { user, server } = sitDown(person);
  await user.click(await screen.findByRole('button', { name: 'Help with a forgotten PIN' }));
  expect(await screen.findByText(/lets whoever holds the phone of Aysel Quliyeva choose a new PIN/)).toBeInTheDocument();
  expect(server.asked.some((each) => each.startsWith('POST'))).toBe(false);
  await user.click(screen.getByRole('button', { name: 'Make the reset code' }));
  expect(await screen.findByText('RSET2-M9XTR')).toBeInTheDocument();
});

test('a code that could not be made is not shown, and the reason is', async () => {
  const { user } = sitDown(person, { instead: ({ path }) => (path.endsWith('/codes') ? json(403, { code: 'not-allowed' }) : undefined) });
  await user.click(await screen.findByRole('button', { name: 'Make an enrolment code' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('You may not do this');
  expect(screen.queryByRole('status', { name: /code/ })).toBeNull();
});

test('taking an assignment away asks again and says what stays', async () => {
  const { user, server } = sitDown('/desk/courses');
  await user.click(await screen.findByRole('button', { name: /^Take away/ }));
  expect(await screen.findByText(/every decision stay/)).toBeInTheDocument();
  expect(server.asked.some((each) => each.startsWith('DELETE'))).toBe(false);
  const dialog = screen.getByRole('dialog');
  await user.click(within(dialog).getByRole('button', { name: 'Take away' }));
  expect(await screen.findByText('Public ethics: no longer assigned.')).toBeInTheDocument();
  expect(server.asked).toContain('DELETE /api/desk/assignments/as-1');
});

test('a course is assigned with its last day and mark', async () => {
  const sent: unknown[] = [];
  const { user } = sitDown('/desk/courses', {
    instead: ({ method, path, body }) => {
      if (method === 'POST' && path.endsWith('/assignments')) sent.push(JSON.parse(body));
      return undefined;
    },
  });
  await user.click(await screen.findByRole('button', { name: 'Assign a course' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByRole('button', { name: 'Assign' })).toBeDisabled();
  await user.selectOptions(within(dialog).getByLabelText(/To this unit/), 'u');
  await user.type(within(dialog).getByLabelText(/Last day/), '2026-12-09');
  await user.click(within(dialog).getByRole('checkbox', { name: /Mandatory/ }));
  await user.click(within(dialog).getByRole('button', { name: 'Assign' }));
  expect(await screen.findByText('Public ethics: assigned.')).toBeInTheDocument();
  expect(sent).toEqual([{ course: 'samples/ethics', unit: 'u', due: '2026-12-09', isMandatory: true }]);
});

test('an older answer stays only with its time beside it', async () => {
  let isDown = false;
  const { user } = sitDown('/desk/people', { instead: ({ path }) => (isDown && path === '/api/desk/people' ? new Error('cut') : undefined) });
  await screen.findByRole('link', { name: 'Aysel Quliyeva' });
  expect(screen.queryByText(/no newer answer/)).toBeNull();
  isDown = true;
  await user.click(screen.getByRole('link', { name: 'Aysel Quliyeva' }));
  await user.click(await screen.findByRole('button', { name: 'Make an enrolment code' }));
  await user.click(await screen.findByRole('button', { name: 'I have passed it on' }));
  await user.click(within(screen.getByRole('main')).getByRole('link', { name: 'People' }));
  expect(await screen.findByText(/there is no newer answer from the server/)).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Aysel Quliyeva' })).toBeInTheDocument();
});
