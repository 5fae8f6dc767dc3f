import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { first, json, second, sitDown } from './a-desk.tsx';

afterEach(() => sessionStorage.clear());
const open = `/desk/review/${first.registration}`;
type User = ReturnType<typeof sitDown>['user'];

const giveBack = async (user: User, reason: string) => {
  await user.click(await screen.findByRole('radio', { name: 'Return for correction' }));
  if (reason) await user.type(screen.getByLabelText(/^Reason/), reason);
};
const isDecision = (path: string) => path.endsWith('/decisions');

test('returning needs a reason, approving does not', async () => {
  const { user } = sitDown(open);
  await giveBack(user, '   ');
  expect(screen.getByRole('button', { name: /^Return and go to next/ })).toBeDisabled();
  expect(screen.getByText('A reason is needed.')).toBeInTheDocument();
  await user.click(screen.getByRole('radio', { name: 'Approve' }));
  expect(screen.getByRole('button', { name: /^Approve and go to next/ })).toBeEnabled();
});

test('a decision is said to be kept only by the server’s word, and the next result opens', async () => {
  const { user, server } = sitDown(open);
  await giveBack(user, 'Describe the second sign too.');
  await user.click(screen.getByRole('button', { name: /^Return and go to next/ }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Rauf Hasanov: Public ethics' })).toBeInTheDocument();
  expect(screen.getByText('Aysel Quliyeva: returned for correction. The server has kept it.')).toBeInTheDocument();
  expect(server.decided).toEqual([expect.objectContaining({ registration: first.registration, kind: 'returned', reason: 'Describe the second sign too.' })]);
  expect(Object.keys(sessionStorage)).toEqual([]);
});

test('after the last one the list comes back', async () => {
  const { user } = sitDown(open, { completions: [first] });
  await user.click(await screen.findByRole('radio', { name: 'Approve' }));
  await user.click(screen.getByRole('button', { name: /^Approve/ }));
  expect(await screen.findByRole('heading', { name: 'Nothing waits for you' })).toBeInTheDocument();
  expect(screen.getByText(/approved. The server has kept it/)).toBeInTheDocument();
});

test('a sending without an answer claims nothing, keeps the words, and sent again counts once', async () => {
  const ids: string[] = [];
  let isCut = true;
  const { user, server } = sitDown(open, {
    instead: ({ path, body }) => {
      if (!isDecision(path)) return undefined;
      ids.push((JSON.parse(body) as { id: string }).id);
      return isCut ? new Error('cut') : undefined;
    },
  });
  await giveBack(user, 'Look again.');
  await user.click(screen.getByRole('button', { name: /^Return/ }));
  expect(await screen.findByText(/nobody knows yet whether the decision arrived/)).toBeInTheDocument();
  expect(screen.queryByText(/has kept it/)).toBeNull();
  expect(screen.getByLabelText(/^Reason/)).toHaveValue('Look again.');
  isCut = false;
  await user.click(screen.getByRole('button', { name: /^Send again/ }));
  expect(await screen.findByText(/has kept it/)).toBeInTheDocument();
  expect(ids).toHaveLength(2);
  expect(ids[0]).toBe(ids[1]);
  expect(server.decided).toHaveLength(1);
});

test('words changed after an unanswered sending are another decision: the server never keeps other words than the screen shows', async () => {
  let isLost = true;
  // The decision arrives; only the answer is lost.
  const { user, server } = sitDown(open, {
    instead: ({ path, body }) => {
      if (!isDecision(path) || !isLost) return undefined;
      server.decided.push({ ...(JSON.parse(body) as (typeof server.decided)[number]), registration: first.registration });
      return new Error('cut');
    },
  });
  await giveBack(user, 'First words.');
  await user.click(screen.getByRole('button', { name: /^Return/ }));
  await screen.findByRole('button', { name: /^Send again/ });
  isLost = false;
  await user.type(screen.getByLabelText(/^Reason/), ' And more.');
  await user.click(screen.getByRole('button', { name: /^Return/ }));
  await screen.findByText(/has kept it/);
  expect(server.decided.map(({ reason }) => reason)).toEqual(['First words.', 'First words. And more.']);
});

test('a refused decision says why, and what was written stays', async () => {
  const { user } = sitDown(open, { instead: ({ path }) => (isDecision(path) ? json(409, { code: 'not-allowed' }) : undefined) });
  await giveBack(user, 'Look again.');
  await user.click(screen.getByRole('button', { name: /^Return/ }));
  expect(await screen.findByRole('alert')).toHaveTextContent('You may not do this');
  expect(screen.getByLabelText(/^Reason/)).toHaveValue('Look again.');
  expect(screen.queryByRole('button', { name: /^Send again/ })).toBeNull();
});

test('a sign-in that ends in the middle loses no word: one comes back to the same result with the reason written', async () => {
  const { user, server } = sitDown(open);
  await giveBack(user, 'Describe the second sign.');
  server.who = undefined;
  await user.click(screen.getByRole('button', { name: /^Return/ }));
  expect(await screen.findByText(/Your sign-in has ended/)).toBeInTheDocument();
  expect(server.decided).toEqual([]);
  await user.type(screen.getByLabelText('Name for signing in'), 'leyla');
  await user.type(screen.getByLabelText('Password'), 'right{Enter}');
  expect(await screen.findByLabelText(/^Reason/)).toHaveValue('Describe the second sign.');
  expect(window.location.pathname).toBe(open);
  expect(screen.getByRole('button', { name: /^Return/ })).toBeEnabled();
});

test('what one person was writing is not shown to the next at the same computer', async () => {
  const { user, server } = sitDown(open);
  await giveBack(user, 'My words.');
  server.who = undefined;
  await user.click(screen.getByRole('button', { name: /^Return/ }));
  await user.type(await screen.findByLabelText('Name for signing in'), 'somebody');
  await user.type(screen.getByLabelText('Password'), 'right{Enter}');
  await screen.findByRole('radio', { name: 'Approve' });
  expect(screen.queryByText('My words.')).toBeNull();
});

test('without a network the form says that nothing is sent now, and keeps what was written', async () => {
  const { user, server } = sitDown(open);
  await giveBack(user, 'Kept.');
  const onLine = Object.getOwnPropertyDescriptor(Navigator.prototype, 'onLine');
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });
  fireEvent(window, new Event('offline'));
  expect(await screen.findByText(/Nothing is sent now/)).toBeInTheDocument();
  expect(screen.getByRole('button', { name: /^Return/ })).toBeDisabled();
  Object.defineProperty(navigator, 'onLine', onLine ?? { configurable: true, get: () => true });
  fireEvent(window, new Event('online'));
  await waitFor(() => expect(screen.getByRole('button', { name: /^Return/ })).toBeEnabled());
  expect(screen.getByLabelText(/^Reason/)).toHaveValue('Kept.');
  expect(server.decided).toEqual([]);
});

test('Ctrl and Enter send; arrows go to the neighbours, but not while one writes', async () => {
  const { user, server } = sitDown(open);
  await giveBack(user, 'Short.');
  await user.keyboard('{ArrowRight}');
  expect(window.location.pathname).toBe(open);
  await user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => expect(server.decided).toHaveLength(1));
  await screen.findByRole('heading', { level: 1, name: /Rauf/ });
});

test('arrows go from result to result', async () => {
  const { user } = sitDown(open);
  await screen.findByRole('link', { name: /^Next/ });
  await user.keyboard('{ArrowRight}');
  expect(await screen.findByRole('heading', { level: 1, name: /Rauf/ })).toBeInTheDocument();
  expect(window.location.pathname).toBe(`/desk/review/${second.registration}`);
});

test('a result already decided is not decided again by a slip', async () => {
  const { user } = sitDown(open, { completions: [{ ...first, state: 'approved' }] });
  expect(await screen.findByRole('heading', { name: 'Decided' })).toBeInTheDocument();
  expect(screen.queryByRole('radio')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Decide anew' }));
  expect(screen.getAllByRole('radio')).toHaveLength(3);
});
