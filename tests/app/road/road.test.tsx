import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { Road } from '../../../src/app/road/road.tsx';
import { SessionProvider } from '../../../src/app/session.tsx';
import { loadWords } from '../../../src/app/ui/words.ts';
import type { CourseId, ProfileId } from '../../../src/core/ids.ts';
import type { Install } from '../../../src/device/db.ts';
import { copyWorkers } from '../../../src/device/storage.ts';
import type { CarriedId } from '../../../src/sync/bundle.ts';
import { aPhone, course, type Phone } from '../play/a-lesson.tsx';

let phone: Phone;
beforeEach(async () => {
  await loadWords('carry');
  phone = await aPhone();
});

async function seeRoad(): Promise<void> {
  render(
    <SessionProvider real={phone.real} opened={phone.open}>
      <Road />
    </SessionProvider>,
  );
  await screen.findByText('List of trusted publishers');
  await screen.findByText('No results yet');
}
/** The one row that speaks of this. */
const row = async (words: string) => within((await screen.findByText(words)).closest('li')!);
const headings = () => screen.getAllByRole('heading', { level: 2 }).map((each) => each.textContent);

async function onItsWay(change: Partial<Install>): Promise<void> {
  await phone.db.installs.update(course, change);
}

test('a phone on which nothing is on its way says nothing of it', async () => {
  await seeRoad();
  expect(headings()).toEqual(['No results yet', 'This phone']);
});

test('a paused download says how much is here, and has the one button that goes on', async () => {
  await onItsWay({ state: 'paused', held: 3_000_000, of: 12_000_000 });
  await seeRoad();
  const there = await row('Ethics');
  expect(there.getByText('Paused')).toBeInTheDocument();
  expect(there.getByText('3 of 12 MB')).toBeInTheDocument();
  expect(there.getAllByRole('button').map((each) => each.textContent)).toEqual(['Go on with the download: Ethics']);
});

test('a download that is taken up by itself asks nothing; without a network it says so', async () => {
  await onItsWay({ state: 'wanted', held: 3_000_000, of: 12_000_000 });
  const isOnline = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  await seeRoad();
  const there = await row('Ethics');
  expect(there.getByText('The network went away')).toBeInTheDocument();
  expect(there.queryByRole('button')).toBeNull();
  isOnline.mockRestore();
});

test('work carried for others shows counts and the label, and leads to where it is given back', async () => {
  const ids = ['a', 'b', 'c'] as unknown as readonly CarriedId[];
  await phone.db.carried.bulkAdd(ids.map((id, n) => ({ id, state: n === 0 ? 'answered' : 'waiting', jwe: 'sealed', tries: 0, notBefore: 0 })));
  await phone.db.batches.add({ label: 'Göygöl kəndi', taken: phone.real.world.now(), envelopes: ids });
  await seeRoad();
  const there = await row('Göygöl kəndi');
  expect(there.getByRole('link')).toHaveAttribute('href', '/carry');
  expect(there.getByText('1 of 3 delivered and answered')).toBeInTheDocument();
  expect(there.getByText('2 parcels wait here for the network')).toBeInTheDocument();
  expect(there.getByText('They go by themselves when there is a network.')).toBeInTheDocument();
});

test('a reply for somebody else is told by the picture that opens it, and nothing more', async () => {
  const other = 'other' as ProfileId;
  await phone.db.profiles.add({ ...(await phone.db.profiles.get(phone.open.id))!, id: other, emblem: 'fish' });
  await phone.db.replies.bulkAdd([{ profile: other, envelope: 1, jwe: 'sealed' }, { profile: other, envelope: 2, jwe: 'sealed' }]);
  await seeRoad();
  const there = await row('Fish');
  expect(there.getByText('2 replies came')).toBeInTheDocument();
  expect(there.getByText(/Only this person’s PIN opens it/)).toBeInTheDocument();
});

test('a phone that holds no list of publishers says that it comes; one that does says which and of when', async () => {
  await seeRoad();
  expect((await row('List of trusted publishers')).getByText('Not here yet')).toBeInTheDocument();
  await phone.db.meta.put({ key: 'trust', value: { list: { version: 7, issued: '2026-11-20T08:00:00.000Z' } } });
  expect(await (await row('List of trusted publishers')).findByText(/^No\. 7, issued 20 Nov/)).toBeInTheDocument();
});

test('a second copy that cannot be written is told, and leads to the phone’s room', async () => {
  copyWorkers.set(phone.db, () => {
    const worker = new EventTarget();
    return Object.assign(worker, { postMessage: ({ id }: { id: number }) => void worker.dispatchEvent(new MessageEvent('message', { data: { id, done: { kind: 'full' } } })) }) as unknown as Worker;
  });
  await seeRoad();
  const there = await row('Second copy of the answers');
  expect(there.getByRole('link')).toHaveAttribute('href', '/storage');
  expect(there.getByText(/^There is no room for the second copy/)).toBeInTheDocument();
});

test('all of it at once stands in one page, each part under its name', async () => {
  await onItsWay({ state: 'paused', held: 1, of: 2, course: 'ministry/ethics' as CourseId });
  await phone.db.carried.add({ id: 'a' as CarriedId, state: 'waiting', jwe: 'sealed', tries: 0, notBefore: 0 });
  await phone.db.batches.add({ label: '', taken: phone.real.world.now(), envelopes: ['a' as CarriedId] });
  await phone.db.replies.add({ profile: phone.open.id, envelope: 1, jwe: 'sealed' });
  await seeRoad();
  for (const name of ['Courses on their way', 'Carry work for others', 'Replies that wait for their person']) await screen.findByText(name);
  expect(headings()).toEqual(['No results yet', 'Replies that wait for their person', 'Carry work for others', 'Courses on their way', 'This phone']);
});

const told = async (isUnknown: boolean) => {
  await phone.db.envelopes.clear();
  await phone.db.envelopes.add({ profile: phone.open.id, state: 'waiting', from: 0, to: 0, jwe: 'sealed', sent: 0, tries: 1, notBefore: 0, isUnknown });
};
/** Answers enrolments like this, and keeps what was asked. */
const answering = (status: number, body: object) => {
  const asked: Record<string, unknown>[] = [];
  const fetch = (async (at: string, { body: sent }: { body: string } = { body: '' }) => {
    if (at !== '/api/enrolments') throw new TypeError('Failed to fetch');
    asked.push(JSON.parse(sent) as Record<string, unknown>);
    return Response.json(body, { status });
  }) as unknown as typeof globalThis.fetch;
  phone = { ...phone, real: { ...phone.real, fetch } };
  return asked;
};
const enter = async (code: string) => {
  fireEvent.click(await screen.findByRole('button', { name: 'Enter the code' }));
  fireEvent.change(await screen.findByLabelText('Code of 10 letters and digits'), { target: { value: code } });
  fireEvent.click(screen.getByRole('button', { name: 'Go on' }));
};

describe('a phone that the server does not know', () => {
  test('is told so, and that nothing is lost; with a new code it joins again with the keys and the profile that it has', async () => {
    await told(true);
    const asked = answering(201, { karvan: 1, profile: phone.open.id, name: 'Aysel Quliyeva' });
    await seeRoad();
    expect(screen.getByText(/Nothing is lost: all of your work is on this phone/)).toBeInTheDocument();
    await enter('abcde fghjk');
    await screen.findByText('List of trusted publishers');
    const profile = (await phone.db.profiles.get(phone.open.id))!;
    expect(asked).toEqual([expect.objectContaining({ code: 'ABCDEFGHJK', device: profile.device, profile: phone.open.id, sign: expect.objectContaining({ kid: profile.kid }) as unknown, proof: expect.any(String) as string })]);
    await told(false);
    await waitFor(() => expect(screen.queryByText('The server does not know this phone')).toBeNull());
  });

  test('stays where it is when the code is for another person, and says so', async () => {
    await told(true);
    answering(409, { code: 'enrolment-code-foreign' });
    await seeRoad();
    await enter('ABCDE-FGHJK');
    expect(await screen.findByText('This code is for another person')).toBeInTheDocument();
    expect(screen.getByLabelText('Code of 10 letters and digits')).toHaveValue('ABCDE-FGHJK');
  });

  test('negative control: one that the server knows is told nothing', async () => {
    await told(false);
    await seeRoad();
    expect(screen.queryByText('The server does not know this phone')).toBeNull();
  });
});
