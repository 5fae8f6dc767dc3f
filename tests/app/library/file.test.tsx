/** The screen of a course from one file: what it says before anything is taken, and when it says nothing but no. */
import { act, configure, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { v7 } from 'uuid';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { FilePage } from '../../../src/app/library/file.tsx';
import { openFile } from '../../../src/app/library/open-file.ts';
import { SessionProvider, type Real } from '../../../src/app/session.tsx';
import { loadWords } from '../../../src/app/ui/words.ts';
import { openDb } from '../../../src/device/db.ts';
import { refreshTrust } from '../../../src/device/trust.ts';
import { aPack, aTrustFile, course } from '../../device/a-course.ts';
import { aPackFile } from '../../device/a-file.ts';
import { aHost } from '../../device/a-host.ts';
import { aLayer, layerId, publishers } from '../../device/a-layer.ts';

vi.setConfig({ testTimeout: 60_000 });
configure({ asyncUtilTimeout: 20_000 });

const orders: unknown[] = [];
vi.stubGlobal('Worker', class {
  addEventListener() {}
  postMessage(order: unknown) {
    orders.push(order);
  }
});
const pack = await aPack();
const film = pack.manifest.files.find(({ path }) => path === 'media/film.mp4')!;

beforeAll(() => loadWords('file', 'layer'));
beforeEach(() => void (orders.length = 0));

/** Opens a file on a phone without a network, which met its institution once or never did. */
async function opened(file: File, { isKnown = true, here = [] as number[], publishers: known = undefined as typeof publishers | undefined, isCourseHere = false } = {}) {
  const [db, host] = [openDb(`phone-${v7()}`), await aHost()];
  if (known) host.trusts(await aTrustFile({ publishers: known }));
  if (isKnown) await refreshTrust(db, host.fetch);
  host.isDown = true;
  if (here.length > 0) {
    await db.installs.put({ course, edition: pack.edition, choice: { languages: ['az'], rendition: 'video' }, state: 'paused', held: 1, of: 2 });
    await db.pieces.bulkPut(here.map((index) => ({ digest: pack.manifest.pieces[index]![0], bytes: new Uint8Array() })));
  }
  if (isCourseHere) {
    await db.editions.put({ edition: pack.edition, course, release: 1, bytes: pack.manifestBytes as Uint8Array<ArrayBuffer>, signature: pack.signature });
    await db.installs.put({ course, edition: pack.edition, choice: { languages: ['az'], rendition: 'video' }, state: 'ready', held: 1, of: 1 });
  }
  const real: Real = { db, world: { now: () => Date.now(), newId: () => v7() }, fetch: host.fetch, chance: () => 0.5, updates: { subscribe: () => () => undefined, isReady: () => false, apply: () => undefined } };
  await openFile(file);
  render(<SessionProvider real={real}><FilePage /></SessionProvider>);
  return db;
}

test('a whole file says that no network is needed, and one tap takes what was shown', async () => {
  const file = await aPackFile(pack);
  const db = await opened(file);
  await screen.findByText('Etika');
  await screen.findByText('No network is needed.');
  await userEvent.click(screen.getByRole('button', { name: /^Take from the file/ }));
  expect(orders).toEqual([{ kind: 'start', course, edition: pack.edition, choice: { languages: ['az'], rendition: 'video' }, file }]);
  await act(() => db.installs.put({ course, edition: pack.edition, choice: { languages: ['az'], rendition: 'video' }, state: 'paused', held: 0, of: 1 }));
  await waitFor(() => expect(location.pathname).toBe(`/course/${course}`));
});

test('a file with a part says how much of it only the network brings', async () => {
  await opened(await aPackFile(pack, { parts: [[0, film.at + 4000]] }));
  await screen.findByText('Etika');
  // The words alone are whole in it, and so they are what is offered first.
  await screen.findByText('Whole in the file');
  await userEvent.click(screen.getByRole('radio', { name: /Full video/ }));
  await screen.findByText(/^5(\.\d)? .* are not in the file\. They come by themselves/);
});

test('what is here already is not taken again', async () => {
  const all = [0, 2, ...Array.from({ length: 9 }, (_, n) => 3 + n)];
  await opened(await aPackFile(pack), { here: all });
  await screen.findByText('All of this is on this phone already.');
  expect(screen.getByRole('link', { name: 'See the course' })).toHaveAttribute('href', `/course/${course}`);
});

test('a course under way takes from the file what it lacks, in the kind that was chosen', async () => {
  await opened(await aPackFile(pack), { here: [0, 2, 3, 4] });
  await userEvent.click(await screen.findByRole('button', { name: /^Take from the file, 7/ }));
  expect(orders).toMatchObject([{ choice: { languages: ['az'], rendition: 'video' } }]);
});

test('a file that is not whole, or altered, is refused, and nothing of it is offered', async () => {
  const whole = await aPackFile(pack);
  await opened(new File([whole.slice(0, whole.size - 3)], 'x.karvan'));
  await screen.findByRole('heading', { name: 'The end of the file is missing' });
  expect(screen.queryByRole('button', { name: /^Take/ })).toBeNull();
  screen.getByRole('button', { name: 'Choose another file' });
});

test('a phone that never met its institution is told why it cannot know', async () => {
  await opened(await aPackFile(pack), { isKnown: false });
  await screen.findByRole('heading', { name: 'This phone has not met your institution yet' });
});

test('a language in a file says for which course it is and what of it comes, and one tap takes that', async () => {
  const kk = await aLayer(pack.manifest);
  await opened(await aPackFile(kk), { publishers, isCourseHere: true });
  expect(await screen.findByRole('heading', { name: 'Kazakh' })).toBeInTheDocument();
  await screen.findByText('For the course: Etika');
  await userEvent.click(screen.getByRole('radio', { name: /^words(?! and)/ }));
  await userEvent.click(screen.getByRole('button', { name: /^Take from the file/ }));
  expect(orders).toMatchObject([{ kind: 'start', course: layerId, layerOf: course, edition: kk.edition, choice: { languages: ['kk'], rendition: 'text' } }]);
});

test('a language whose course is not here says so, and offers nothing to take', async () => {
  await opened(await aPackFile(await aLayer(pack.manifest)), { publishers });
  await screen.findByText(/^This file only adds a language to a course/);
  await screen.findByText(/^Its course is not on this phone/);
  expect(screen.queryByRole('button', { name: /^Take from the file/ })).toBeNull();
});
