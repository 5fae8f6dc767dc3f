import { screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { evidenceOf, first, json, second, sitDown } from './a-desk.tsx';

afterEach(() => sessionStorage.clear());
const open = `/desk/review/${first.registration}`;

test('arrows move from result to result and Enter opens one', async () => {
  const { user } = sitDown('/desk/review');
  const link = await screen.findByRole('link', { name: /Aysel Quliyeva/ });
  link.focus();
  await user.keyboard('{ArrowDown}');
  expect(screen.getByRole('link', { name: /Rauf Hasanov/ })).toHaveFocus();
  await user.keyboard('{ArrowUp}');
  expect(link).toHaveFocus();
  await user.keyboard('{ArrowDown}{Enter}');
  expect(await screen.findByRole('heading', { level: 1, name: 'Rauf Hasanov: Public ethics' })).toBeInTheDocument();
});

test('how many wait stands beside Review, also in words', async () => {
  sitDown('/desk/people');
  expect(await screen.findByRole('link', { name: 'Review 2 wait' })).toBeInTheDocument();
});

test('the CSV link carries exactly the filter of the list', async () => {
  const { user, server } = sitDown('/desk/review?unit=u');
  await user.click(await screen.findByRole('button', { name: 'Approved' }));
  const href = screen.getByRole('link', { name: 'Take this list as CSV' }).getAttribute('href');
  expect(href).toBe('/api/desk/completions.csv?state=approved&unit=u');
  expect(server.asked).toContain('GET /api/desk/completions?state=approved&unit=u');
});

test('an empty list says how something comes here, a narrowed one how to see all', async () => {
  const { unmount } = sitDown('/desk/review', { completions: [] });
  expect(await screen.findByRole('heading', { name: 'Nothing waits for you' })).toBeInTheDocument();
  expect(screen.queryByRole('link', { name: 'Show all' })).toBeNull();
  unmount();
  sitDown('/desk/review?unit=u', { completions: [] });
  expect(await screen.findByRole('link', { name: 'Show all' })).toHaveAttribute('href', '/desk/review');
});

test('a list of several pages is read on and loses nothing', async () => {
  const pages: Record<string, unknown> = { '': { completions: [first], next: 'two', waiting: 2 }, two: { completions: [second], waiting: 2 } };
  const { user } = sitDown('/desk/review', {
    instead: ({ path }) => (path === '/api/desk/completions' ? json(200, pages[asked()]) : undefined),
  });
  let calls = 0;
  function asked(): string {
    // The count beside "Review" shares the first page; only "show more" names the second.
    return calls++ === 0 ? '' : 'two';
  }
  await screen.findByRole('link', { name: /Aysel/ });
  await user.click(screen.getByRole('button', { name: 'Show more' }));
  expect(await screen.findByRole('link', { name: /Rauf/ })).toBeInTheDocument();
  expect(screen.getByRole('link', { name: /Aysel/ })).toBeInTheDocument();
});

test('where phone and server disagree both verdicts stand there; where they agree only one', async () => {
  sitDown(open);
  const apart = (await screen.findByRole('rowheader', { name: /How many days/ })).closest('tr')!;
  expect(apart).toHaveTextContent('phone: right; server: wrong');
  expect(apart).toHaveAttribute('data-state', 'halt');
  const same = screen.getByRole('rowheader', { name: /A gift is left/ }).closest('tr')!;
  expect(same).toHaveTextContent('right');
  expect(same).not.toHaveTextContent('server');
});

test('what a result rests on is said in words: release, clock, sequence, receipt', async () => {
  sitDown(open);
  expect(await screen.findByText('Release 3, edition 3f9ac1d2')).toBeInTheDocument();
  expect(screen.getByText('The phone’s clock was at least 9 mins behind')).toBeInTheDocument();
  expect(screen.getByText('7c1f22aa, sequence 3–9, no gap')).toBeInTheDocument();
  expect(within(screen.getByRole('list', { name: 'The way of this result' })).getByText('Received: K7QF-2M9X')).toBeInTheDocument();
});

test('where the phone’s clock cannot be believed its dates are shown nowhere, and the server’s moments before and after are', async () => {
  const { began: _, ended: __, ...attempt } = evidenceOf(first).attempts[0]!;
  const [device] = evidenceOf(first).devices;
  const between = { from: '2026-11-10T09:00:00Z', to: '2026-11-20T09:00:00Z' };
  sitDown(open, { evidence: (completion) => ({ ...evidenceOf(completion), attempts: [{ ...attempt, within: between }], devices: [{ ...device!, clockAhead: 315_576_000 }] }) });
  expect(await screen.findByText(/^Between 10 November.* and 20 November.* by the server’s clock/)).toBeInTheDocument();
  expect(screen.getByRole('list', { name: 'The way of this result' })).toHaveTextContent(/between 10 November/);
  expect(screen.getByRole('rowheader', { name: '1' }).closest('tr')).toHaveTextContent(/between 10 November.*not known/);
  expect(screen.getByText(/clock was at least 3,653 days ahead/)).toBeInTheDocument();
  expect(document.body).not.toHaveTextContent('by the phone’s clock');
});

test('a remark that this version does not know shows its code, a known one its words', async () => {
  const notes = [
    { seq: 4, device: 'd', note: 'from-the-future' },
    { seq: 5, device: 'd', note: 'old-edition' },
    { seq: 6, device: 'd', note: 'old-edition' },
  ];
  sitDown(open, { evidence: (completion) => ({ ...evidenceOf(completion), notes }) });
  expect(await screen.findByText('Remark from-the-future (1 record)')).toBeInTheDocument();
  expect(screen.getByText(/Taken on an older edition.*\(2 records\)/)).toBeInTheDocument();
});

test('a result outside of one’s units says that it is not here', async () => {
  sitDown('/desk/review/00000000-0000-4000-8000-000000000099');
  expect(await screen.findByRole('alert')).toHaveTextContent('it belongs to a unit outside of yours');
});

test('an answer that is not of this protocol is refused, not half shown', async () => {
  sitDown(open, { instead: ({ path }) => (path.endsWith(first.registration) ? json(200, { completion: { registration: 1 } }) : undefined) });
  expect(await screen.findByRole('alert')).toHaveTextContent('reply-invalid');
});
