/** A database that goes away under a screen: whatever that screen makes of it, what became of the database is said. */
import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { StorageGate } from '../../../src/app/home/storage-gate.tsx';
import { SessionProvider } from '../../../src/app/session.tsx';
import { Boundary } from '../../../src/app/ui/boundary.tsx';
import { aPhone } from '../play/a-lesson.tsx';

/** Fails as a screen does that was reading when the database was closed. */
function Reader() {
  const [failure, setFailure] = useState<Error>();
  if (failure) throw failure;
  return <button onClick={() => setFailure(Object.assign(new Error('closed'), { name: 'DatabaseClosedError' }))}>A lesson</button>;
}

async function aReader() {
  const phone = await aPhone();
  await phone.real.db.meta.put({ key: 'karvan-kept', value: 1 });
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  // As in main.tsx.
  render(<Boundary><SessionProvider real={phone.real}><StorageGate><Reader /></StorageGate></SessionProvider></Boundary>);
  fireEvent.click(await screen.findByRole('button', { name: 'A lesson' }, { timeout: 10_000 }));
  expect(screen.getByText('storage-lost')).toBeInTheDocument();
  const { db } = phone.real;
  return { db, closed: () => (db.on('close') as unknown as { fire: (event: Event) => void }).fire(new Event('close')) };
}

test('storage that was emptied is told as such, also where a screen failed before it was known', async () => {
  const { db, closed } = await aReader();
  await Promise.all(db.tables.map((table) => table.clear()));
  closed();
  expect(await screen.findByText('storage-emptied', undefined, { timeout: 10_000 })).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Begin anew on this phone' })).toBeInTheDocument();
});

test('control: a screen that fails over storage that is whole says so, and nothing of an emptied one', async () => {
  const { closed } = await aReader();
  closed();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(screen.getByText('storage-lost')).toBeInTheDocument();
  expect(screen.queryByText('storage-emptied')).toBeNull();
});
