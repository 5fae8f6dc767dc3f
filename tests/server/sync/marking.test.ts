import { v7 } from 'uuid';
import type { Progress } from '../../../src/core/progress.ts';
import { aCourse, type ServerPack } from '../a-course.ts';
import { aPhone, aServer, right, type Phone, type Server } from '../a-server.ts';

let server: Server;
let pack: ServerPack;
let phone: Phone;
beforeEach(async () => {
  server = await aServer();
  pack = await aCourse();
  await server.publish(pack);
  phone = await aPhone(server);
});
afterEach(() => server.end());

const wrong = { gift: 'take', days: '3' };
const completion = (cycle = 1) => server.store.read((r) => r.selectFrom('completion').selectAll().where('registration', '=', phone.registration(pack, cycle)).executeTakeFirst());
const notesAfter = async (lines: readonly string[], change = {}) => (await phone.send(lines, change)).reply.notes.map((each) => each.note);
const take = async (what: Parameters<Phone['takes']>[1] = {}, edition = pack.edition) => phone.lines(phone.takes(pack, what), edition);

test('a pass that the answers do not bear out is noted and satisfies nothing; an honest one does', async () => {
  expect(await notesAfter(await take({ answers: wrong, claims: right }))).toEqual(['score-differs']);
  expect(await completion()).toMatchObject({ state: null, satisfied: null, done: 2, scaled: 0, notes: 1 });
  expect(await notesAfter(await take())).toEqual(['score-differs']);
  expect(await completion()).toMatchObject({ state: 'waiting', done: 3, scaled: 1, attempts: 2, notes: 1 });
});

test('a pass without a single answer satisfies nothing', async () => {
  const statements = phone.takes(pack);
  const passed = statements.at(-1)!;
  expect(await notesAfter(await phone.lines([statements[2]!, passed], pack.edition))).toEqual(['score-differs']);
  expect(await completion()).toMatchObject({ state: null });
});

test('a pass whose answers come in later is looked at again: what was doubted is doubted no more', async () => {
  const lines = await take();
  const [before, answers, verdict] = [lines.slice(0, 4), lines.slice(4, 6), lines.slice(6)];
  await phone.send(before);
  expect(await notesAfter(verdict)).toEqual(['score-differs']);
  expect(await completion()).toMatchObject({ state: null, notes: 1 });
  expect(await notesAfter(answers)).toEqual([]);
  expect(await completion()).toMatchObject({ state: 'waiting', notes: 0, scaled: 1 });
});

test('an attempt is judged by the edition that it was taken on, also when another has been published since', async () => {
  const next = await aCourse({ release: 2, days: 20 });
  await server.publish(next);
  expect(await notesAfter(await take())).toEqual(['old-edition', 'old-edition']);
  expect(await completion()).toMatchObject({ state: 'waiting', scaled: 1 });
  // Negative control: the same answers on the new edition are wrong.
  expect(await notesAfter(await take({ cycle: 2 }, next.edition))).toContain('score-differs');
});

const mended = { gift: 'refuse', days: '20' };

test('a corrected key marks again what was handed in before: whoever was right all along passes, and is told so', async () => {
  expect(await notesAfter(await take({ answers: mended }))).toEqual([]);
  expect(await completion()).toMatchObject({ state: null, scaled: 0.5 });
  await server.publish(await aCourse({ release: 2, days: 20, corrects: [pack.edition] }));
  expect(await completion()).toMatchObject({ state: 'waiting', scaled: 1, done: 3, notes: 0 });
  const { reply } = await phone.send([]);
  const [au] = Object.values((reply.registrations[0]!.progress as unknown as Progress).aus).filter((each) => each.best !== undefined);
  expect(au).toMatchObject({ isPassed: true, best: 1 });
});

test('a correction takes nothing from anybody: a pass by the wrong key stays', async () => {
  await phone.send(await take());
  const before = await completion();
  await server.publish(await aCourse({ release: 2, days: 20, corrects: [pack.edition] }));
  expect(await completion()).toEqual(before);
});

test('a release that corrects nothing marks nothing again; control: the same release that does', async () => {
  await phone.send(await take({ answers: mended }));
  await server.publish(await aCourse({ release: 2, days: 20 }));
  expect(await completion()).toMatchObject({ state: null, scaled: 0.5 });
  await server.publish(await aCourse({ release: 3, days: 20, corrects: [pack.edition] }));
  expect(await completion()).toMatchObject({ state: 'waiting', scaled: 1 });
});

test('what arrives after the correction is marked by it too, and no phone is blamed for the key that it knew', async () => {
  const second = await aCourse({ release: 2, days: 20, corrects: [pack.edition] });
  await server.publish(second);
  expect(await notesAfter(await take({ answers: mended }))).toEqual(['old-edition', 'old-edition']);
  expect(await completion()).toMatchObject({ state: 'waiting', scaled: 1 });
  // A correction of the correction counts for the first edition as well.
  await phone.send(await take({ cycle: 2, answers: { gift: 'refuse', days: '25' } }));
  expect(await completion(2)).toMatchObject({ state: null });
  await server.publish(await aCourse({ release: 3, days: 25, corrects: [second.edition] }));
  expect(await completion(2)).toMatchObject({ state: 'waiting', scaled: 1 });
});

test('a correction leaves a decision standing, and an attempt that was not handed in alone', async () => {
  await phone.send((await take({ answers: mended })).slice(0, -1));
  await phone.send(await take({ cycle: 2, answers: mended }));
  await server.store.write((w) => w.updateTable('completion').set({ state: 'returned' }).where('registration', '=', phone.registration(pack, 2)).execute());
  await server.publish(await aCourse({ release: 2, days: 20, corrects: [pack.edition] }));
  expect(await completion(1)).toMatchObject({ state: null, attempts: 0 });
  expect(await completion(2)).toMatchObject({ state: 'returned', scaled: 1 });
});

test('a result on an edition that nobody published here is kept, and waits until it is known', async () => {
  expect(await notesAfter(await take({}, 'f'.repeat(64) as never))).toEqual(['unknown-edition', 'unknown-edition']);
  expect(await completion()).toMatchObject({ state: null, of: 0 });
});

test('attempts beyond the limit are noted, those within are not', async () => {
  expect(await notesAfter(await take({ answers: wrong }))).toEqual([]);
  expect(await notesAfter(await take({ answers: wrong }))).toEqual([]);
  expect(await notesAfter(await take())).toEqual(['over-attempts']);
  expect(await completion()).toMatchObject({ attempts: 3 });
});

const day = 86_400_000;
const at = (offset: number) => new Date(server.clock.at + offset).toISOString();
const clock = (device: string, trusted?: string) => ({ clock: { device, uptime: 5, ...(trusted ? { trusted } : {}) } });

test('a clock that is ahead, or behind what a server had told it, is noted; an envelope that lay for weeks is not', async () => {
  expect(await notesAfter(await take(), clock(at(day)))).toEqual(['clock', 'clock']);
  expect(await notesAfter(await take({ cycle: 2 }), clock(at(-30 * day), at(-20 * day)))).toEqual(Array.from({ length: 4 }, () => 'clock'));
  expect(await notesAfter(await take({ cycle: 3 }), clock(at(-30 * day), at(-40 * day)))).toHaveLength(4);
});

test('work under a registration that is not this person’s is kept with a note and makes no completion', async () => {
  const statements = phone.takes(pack).map((s) => ({ ...s, context: { ...s.context, registration: v7() } }));
  expect(new Set(await notesAfter(await phone.lines(statements, pack.edition)))).toEqual(new Set(['not-enrolled']));
  expect(await server.store.read((r) => r.selectFrom('completion').selectAll().execute())).toEqual([]);
});

test('results of somebody who has left are kept with a note', async () => {
  await server.store.write((w) => w.updateTable('membership').set({ until: '2026-11-01' }).where('person', '=', 'aysel').execute());
  expect(await notesAfter(await take())).toEqual(['not-enrolled', 'not-enrolled']);
  expect(await completion()).toMatchObject({ state: 'waiting' });
});

test('a lesson may be waived only when it was met in an earlier go', async () => {
  const { waived, sitting } = await import('../../../src/core/session.ts');
  const waive = (cycle: number) => waived(phone.world, sitting(phone.world, { profile: phone.profile, registration: phone.registration(pack, cycle), course: pack.course, language: 'az', au: pack.gifts }));
  const quizOnly = (cycle: number) => phone.takes(pack, { cycle }).slice(3);
  await phone.send(await phone.lines([waive(1), ...quizOnly(1)], pack.edition));
  expect(await completion(1)).toMatchObject({ state: null, done: 2 });
  await phone.send(await take({ cycle: 1 }));
  await phone.send(await phone.lines([waive(2), ...quizOnly(2)], pack.edition));
  expect(await completion(2)).toMatchObject({ state: 'waiting', done: 3 });
});

test('a decision stands: what comes in after it does not make the same go wait again', async () => {
  await phone.send(await take());
  await server.store.write((w) => w.updateTable('completion').set({ state: 'returned' }).where('registration', '=', phone.registration(pack)).execute());
  await phone.send(await take());
  expect(await completion()).toMatchObject({ state: 'returned' });
  await phone.send(await take({ cycle: 2 }));
  expect(await completion(2)).toMatchObject({ state: 'waiting', cycle: 2 });
});

test('names that would break a fold break nothing, and the lines beside them count', async () => {
  const statements = phone.takes(pack);
  const bad = ['__proto__', 'constructor', 'toString'].flatMap((name) => [
    { ...statements.at(-1)!, id: v7(), context: { ...statements.at(-1)!.context, extensions: { 'urn:karvan:ext:attempt': name } } },
    { ...statements[4]!, id: v7(), object: { ...statements[4]!.object, id: `urn:x:${name}#${name}` } },
    { ...statements[2]!, id: v7(), object: { ...statements[2]!.object, id: name } },
  ]);
  const { receipt } = await phone.send(await phone.lines([...bad, ...statements], pack.edition));
  expect(receipt?.seq).toBe(bad.length + statements.length);
  expect(await completion()).toMatchObject({ state: 'waiting', done: 3 });
});
