import { screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { json, sitDown } from './a-desk.tsx';

afterEach(() => sessionStorage.clear());

const fill = async (user: ReturnType<typeof sitDown>['user'], name: string, password: string) => {
  await user.clear(await screen.findByLabelText('Name for signing in'));
  await user.type(screen.getByLabelText('Name for signing in'), name);
  await user.type(screen.getByLabelText('Password'), password);
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
};

test('a wrong password says so, keeps the name, and the right one opens what was wanted', async () => {
  const { user } = sitDown('/desk/people', { who: undefined });
  await fill(user, 'leyla', 'wrong');
  expect(await screen.findByRole('alert')).toHaveTextContent('The name or the password is not right');
  expect(screen.getByLabelText('Name for signing in')).toHaveValue('leyla');
  await user.type(screen.getByLabelText('Password'), 'right');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'People' })).toBeInTheDocument();
  expect(window.location.pathname).toBe('/desk/people');
});

test('whoever is slowed down reads for how long and cannot try meanwhile', async () => {
  const { user, server } = sitDown('/desk', { who: undefined, instead: ({ method }) => (method === 'POST' ? json(429, { code: 'too-many-tries' }, { 'retry-after': '90' }) : undefined) });
  await fill(user, 'leyla', 'right');
  expect(await screen.findByText(/The next one in 2 min/)).toBeInTheDocument();
  const before = server.asked.length;
  await user.type(screen.getByLabelText('Password'), '{Enter}');
  expect(server.asked.length).toBe(before);
});

test('a first visit is not told that a sign-in has ended', async () => {
  sitDown('/desk', { who: undefined });
  await screen.findByLabelText('Password');
  expect(screen.queryByText(/has ended/)).toBeNull();
});

test('a server that does not answer is no closed door: it says so and can be asked again', async () => {
  let isDown = true;
  const { user } = sitDown('/desk/people', { instead: ({ path }) => (isDown && path.endsWith('/session') ? new Error('cut') : undefined) });
  expect(await screen.findByRole('alert')).toHaveTextContent('The server cannot be reached');
  isDown = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'People' })).toBeInTheDocument();
});

test('after signing out nothing of anybody stays on the screen or in the tab', async () => {
  const { user } = sitDown('/desk/people');
  await screen.findByRole('link', { name: 'Aysel Quliyeva' });
  sessionStorage.setItem('karvan-desk-draft/p-leyla/x', '{}');
  await user.click(screen.getByRole('button', { name: 'Sign out' }));
  await screen.findByLabelText('Password');
  expect(screen.queryByText('Aysel Quliyeva')).toBeNull();
  expect(Object.keys(sessionStorage)).toEqual([]);
});

test('a sign-out that did not reach the server is not called one', async () => {
  const { user } = sitDown('/desk/people', { instead: ({ method }) => (method === 'DELETE' ? new Error('cut') : undefined) });
  await user.click(await screen.findByRole('button', { name: 'Sign out' }));
  expect(await screen.findByText('The server cannot be reached')).toBeInTheDocument();
  await waitFor(() => expect(screen.queryByLabelText('Password')).toBeNull());
});
