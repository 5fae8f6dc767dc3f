/** What is typed in the language of a layer: marked by the server as by the phone, from the layers that the lines name. */
import { join } from 'node:path';
import { isProblem } from '../../../src/core/problem.ts';
import { withTypedAnswers } from '../../../src/core/quiz/typed.ts';
import { publishFolder } from '../../../src/server/catalogue/shelf.ts';
import { asListed, changeTrust } from '../../../src/server/catalogue/trust.ts';
import { evidenceOf } from '../../../src/server/review/evidence.ts';
import type { Completion } from '../../../src/sync/desk.ts';
import { aCourse, publisher, stranger, type ServerPack } from '../a-course.ts';
import { aLayerFor, type ServerLayer } from '../a-layer.ts';
import { aPhone, aServer, right, type Answers, type Phone, type Server } from '../a-server.ts';

let server: Server;
let pack: ServerPack;
let phone: Phone;
beforeEach(async () => {
  server = await aServer();
  await changeTrust(server.store, server.keys.root, { now: server.clock.at, who: 'test', why: 'test' }, (list) => ({ ...list, publishers: [...list.publishers, { id: 'neighbour', name: {}, keys: [{ key: asListed(stranger.publicKey), from: '2026-01-01T00:00:00.000Z' }] }] }));
  pack = await aCourse({ word: 'ehtiyat' });
  await server.publish(pack);
  phone = await aPhone(server);
});
afterEach(() => server.end());

const kazakh: Answers = { ...right, copy: 'Сақтық көшірме' };
const publish = async ({ folder }: ServerLayer, endorsedBy?: typeof publisher.privateKey) => {
  const shelved = await publishFolder(server.deps, await folder(join(server.data, 'built'), endorsedBy), 'author');
  if (isProblem(shelved)) throw new Error(`${shelved.code} ${shelved.detail}`);
};
const completion = () => server.store.read((r) => r.selectFrom('completion').selectAll().where('registration', '=', phone.registration(pack)).executeTakeFirstOrThrow());
const notesAfter = async (lines: readonly string[]) => (await phone.send(lines)).reply.notes.map((each) => each.note);
/** Lines of a phone on which the layer counts; `isCounted` false: on which it does not. */
const take = ({ edition, answers }: ServerLayer, { isCounted = true, said = kazakh } = {}) => phone.lines(phone.takes(isCounted ? { ...pack, quiz: withTypedAnswers(pack.quiz, [answers]) } : pack, { answers: said }), pack.edition, [edition]);
const atTheDesk = async () => {
  const { registration } = await completion();
  const [attempt] = (await server.store.read((r) => evidenceOf(r, { registration } as unknown as Completion))).attempts;
  return { scaled: attempt!.scaled, here: attempt!.scaledHere, typed: attempt!.answers.find(({ item }) => item === 'copy')?.isCorrectHere };
};

test.each([['signed', 'ministry'], ['endorsed', 'neighbour']] as const)('a word of a layer that the course’s publisher %s counts on both screens', async (_, by) => {
  const layer = await aLayerFor(pack, { by });
  await publish(layer, by === 'neighbour' ? publisher.privateKey : undefined);
  expect(await notesAfter(await take(layer))).toEqual([]);
  expect(await completion()).toMatchObject({ state: 'waiting', scaled: 1, notes: 0 });
  expect(await atTheDesk()).toEqual({ scaled: 1, here: 1, typed: true });
});

test('control: a layer that nobody endorsed adds nothing, and neither does one whose endorsement is a stranger’s', async () => {
  const layer = await aLayerFor(pack);
  await publish(layer, stranger.privateKey);
  expect(await notesAfter(await take(layer, { isCounted: false }))).toEqual([]);
  expect(await completion()).toMatchObject({ state: null, scaled: 0.6667 });
  // A phone that counts it all the same is doubted.
  expect(await notesAfter(await take(layer))).toEqual(['score-differs']);
  expect(await completion()).toMatchObject({ state: null, scaled: 0.6667 });
});

test('control: without the layer in its lines the same answer is wrong, and a layer of other words or of another course accepts nothing', async () => {
  const layer = await aLayerFor(pack, { by: 'ministry' });
  await publish(layer);
  const other = await aLayerFor(pack, { by: 'neighbour', of: 'ministry/other' as never });
  await publish(other, publisher.privateKey);
  const statements = phone.takes({ ...pack, quiz: withTypedAnswers(pack.quiz, [layer.answers]) }, { answers: kazakh });
  expect(await notesAfter(await phone.lines(statements, pack.edition))).toEqual(['score-differs']);
  expect(await notesAfter(await take(other))).toEqual(['score-differs', 'score-differs']);
  expect(await completion()).toMatchObject({ state: null, scaled: 0.6667 });
});

test('a layer that is not published here yet: the phone’s word is kept, noted and not counted; once it is here, both say the same', async () => {
  const layer = await aLayerFor(pack, { by: 'ministry' });
  expect(await notesAfter(await take(layer))).toEqual(['unknown-edition']);
  expect(await completion()).toMatchObject({ state: null, satisfied: null, scaled: 1, notes: 1 });
  expect(await atTheDesk()).toEqual({ scaled: 1, here: undefined, typed: undefined });
  await publish(layer);
  expect(await completion()).toMatchObject({ state: 'waiting', scaled: 1, notes: 0 });
  expect(await atTheDesk()).toEqual({ scaled: 1, here: 1, typed: true });
});

test('nobody gains by naming a layer that there is not: the claim is noted and satisfies nothing', async () => {
  const nothing = { ...(await aLayerFor(pack)), edition: 'f'.repeat(64) as never };
  expect(await notesAfter(await take(nothing, { said: { ...right, copy: 'білмеймін' } }))).toEqual([]);
  expect(await completion()).toMatchObject({ state: null, scaled: 0.6667 });
  expect(await notesAfter(await phone.lines(phone.takes(pack, { answers: { ...right, copy: 'x' }, claims: { ...right, copy: 'ehtiyat' } }), pack.edition, ['f'.repeat(64) as never]))).toEqual(['unknown-edition']);
  expect(await completion()).toMatchObject({ state: null, satisfied: null });
});

test('one who was endorsed after the work came in is counted from then on', async () => {
  const layer = await aLayerFor(pack);
  await publish(layer);
  expect(await notesAfter(await take(layer))).toEqual(['score-differs']);
  await publish(layer, publisher.privateKey);
  expect(await completion()).toMatchObject({ state: 'waiting', scaled: 1, notes: 0 });
});

test('lines that arrive in another order, or name the layer only where it was typed, come to the same', async () => {
  const layer = await aLayerFor(pack, { by: 'ministry' });
  await publish(layer);
  const statements = phone.takes({ ...pack, quiz: withTypedAnswers(pack.quiz, [layer.answers]) }, { answers: kazakh });
  const before = await phone.lines(statements.slice(0, 6), pack.edition);
  const typed = await phone.lines(statements.slice(6, 7), pack.edition, [layer.edition]);
  const verdict = await phone.lines(statements.slice(7), pack.edition);
  await phone.send(before);
  expect(await notesAfter(verdict)).toEqual(['score-differs']);
  expect(await notesAfter(typed)).toEqual([]);
  expect(await completion()).toMatchObject({ state: 'waiting', scaled: 1, notes: 0 });
});

test('a corrected key decides over both: what it makes right counts beside what the layer accepts', async () => {
  const layer = await aLayerFor(pack, { by: 'ministry' });
  await publish(layer);
  expect(await notesAfter(await take(layer, { said: { ...kazakh, days: '20' } }))).toEqual([]);
  expect(await completion()).toMatchObject({ state: null, scaled: 0.6667 });
  await server.publish(await aCourse({ release: 2, word: 'ehtiyat', days: 20, corrects: [pack.edition] }));
  expect(await completion()).toMatchObject({ state: 'waiting', scaled: 1, notes: 0 });
});

test('a layer whose typed answers cannot be read is not published; control: the same with one that can', async () => {
  const publishing = async (accepted: readonly string[]) => publishFolder(server.deps, await (await aLayerFor(pack, { accepted })).folder(join(server.data, 'built')), 'author');
  expect(await publishing(['—'])).toMatchObject({ code: 'pack-manifest-invalid' });
  expect(await publishing(Array.from({ length: 51 }, (_, n) => `сөз ${n}`))).toMatchObject({ code: 'pack-manifest-invalid' });
  expect(await publishing(['сөз'])).toMatchObject({ isNew: true });
});
