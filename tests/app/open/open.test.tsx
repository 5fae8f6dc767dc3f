/** What was opened with Karvan in a file manager. No browser without a screen can launch an app with a file: the launch is told as the browser tells it. */
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { FromFile } from '../../../src/app/library/from-file.tsx';
import { Open } from '../../../src/app/open/open.tsx';
import { WaitingRow } from '../../../src/app/open/waiting-row.tsx';
import type { LaunchedHandle } from '../../../src/app/open/launched.ts';
import { takeWork } from '../../../src/app/library/open-file.ts';
import { SessionProvider } from '../../../src/app/session.tsx';
import { loadWords } from '../../../src/app/ui/words.ts';
import { writeBundle } from '../../../src/sync/bundle.ts';
import { aPhone, type Phone } from '../play/a-lesson.tsx';

const work = () => new File([writeBundle({ kind: 'work', made: '2026-11-27T10:00:00.000Z', envelopes: [] })], 'village.karvan-work');
const named = (name: string) => new File([Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)], name);
const course = () => named('ethics-1.karvan');
vi.setConfig({ testTimeout: 40_000 });
const LONG = { timeout: 10_000 };
let phone: Phone;
let kept: LaunchedHandle[];

beforeAll(() => loadWords('carry', 'file'));
beforeEach(async () => {
  phone = await aPhone();
  kept = [];
  window.history.replaceState(null, '', '/open');
  // The browser keeps the files of a launch until somebody asks, and gives them once.
  Object.assign(globalThis, { launchQueue: { setConsumer: (consumer: (launch: { files: readonly LaunchedHandle[] }) => void) => consumer({ files: kept.splice(0) }) } });
});
afterEach(() => {
  takeWork();
  Reflect.deleteProperty(globalThis, 'launchQueue');
});

const launch = (...files: (File | Error)[]) => {
  kept = files.map((file) => ({ name: file.name, getFile: async () => { if (file instanceof Error) throw file; return file; } }));
};
/** Machines differ: nothing here is about time. */
const at = (address: string) => waitFor(() => expect(window.location.pathname).toBe(address), LONG);
const inSession = (shown: ReactNode, opened?: Phone['open']) => render(<SessionProvider real={phone.real} {...(opened ? { opened } : {})}>{shown}</SessionProvider>);
const show = (opened?: Phone['open']) => inSession(<Open />, opened);

test('files of carried work go to the carrier’s page at once, all of them, and need no profile', async () => {
  launch(work(), work());
  show();
  await at('/carry');
  expect(takeWork()).toHaveLength(2);
});

test('a course waits until somebody has opened a profile, and then goes to its page', async () => {
  launch(course());
  const before = show();
  expect(await screen.findByText('The course waits for you', undefined, LONG)).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Open my profile' })).toHaveAttribute('href', '/who?next=%2Fopen');
  // No other list stands below, with nothing in it.
  expect(screen.getAllByRole('list')).toHaveLength(1);
  before.unmount();
  show(phone.open);
  await at('/file');
});

test('a course and carried work at once: the person chooses, and what is chosen is no longer offered', async () => {
  launch(course(), work());
  const first = show(phone.open);
  (await screen.findByRole('button', { name: 'Carried work, 1 file' }, LONG)).click();
  await at('/carry');
  first.unmount();
  window.history.replaceState(null, '', '/open');
  show(phone.open);
  await at('/file');
});

test('several courses chosen together wait one by one, and the file among them that is none is named as such; one alone goes at once', async () => {
  window.history.replaceState(null, '', '/catalogue');
  const chooser = inSession(<FromFile isMain />, phone.open);
  const input = chooser.container.querySelector('input')!;
  expect(input.multiple).toBe(true);
  fireEvent.change(input, { target: { files: [course(), new File(['Salam'], 'letter.karvan'), named('rights-2.karvan')] } });
  await at('/open');
  chooser.unmount();
  const waiting = show(phone.open);
  expect(await screen.findByText('This is no course file', undefined, LONG)).toBeInTheDocument();
  expect(screen.getByText('letter.karvan')).toBeInTheDocument();
  (await screen.findByRole('button', { name: /^rights-2\.karvan Course/ }, LONG)).click();
  await at('/file');
  waiting.unmount();
  const home = inSession(<WaitingRow />, phone.open);
  expect(await screen.findByText('1 file waits to be opened', undefined, LONG)).toBeInTheDocument();
  home.unmount();
  // The one that is left goes on without a question.
  window.history.replaceState(null, '', '/open');
  show(phone.open);
  await at('/file');
});

test('what is no Karvan file is said to be none', async () => {
  launch(new File(['Salam'], 'letter.karvan'));
  show(phone.open);
  expect(await screen.findByText('This is no course file', undefined, LONG)).toBeInTheDocument();
});

test('a file on a stick that was pulled out is said to be gone', async () => {
  launch(new DOMException('gone', 'NotFoundError'));
  show(phone.open);
  expect(await screen.findByText('The file can no longer be read', undefined, LONG)).toBeInTheDocument();
});

test('what the door refused stands there, and no word that anybody wrote into the address', async () => {
  window.history.replaceState(null, '', '/open?refused=carried-no-room');
  const first = show(phone.open);
  expect(await screen.findByText('There is no room on this phone for the file', undefined, LONG)).toBeInTheDocument();
  first.unmount();
  window.history.replaceState(null, '', '/open?refused=Call%20this%20number');
  show(phone.open);
  expect(await screen.findByText('No file waits here', undefined, LONG)).toBeInTheDocument();
  expect(screen.queryByText(/number/)).toBeNull();
});
