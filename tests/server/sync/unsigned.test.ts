import { base64url } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 } from 'uuid';
import { openSession } from '../../../src/server/accounts/desk-session.ts';
import type { DeskPerson, Evidence } from '../../../src/sync/desk.ts';
import { sealText } from '../../../src/sync/envelope.ts';
import { sealUnsigned } from '../../../src/sync/rescue.ts';
import { aCourse } from '../a-course.ts';
import { aPhone, aServer, type Phone, type Server } from '../a-server.ts';

let server: Server;
beforeAll(async () => {
  server = await aServer();
});
afterAll(async () => server.end());

/** What the phone's rescue file holds of these lines, and what wraps its key. */
async function rescued(phone: Phone, lines: readonly string[], whose: { kid?: string } = {}) {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  const forServer = await sealText(JSON.stringify({ profile: phone.profile, kid: whose.kid ?? phone.kid, key: base64url.encode(raw) }), server.keys.sealPublic);
  const sealed = await Promise.all(
    lines.map(async (line, index) => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const bytes = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(line)));
      return { seq: index + 1, iv: base64url.encode(iv), bytes: base64url.encode(bytes) };
    }),
  );
  return sealUnsigned(forServer, sealed, server.keys.sealPublic);
}

async function notesOf(phone: Phone): Promise<readonly (string | null)[]> {
  return (await server.store.read((r) => r.selectFrom('line').select('note').where('kid', '=', phone.kid).orderBy('seq').execute())).map((row) => row.note);
}

test('work saved without the PIN arrives and is kept with the note that nobody signed it; it counts once its phone sends it signed', async () => {
  const pack = await aCourse();
  await server.publish(pack);
  const phone = await aPhone(server);
  const lines = await phone.lines(phone.takes(pack), pack.edition);
  const jwes = await rescued(phone, lines);
  expect(jwes.length).toBe(1);
  const completions = () => server.store.read((r) => r.selectFrom('completion').select(['notes', 'state']).where('profile', '=', phone.profile).execute());
  const { receipt } = await phone.read(await phone.post(jwes[0]!));
  expect(receipt).toBeUndefined();
  expect(await notesOf(phone)).toEqual(lines.map(() => 'unsigned'));
  expect(await completions()).toEqual([]);
  // The same file by another carrier changes nothing; the phone's own envelope, once its PIN was renewed, is what counts.
  await phone.read(await phone.post(jwes[0]!));
  expect(await notesOf(phone)).toHaveLength(lines.length);
  const signed = await phone.send(lines);
  expect(signed.receipt!.seq).toBe(lines.length);
  expect(await completions()).toEqual([{ notes: 0, state: 'waiting' }]);
  expect((await notesOf(phone)).filter((note) => note === null)).toHaveLength(lines.length);
});

const decide = async (who: string, person: string, body: object) => {
  const cookie = `karvan-desk=${await server.store.write((w) => openSession(w, who, server.clock.at))}`;
  const answer = await server.postJson(`/api/desk/people/${person}/unsigned`, body, { cookie });
  return { status: answer.status, said: (await answer.json()) as { counted?: number } };
};
const seen = async (path: string) => {
  const cookie = `karvan-desk=${await server.store.write((w) => openSession(w, 'supervisor', server.clock.at))}`;
  return (await server.get(path, { cookie })).json();
};

test('a lost phone’s unsigned lines count once a supervisor says so with a reason, in the log; sent signed later, nothing counts twice', async () => {
  const pack = await aCourse();
  await server.publish(pack);
  const phone = await aPhone(server, 'rauf');
  const lines = await phone.lines(phone.takes(pack), pack.edition);
  await phone.read(await phone.post((await rescued(phone, lines))[0]!));
  expect(((await seen('/api/desk/people/rauf')) as DeskPerson).unsigned).toBe(lines.length);
  const body = { id: v7(), reason: ' I saw him take it. ' };
  expect((await decide('supervisor', 'rauf', { ...body, reason: '  ' })).status).toBe(400);
  expect(await decide('supervisor', 'rauf', body)).toMatchObject({ status: 201, said: { counted: lines.length } });
  // The same one again, and another one when nothing is left.
  expect(await decide('supervisor', 'rauf', body)).toMatchObject({ status: 201 });
  expect(await decide('supervisor', 'rauf', { ...body, id: v7() })).toMatchObject({ status: 201, said: { counted: 0 } });
  const evidence = async () => (await seen(`/api/desk/completions/${phone.registration(pack)}`)) as Evidence;
  const before = await evidence();
  expect(before.completion).toMatchObject({ state: 'waiting', scaled: 1, attempts: 1, notes: lines.length });
  expect([before.devices, before.attempts.length, new Set(before.notes.map(({ note }) => note))]).toEqual([[], 1, new Set(['unsigned'])]);
  expect(((await seen('/api/desk/people/rauf')) as DeskPerson).unsigned).toBeUndefined();
  const log = await server.store.read((r) => r.selectFrom('audit').select(['what', 'about', 'detail']).where('what', '=', 'vouched').execute());
  expect(log.map(({ about, detail }) => [about, (JSON.parse(detail!) as { lines: number }).lines])).toEqual([['rauf', lines.length], ['rauf', 0]]);
  const kept = await server.store.read((r) => r.selectFrom('vouch').select(['reason', 'by', 'lines']).where('id', '=', body.id).executeTakeFirst());
  expect(kept).toEqual({ reason: 'I saw him take it.', by: 'supervisor', lines: lines.length });
  // The phone is found again, and sends them signed.
  await phone.send(lines);
  const after = await evidence();
  expect(after.completion).toMatchObject({ state: 'waiting', scaled: 1, attempts: 1 });
  expect([after.attempts.length, after.devices.length, after.notes.filter(({ note }) => note !== 'unsigned')]).toEqual([1, 1, []]);
  // And in the other order: what came signed is not there to be decided about.
  await phone.read(await phone.post((await rescued(phone, lines))[0]!));
  expect(await decide('supervisor', 'rauf', { ...body, id: v7() })).toMatchObject({ said: { counted: 0 } });
});

test('nobody lets their own lines count', async () => {
  expect((await decide('supervisor', 'supervisor', { id: v7(), reason: 'Mine.' })).status).toBe(403);
});

test('whoever makes such a file for another person moves nothing of theirs', async () => {
  const pack = await aCourse();
  const [victim, stranger] = [await aPhone(server), await aPhone(server, 'rauf')];
  const before = await victim.send(await victim.lines([victim.reads(pack)], pack.edition));
  // Of the victim the stranger knows the names of profile and key, which travel in the clear inside the institution.
  const forged = await stranger.lines(victim.takes(pack), pack.edition);
  const after = await victim.read(await stranger.post((await rescued(victim, forged))[0]!));
  expect(after.receipt!.seq).toBe(before.receipt!.seq);
  expect(after.reply.registrations).toEqual(before.reply.registrations);
});

test('control: the same lines signed by the phone carry no such note', async () => {
  const pack = await aCourse();
  const phone = await aPhone(server, 'rauf');
  await phone.send(await phone.lines(phone.takes(pack), pack.edition));
  expect(await notesOf(phone)).not.toContain('unsigned');
});

test('one bad line costs itself; a key of another person or of no phone opens nothing', async () => {
  const pack = await aCourse();
  const [phone, other] = [await aPhone(server), await aPhone(server, 'rauf')];
  const lines = await phone.lines([phone.reads(pack), phone.reads(pack), phone.reads(pack)]);
  const [jwe] = await rescued(phone, [lines[0]!, 'no line', lines[2]!]);
  expect((await phone.post(jwe!)).status).toBe(200);
  expect(await notesOf(phone)).toHaveLength(3);
  expect((await phone.post((await rescued(phone, lines, { kid: other.kid }))[0]!)).status).toBe(400);
  expect((await phone.post((await rescued(phone, lines, { kid: 'nobody' }))[0]!)).status).toBe(202);
  expect((await phone.post(await sealText('{"karvan":1,"kind":"unsigned"}', server.keys.sealPublic))).status).toBe(400);
  expect(await notesOf(other)).not.toContain('unsigned');
});
