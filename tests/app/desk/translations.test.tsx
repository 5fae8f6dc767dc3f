import { cleanup, configure, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { lineCommandOf } from '../../../src/app/desk/line-keys.ts';
import { openDb } from '../../../src/device/db.ts';
import { storageProblem } from '../../../src/device/storage.ts';
import { json, sitDown } from './a-desk.tsx';
import { aTranslation, elsewhere, line } from './a-translation.ts';

// A busy machine is slow; nothing here measures time.
vi.setConfig({ testTimeout: 60_000 });
configure({ asyncUtilTimeout: 20_000 });

afterEach(async () => {
  sessionStorage.clear();
  localStorage.removeItem('karvan-kept');
  await openDb().meta.clear();
});

const field = () => screen.findByLabelText<HTMLTextAreaElement>('Translation');
const opened = async (wanted: string) => waitFor(async () => expect(await field()).toHaveValue(wanted));
const at = (address: string, held: ReturnType<typeof aTranslation>) => sitDown(address, { role: 'translator', instead: held.instead });
const T = '/desk/translations/t-1';

test('the list says how far each translation is, and which ones lie on this device', async () => {
  const held = aTranslation([line(1), line(2, { state: 'new', target: '' }), line(3, { state: 'approved' })]);
  const first = at('/desk/translations', held);
  const row = within(await screen.findByRole('row', { name: /Public ethics/ }));
  expect(row.getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['1', '1', '0', '1', '–']);
  await first.user.click(row.getByRole('link'));
  await opened('Mənbə cümləsi 1');
  first.unmount();
  at('/desk/translations', held);
  expect(await screen.findByText('Here')).toBeInTheDocument();
});

test('with the keyboard alone a reader mends, accepts and approves line after line', async () => {
  const held = aTranslation([line(1), line(2), line(3, { id: 'reading/b1', kind: 'text' })]);
  const { user } = at(T, held);
  await user.click(await field());
  await user.keyboard('{End} daha{Control>}{Enter}{/Control}');
  await opened('Mənbə cümləsi 2');
  expect(await field()).toHaveFocus();
  await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
  await opened('Mənbə cümləsi 3');
  await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
  await opened('Mənbə cümləsi 2');
  await waitFor(() => expect(held.translation.lines.map(({ target, state, version }) => [target, state, version])).toEqual([['Mənbə cümləsi 1 daha', 'reviewed', 2], ['Mənbə cümləsi 2', 'approved', 2], ['Mənbə cümləsi 3', 'machine', 1]]));
  expect(await screen.findByText(/Everything that you accepted is at the server/)).toBeInTheDocument();
});

test('what is typed is kept at once and not sent before it is accepted', async () => {
  const held = aTranslation([line(1)]);
  const first = at(T, held);
  await first.user.type(await field(), ' yarım');
  expect(await screen.findByText('Draft, only here')).toBeInTheDocument();
  first.unmount();
  at(T, held);
  await opened('Mənbə cümləsi 1 yarım');
  expect(held.changes).toBe(0);
});

test('a title has no line breaks, a subtitle and typed answers keep their own, and none has room around it', async () => {
  const held = aTranslation([line(1, { id: 'film/title', kind: 'title' }), line(2), line(3, { id: 'test/word/accepted', kind: 'answers' })]);
  const { user } = at(T, held);
  for (const _ of held.translation.lines) {
    await user.clear(await field());
    await user.type(await field(), ' bir{Enter}iki ');
    await user.keyboard('{Control>}{Enter}{/Control}');
  }
  await waitFor(() => expect(held.translation.lines.map(({ target }) => target)).toEqual(['bir iki', 'bir\niki', 'bir\niki']));
});

test('the checks speak while one types, with the institution’s terms', async () => {
  const held = aTranslation([line(1, { source: 'Rüşvet 5 yıl', target: 'Rüşvət 5 il' })], [{ source: 'rüşvet', target: 'rüşvət', forbidden: ['pul'] }]);
  const { user } = at(T, held);
  const checks = () => within(screen.getByRole('list', { name: 'What the checks say' })).queryAllByRole('listitem').map(({ textContent }) => textContent);
  const typing = await field();
  expect(checks()).toEqual([]);
  await user.clear(typing);
  await user.type(typing, 'Pul 6 il');
  await waitFor(() => expect(checks().join(' ')).toMatch(/Numbers differ from the source: 5 6.*The institution does not say it so: pul → rüşvət.*A term is missing: rüşvət/s));
  expect(screen.getByText('The author’s check stops here.')).toBeInTheDocument();
  expect(screen.getByText(/not: pul/)).toBeInTheDocument();
});

test('typed answers are said to be one a line, and each is checked by itself, not beside its source', async () => {
  const held = aTranslation([line(1, { id: 'test/word/accepted', kind: 'answers', source: 'yedek\n3 kopya', target: 'ehtiyat' })]);
  const { user } = at(T, held);
  await user.clear(await field());
  await user.type(await field(), 'ehtiyat{Enter}Ehtiyat.{Enter}—{Enter}резерв');
  expect(screen.getByText(/^What people may type, one answer a line\./)).toBeInTheDocument();
  const checks = within(screen.getByRole('list', { name: 'What the checks say' })).getAllByRole('listitem').map(({ textContent }) => textContent?.trim());
  expect(checks).toEqual(['This answer counts already: Ehtiyat.', 'No letter or digit is in this answer: —', 'This answer is in letters of another script: резерв']);
});

test('a text that loses its list or its heading is told before the author’s machine refuses it', async () => {
  const held = aTranslation([line(1, { kind: 'text', source: '- bir\n- iki', target: '- bir\n- iki', start: undefined, end: undefined })]);
  const { user } = at(T, held);
  await user.clear(await field());
  await user.type(await field(), 'bir və iki');
  expect(await screen.findByText(/Tags, links or placeholders differ from the source: Markdown/)).toBeInTheDocument();
});

test('without a server a reader goes on, and the lines go when it is there again', async () => {
  const held = aTranslation([line(1), line(2)]);
  const first = at(T, held);
  await opened('Mənbə cümləsi 1');
  first.unmount();
  held.isCut = true;
  const second = at(T, held);
  await opened('Mənbə cümləsi 1');
  await second.user.click(await field());
  await second.user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
  expect(await screen.findByText(/1 line is kept on this device and has not reached the server/)).toBeInTheDocument();
  second.unmount();
  held.isCut = false;
  at(T, held);
  await waitFor(() => expect(held.translation.lines[0]).toMatchObject({ state: 'approved', version: 2 }));
  expect(await screen.findByText(/Everything that you accepted is at the server/)).toBeInTheDocument();
});

test('a server that comes back is found by itself: what waits goes, and what others did there comes', async () => {
  const real = globalThis.setTimeout;
  const pauses = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, pause?: number) => real(work, pause === 15_000 ? 100 : pause)) as typeof setTimeout);
  const held = aTranslation([line(1), line(2)]);
  const { user } = at(T, held);
  await opened('Mənbə cümləsi 1');
  held.isCut = true;
  await user.click(await field());
  await user.keyboard('{Control>}{Enter}{/Control}');
  await screen.findByText(/They go by themselves/);
  elsewhere(held, 'film/c2', 'Raufun mətni');
  held.isCut = false;
  await waitFor(() => expect(held.translation.lines[0]).toMatchObject({ state: 'reviewed', version: 2 }));
  await opened('Raufun mətni');
  pauses.mockRestore();
});

test('of two on one line the later sees both texts and chooses; nothing is undone before', async () => {
  const held = aTranslation([line(1)]);
  const { user } = at(T, held);
  await user.type(await field(), ' mənim');
  elsewhere(held, 'film/c1', 'Raufun mətni');
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(await screen.findByRole('heading', { name: 'Somebody else changed this line' })).toBeInTheDocument();
  expect(screen.getByText(/^Rauf, .*choose one/)).toBeInTheDocument();
  expect(held.translation.lines[0]!.target).toBe('Raufun mətni');
  await user.click(screen.getByRole('button', { name: 'Put mine in its place' }));
  await waitFor(() => expect(held.translation.lines[0]).toMatchObject({ target: 'Mənbə cümləsi 1 mənim', version: 3 }));
});

test('a quarrel that comes when its reader has gone on is told above the lines, and leads there', async () => {
  const held = aTranslation([line(1), line(2)]);
  const { user } = at(T, held);
  await user.type(await field(), ' mənim');
  elsewhere(held, 'film/c1', 'Raufun mətni');
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(await screen.findByText(/1 line was changed by somebody else before you/)).toBeInTheDocument();
  await opened('Mənbə cümləsi 2');
  expect(screen.queryByText(/Everything that you accepted is at the server/)).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Look and choose' }));
  await user.click(await screen.findByRole('button', { name: 'Let that stand' }));
  await opened('Raufun mətni');
});

test('an answer that was lost is no quarrel with oneself', async () => {
  const held = aTranslation([line(1)]);
  let isLost = true;
  const instead: typeof held.instead = (request) => {
    const answer = held.instead(request);
    if (request.method !== 'POST' || !isLost) return answer;
    isLost = false;
    return new Error('the answer was lost');
  };
  const first = sitDown(T, { role: 'translator', instead });
  await first.user.type(await field(), ' bir');
  await first.user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => expect(held.changes).toBe(1));
  await first.user.type(await field(), ' iki');
  await first.user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => expect(held.translation.lines[0]).toMatchObject({ target: 'Mənbə cümləsi 1 bir iki', version: 3 }));
  expect(screen.queryByRole('heading', { name: 'Somebody else changed this line' })).toBeNull();
});

test('who writes on while an answer is under way keeps what they wrote, and it is no quarrel either', async () => {
  const held = aTranslation([line(1)]);
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const late = async (answer: Response, controller: ReadableStreamDefaultController) => {
    await arrived;
    controller.enqueue(new Uint8Array(await answer.arrayBuffer()));
    controller.close();
  };
  const instead: typeof held.instead = (request) => {
    const answer = held.instead(request);
    return request.method === 'POST' && held.changes === 1 && answer instanceof Response ? new Response(new ReadableStream({ start: (controller) => late(answer, controller) })) : answer;
  };
  const { user } = sitDown(T, { role: 'translator', instead });
  await user.type(await field(), ' bir');
  await user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => expect(held.changes).toBe(1));
  await user.type(await field(), ' iki');
  arrive();
  expect(await screen.findByText('Read')).toBeInTheDocument();
  expect(await screen.findByText('Draft, only here')).toBeInTheDocument();
  expect(await field()).toHaveValue('Mənbə cümləsi 1 bir iki');
  await user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => expect(held.translation.lines[0]).toMatchObject({ target: 'Mənbə cümləsi 1 bir iki', version: 3 }));
});

test('what was written on a line that the course has no more stays readable', async () => {
  const held = aTranslation([line(1), line(2)]);
  const first = at(T, held);
  await first.user.type(await field(), ' qalsın');
  await screen.findByText('Draft, only here');
  first.unmount();
  held.translation = { ...held.translation, lines: [line(2)] };
  const { user } = at(T, held);
  const lost = within(await screen.findByRole('region', { name: 'Lines that the course has no more' }));
  expect(lost.getByText('Mənbə cümləsi 1 qalsın')).toBeInTheDocument();
  await user.click(lost.getByRole('button', { name: 'Let it go' }));
  await waitFor(() => expect(screen.queryByText('Mənbə cümləsi 1 qalsın')).toBeNull());
});

test('what a full device cannot keep is not called kept, and its reader is not led on', async () => {
  const held = aTranslation([line(1), line(2)]);
  const { user } = at(T, held);
  await field();
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  await user.type(await field(), ' sığmır');
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(await screen.findByRole('alert')).toHaveTextContent('storage-full');
  expect(await field()).toHaveValue('Mənbə cümləsi 1 sığmır');
  put.mockRestore();
  await user.keyboard('{Control>}{Enter}{/Control}');
  await opened('Mənbə cümləsi 2');
  await waitFor(() => expect(held.translation.lines[0]).toMatchObject({ target: 'Mənbə cümləsi 1 sığmır', state: 'reviewed' }));
});

test('a browser that empties the database under kept lines does not do it in silence', async () => {
  Object.defineProperty(navigator, 'locks', { configurable: true, value: { request: (_: string, work: () => unknown) => work() } });
  const db = openDb();
  const { user } = at(T, aTranslation([line(1)]));
  await field();
  expect(await storageProblem(db)).toBeUndefined();
  await user.type(await field(), ' qalsın');
  await screen.findByText('Draft, only here');
  cleanup();
  await openDb().meta.clear();
  expect(await storageProblem(openDb())).toMatchObject({ code: 'storage-emptied' });
  Reflect.deleteProperty(navigator, 'locks');
});

test('a server that no longer lets its reader in says so beside the lines, and takes nothing away', async () => {
  const held = aTranslation([line(1), line(2)]);
  const first = at(T, held);
  await opened('Mənbə cümləsi 1');
  first.unmount();
  const { user } = sitDown(T, { role: 'translator', instead: ({ path }) => (path.startsWith('/api/desk/translations/') ? json(404, { code: 'not-found' }) : undefined) });
  await user.type(await field(), ' qalır');
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(await screen.findByRole('alert')).toHaveTextContent('not-found');
  expect(await screen.findByText(/1 line is kept on this device and has not reached the server/)).not.toHaveTextContent(/They go by themselves/);
});

test('who signs out leaves nothing that can be had again, and all that cannot', async () => {
  const held = aTranslation([line(1), line(2)]);
  const { user } = at(T, held);
  await user.type(await field(), ' yarım');
  await screen.findByText('Draft, only here');
  await user.click(screen.getByRole('button', { name: 'Sign out' }));
  await screen.findByRole('button', { name: 'Sign in' });
  expect((await openDb().meta.toCollection().primaryKeys()).toSorted()).toEqual(['desk-line/p-leyla/t-1/film/c1', 'desk-translation/p-leyla/t-1', 'desk-turn/p-leyla/t-1', 'karvan-kept']);
});

test('somebody else at the same computer finds neither the seat nor the lines of the first', async () => {
  const held = aTranslation([line(1)]);
  const first = at(T, held);
  await opened('Mənbə cümləsi 1');
  first.unmount();
  sitDown('/desk', { role: 'translator', who: 'p-rauf' }).unmount();
  const second = sitDown('/desk', { role: 'translator', who: 'p-rauf' });
  await screen.findByRole('navigation', { name: 'Places of the desk' });
  second.unmount();
  held.isCut = true;
  at(T, held);
  expect(await screen.findByRole('alert')).toBeInTheDocument();
  expect(screen.queryByText('Mənbə cümləsi 1')).toBeNull();
});

test('keys that write letters are left to the text', () => {
  const press = (key: string, more: Partial<KeyboardEvent> = {}) => lineCommandOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
  expect(press('Enter')).toBeUndefined();
  expect(press('Enter', { ctrlKey: true, altKey: true })).toBeUndefined();
  expect(press('ə', { altKey: true })).toBeUndefined();
  expect([press('Enter', { metaKey: true }), press('Enter', { ctrlKey: true, shiftKey: true }), press('ArrowDown', { altKey: true }), press('Enter', { altKey: true })]).toEqual(['accept', 'approve', 'next', 'play']);
});
