import { screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { mayOf } from '../../../src/app/desk/may.ts';
import { first, sitDown } from './a-desk.tsx';

afterEach(() => sessionStorage.clear());

const places = async () => within(await screen.findByRole('navigation', { name: 'Places of the desk' })).getAllByRole('link').map((link) => link.getAttribute('href'));

test('each role finds its places and no others', async () => {
  const expected = {
    trainer: ['people'],
    supervisor: ['review', 'people', 'courses', 'export'],
    author: ['courses', 'translations'],
    operator: ['review', 'people', 'courses', 'export', 'import', 'audit'],
  } as const;
  for (const role of ['trainer', 'supervisor', 'author', 'operator'] as const) {
    const { unmount } = sitDown('/desk', { role });
    expect(await places(), role).toEqual(expected[role].map((place) => `/desk/${place}`));
    unmount();
  }
});

test('a trainer makes enrolment codes, resets nothing and is not asked to review', async () => {
  const { server } = sitDown('/desk/people/p-aysel', { role: 'trainer' });
  expect(await screen.findByRole('button', { name: 'Make an enrolment code' })).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: /forgotten PIN/ })).toBeNull();
  expect(server.asked.filter((each) => each.includes('completions'))).toEqual([]);
});

test('an address of another role’s place is plainly not here', async () => {
  sitDown(`/desk/review/${first.registration}`, { role: 'trainer' });
  expect(await screen.findByRole('alert')).toHaveTextContent('This page is not here');
  expect(screen.queryByText(/Aysel/)).toBeNull();
});

test('an author sees the courses and the command, and assigns nothing', async () => {
  const { server } = sitDown('/desk', { role: 'author' });
  expect(await screen.findByText(/karvan publish/)).toBeInTheDocument();
  expect(await screen.findByRole('rowheader', { name: /Public ethics/ })).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Assign a course' })).toBeNull();
  expect(server.asked.some((each) => each.includes('assignments'))).toBe(false);
});

test('a translator sees the courses and the lines that learners found wrong', async () => {
  const { server } = sitDown('/desk', { role: 'translator' });
  expect(await screen.findByRole('heading', { name: 'Lines that learners find wrong' })).toBeInTheDocument();
  expect(server.asked.some((each) => each.includes('reported'))).toBe(true);
});

test('a learner who signs in here is told where the lessons are', async () => {
  sitDown('/desk', { role: 'learner' });
  expect(await screen.findByRole('heading', { name: 'Nothing at the desk for this account' })).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'To the lessons' })).toBeInTheDocument();
});

test('two roles add up', () => {
  const may = mayOf({ grants: [{ role: 'trainer', unit: 'a' }, { role: 'author', unit: 'b' }] });
  expect(may).toMatchObject({ people: true, courses: true, review: false, reset: false, import: false });
});
